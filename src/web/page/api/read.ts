/** What the page reads of the emulator. */
import { ApiError, type ApiRequest, type Connection, controlPath, sendRequest } from './call.js'
import { toCamel } from './camel.js'
import type {
  ClockAnswer,
  Coverage,
  Entry,
  FaultRule,
  Message,
  Profile,
  Rule,
  SandboxInfo,
  SandboxSummary,
  Scenario,
  Template,
  TestNumber,
  WebhookDelivery,
  WebhookFaultRule,
} from './types.js'

/** Sends a request and reads its answer in camel case. @throws {ApiError} */
export async function askJson<Answer>(connection: Connection, request: ApiRequest): Promise<Answer> {
  return toCamel(await (await sendRequest(connection, request)).json()) as Answer
}

const get = <Answer>(connection: Connection, path: string, query: Record<string, string | number> = {}) =>
  askJson<Answer>(connection, { method: 'GET', path: controlPath(path, connection.sandbox, query) })

const getAll = async (connection: Connection, path: string) =>
  (await sendRequest(connection, { method: 'GET', path })).json()

export const readInfo = (connection: Connection) => get<SandboxInfo>(connection, '')

export const readInbox = (connection: Connection) =>
  get<{ messages: Message[] }>(connection, '/inbox', { limit: 10_000 })

export const readJournal = (connection: Connection, limit = 2000) =>
  get<{ entries: Entry[]; cursor: string; dropped: number }>(connection, '/journal', { limit, codes: 'shown' })

export const readClock = (connection: Connection) => get<ClockAnswer>(connection, '/clock')

export const readWebhooks = async (connection: Connection) =>
  (await get<{ webhooks: WebhookDelivery[] }>(connection, '/webhooks', { limit: 500 })).webhooks

export const readScenarios = async (connection: Connection) =>
  (await get<{ scenarios: Scenario[] }>(connection, '/scenarios')).scenarios

export const readFaults = async (connection: Connection) =>
  (await get<{ faults: FaultRule[] }>(connection, '/faults')).faults

export const readWebhookFaults = async (connection: Connection) =>
  (await get<{ webhookFaults: WebhookFaultRule[] }>(connection, '/webhook-faults')).webhookFaults

export const readTestNumbers = async (connection: Connection) =>
  (await get<{ testNumbers: TestNumber[] }>(connection, '/test-numbers')).testNumbers

export const readSandboxes = async (connection: Connection) =>
  (toCamel(await getAll(connection, '/_emulator/sandboxes')) as { sandboxes: SandboxSummary[] }).sandboxes

export const readCoverage = async (connection: Connection) =>
  (await getAll(connection, '/_emulator/coverage')) as Coverage

export const readSnapshot = async (connection: Connection) =>
  (
    await sendRequest(connection, {
      method: 'GET',
      path: controlPath('/snapshot', connection.sandbox, { journal: 'true' }),
    })
  ).text()

/** The rules by id; none where this emulator does not list them. */
export async function readRules(connection: Connection): Promise<ReadonlyMap<string, Rule>> {
  const { rules } = (await getAll(connection, '/_emulator/rules')) as { rules: Rule[] }
  return new Map(rules.map((rule) => [rule.id, rule]))
}

/** Profiles and templates in the words of the emulated API. */
export async function readProfiles(connection: Connection): Promise<{ profiles: Profile[]; templates: Template[] }> {
  const path = controlPath('/profiles', connection.sandbox)
  const { profiles, templates } = await readListedProfiles(connection, path)
  return { profiles, templates: templates.map(({ id, text, built_in }) => ({ id, text, builtIn: built_in })) }
}

interface ListedProfiles {
  readonly profiles: Profile[]
  readonly templates: { readonly id: string; readonly text: string; readonly built_in: boolean }[]
}

async function readListedProfiles(connection: Connection, path: string): Promise<ListedProfiles> {
  try {
    return (await getAll(connection, path)) as ListedProfiles
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error
  }
  const { data: profiles } = (await getAll(connection, '/v2/verify_profiles')) as { data: Profile[] }
  const { data: templates } = (await getAll(connection, '/v2/verify_profiles/templates')) as {
    data: { id: string; text: string }[]
  }
  return { profiles, templates: templates.map((template, index) => ({ ...template, built_in: index < 6 })) }
}
