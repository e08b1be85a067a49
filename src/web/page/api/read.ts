/** Reads of the emulator. */
import { createAsk } from '../../../client/ask.js'
import { type Connection, controlPath, sendRequest } from './call.js'
import type { Profile, Replay, Rule, Template } from './types.js'

/** The client's way to ask one operation for an answer of a schema; without a sandbox one of the server. */
function openAsk(connection: Connection, sandbox?: string) {
  return createAsk((method, path, { query = {} } = {}) => {
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
    return sendRequest(connection, { method: method as 'GET', path: `${path}?${search}` })
  }, sandbox)
}

const openSandboxAsk = (connection: Connection) => openAsk(connection, connection.sandbox)
const openServerAsk = (connection: Connection) => openAsk(connection)

export const readInfo = (connection: Connection) => openSandboxAsk(connection)('Sandbox', 'GET', '/_emulator')

export const readInbox = async (connection: Connection) =>
  (await openSandboxAsk(connection)('MessageList', 'GET', '/_emulator/inbox', { query: { limit: 10_000 } })).messages

export const readJournal = (connection: Connection) =>
  openSandboxAsk(connection)('Journal', 'GET', '/_emulator/journal', { query: { limit: 2000, codes: 'shown' } })

export const readClock = (connection: Connection) =>
  openSandboxAsk(connection)('ClockAnswer', 'GET', '/_emulator/clock')

export const readWebhooks = async (connection: Connection) =>
  (await openSandboxAsk(connection)('WebhookList', 'GET', '/_emulator/webhooks', { query: { limit: 500 } })).webhooks

export const readScenarios = async (connection: Connection) =>
  (await openSandboxAsk(connection)('ScenarioList', 'GET', '/_emulator/scenarios')).scenarios

export const readFaults = async (connection: Connection) =>
  (await openSandboxAsk(connection)('FaultList', 'GET', '/_emulator/faults')).faults

export const readWebhookFaults = async (connection: Connection) =>
  (await openSandboxAsk(connection)('WebhookFaultList', 'GET', '/_emulator/webhook-faults')).webhookFaults

export const readTestNumbers = async (connection: Connection) =>
  (await openSandboxAsk(connection)('TestNumberList', 'GET', '/_emulator/test-numbers')).testNumbers

export const readSandboxes = async (connection: Connection) =>
  (await openServerAsk(connection)('SandboxList', 'GET', '/_emulator/sandboxes')).sandboxes

export const readCoverage = (connection: Connection) =>
  openServerAsk(connection)('Coverage', 'GET', '/_emulator/coverage')

const readRaw = async (connection: Connection, path: string) =>
  (await sendRequest(connection, { method: 'GET', path })).json()

/** The run of the sandbox, as a file. */
export const readRun = async (connection: Connection) =>
  (await sendRequest(connection, { method: 'GET', path: controlPath('/run', connection.sandbox) })).text()

export const readReplay = async (connection: Connection) => (await readRaw(connection, '/_emulator/replay')) as Replay

/** The rules by id. */
export async function readRules(connection: Connection): Promise<ReadonlyMap<string, Rule>> {
  const { rules } = (await readRaw(connection, '/_emulator/rules')) as { rules: Rule[] }
  return new Map(rules.map((rule) => [rule.id, rule]))
}

/** Profiles and templates in the words of the emulated API. */
export const readProfiles = async (connection: Connection) =>
  (await readRaw(connection, controlPath('/profiles', connection.sandbox))) as {
    profiles: Profile[]
    templates: Template[]
  }
