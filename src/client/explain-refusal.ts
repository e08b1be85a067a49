import { type Call, readJson } from './call.js'
import { defaultSandbox } from './defaults.js'

/** An entry of the journal in the names of the wire, as far as it explains an answer. */
export interface RefusedEntry {
  readonly at: string
  readonly method?: string
  readonly path?: string
  readonly status: number
  readonly operation: string | null
  readonly decided?: {
    readonly rule: string | null
    readonly scenario: string | null
    readonly fault: string | null
    readonly outcome: string | null
    readonly error_code: string | null
  }
  /** It may quote the request. */
  readonly hint?: string
}

/** A rule of the real service. */
export interface ExplainingRule {
  readonly id: string
  readonly statement: string
  readonly evidence: readonly string[]
}

/** Why the newest refused request was refused. */
export interface Refusal {
  readonly entry: RefusedEntry
  /** The answer in words: `200, rejected`. */
  readonly answer: string
  /** What decided. It quotes nothing that others wrote. */
  readonly why: string
  /** What to do, most useful first. It may quote the request. */
  readonly toDo: readonly string[]
  readonly rule: ExplainingRule | undefined
}

export interface RefusalSearch {
  /** The requests that are looked at, in the names of the wire. */
  readonly query: Readonly<Record<string, unknown>>
  /** How the reader removes what was forced: commands for a person, tools for an agent. */
  readonly remedies: { readonly fault: string; readonly scenario: string }
}

/** How far back a refusal is looked for. */
const mostEntries = 200

/**
 * Finds the newest refused request of a sandbox, and explains it. Refused is an error status, a broken connection, and a check
 * whose `response_code` is not `accepted`, which is answered 200.
 *
 * @returns without `refusal` if none of the `seen` requests was refused
 * @throws {ControlError} {ConnectionError}
 * @example
 * ```ts
 * const remedies = { fault: 'Run `tve fault clear`', scenario: 'Run `tve scenario clear`' }
 * const { refusal } = await explainRefusal(call, { query: { sandbox: 'checkout-7' }, remedies })
 * ```
 */
export async function explainRefusal(
  call: Call,
  { query, remedies }: RefusalSearch,
): Promise<{ readonly seen: number; readonly refusal: Refusal | undefined }> {
  const answer = await call('GET', '/_emulator/journal', { query: { kind: 'request', limit: mostEntries, ...query } })
  const { entries } = (await readJson(answer)) as { entries: readonly RefusedEntry[] }
  const entry = entries.find(isRefused)
  if (entry === undefined) return { seen: entries.length, refusal: undefined }
  const rule = await findRule(call, entry.decided?.rule)
  const refusal = {
    entry,
    answer: describeAnswer(entry),
    why: explainDecision(entry, rule),
    toDo: advise(entry, rule, remedies),
    rule,
  }
  return { seen: entries.length, refusal }
}

/** Where the application must send its requests, for a reader who finds none. */
export const expectedAddress = (origin: string | undefined, sandbox = defaultSandbox) =>
  `The application must use ${origin === undefined ? 'the base URL of this emulator' : `TELNYX_BASE_URL=${origin}/v2`} and TELNYX_API_KEY=sandbox_${sandbox}.`

function isRefused({ status, decided }: RefusedEntry): boolean {
  const outcome = decided?.outcome ?? 'accepted'
  return status === 0 || status >= 400 || outcome !== 'accepted'
}

async function findRule(call: Call, id: string | null | undefined): Promise<ExplainingRule | undefined> {
  if (typeof id !== 'string') return undefined
  return (await readJson(await call('GET', `/_emulator/rules/${encodeURIComponent(id)}`))) as ExplainingRule
}

function describeAnswer({ status, decided }: RefusedEntry): string {
  if (status === 0) return 'not at all'
  return [status, decided?.outcome, decided?.error_code && `code ${decided.error_code}`].filter(Boolean).join(', ')
}

function explainDecision({ decided }: RefusedEntry, rule: ExplainingRule | undefined): string {
  if (decided?.fault) return `The injected fault ${decided.fault} decided, not the application.`
  if (decided?.scenario) return `The forced outcome ${decided.scenario} decided, not the application.`
  if (rule === undefined) return 'No rule is noted.'
  return `Rule ${rule.id} (evidence: ${rule.evidence.join(', ')}): ${rule.statement}`
}

function advise(
  { decided, hint }: RefusedEntry,
  rule: ExplainingRule | undefined,
  remedies: RefusalSearch['remedies'],
): string[] {
  const advice: string[] = []
  if (decided?.fault) advice.push(`${remedies.fault}, or expect this answer in the test.`)
  else if (decided?.scenario) advice.push(`${remedies.scenario}, or expect this answer in the test.`)
  if (hint !== undefined) advice.push(hint)
  if (rule?.evidence.some((kind) => kind === 'assumed' || kind === 'contested'))
    advice.push(
      'Public sources do not settle this behavior. Do not rely on it without a run of `tve contract run` against the real service.',
    )
  return advice
}
