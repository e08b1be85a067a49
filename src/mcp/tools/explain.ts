import { readJson } from '../../client/call.js'
import { withoutParts } from './journal.js'
import { component, expectedAddress, readsOnly, type Tool, type ToolRequest } from './tool.js'

interface Decided {
  readonly rule: string | null
  readonly scenario: string | null
  readonly fault: string | null
  readonly outcome: string | null
  readonly error_code: string | null
}

interface Entry {
  readonly status: number
  readonly operation: string | null
  readonly decided?: Decided
  readonly hint?: string
}

interface Rule {
  readonly id: string
  readonly statement: string
  readonly evidence: readonly string[]
}

/** How far back a refusal is looked for. */
const mostEntries = 200

export const explain: Tool = {
  name: 'explain',
  title: 'Explain the last refusal',
  description: [
    'Says why the newest refused request was refused: the rule of the real service with its evidence, and what to do.',
    'Refused is an error status, a broken connection, and a check whose response_code is not accepted, which is answered 200.',
    'A refusal that you have forced is told apart from one that the application has earned.',
  ].join(' '),
  operation: 'ListJournal',
  omits: ['sandbox_prefix', 'kind', 'status', 'since', 'limit', 'codes'],
  output: () => ({
    type: 'object',
    required: ['found', 'to_do'],
    additionalProperties: false,
    properties: {
      found: { type: 'boolean', description: 'Whether a request was refused' },
      why: { type: 'string', description: 'What decided' },
      to_do: { type: 'array', items: { type: 'string' }, description: 'What to do about it' },
      rule: component('Rule'),
      entry: component('JournalEntry'),
    },
  }),
  hints: readsOnly,
  run: async (request, ask) => {
    const list = { kind: 'request', limit: mostEntries, ...request.arguments }
    const { entries } = (await ask(list)) as { entries: readonly Entry[] }
    const entry = entries.find(isRefused)
    if (entry === undefined)
      return {
        summary: entries.length === 0 ? 'No request has arrived.' : `None of the last ${entries.length} was refused.`,
        content: { found: false, to_do: entries.length === 0 ? [expectedAddress(request)] : [] },
      }
    const rule = await findRule(request, entry.decided?.rule)
    const why = explainDecision(entry, rule)
    return {
      summary: `${entry.operation ?? 'A request to an unknown path'} was answered ${describeAnswer(entry)}. ${why}`,
      content: { found: true, why, to_do: advise(entry, rule), ...(rule && { rule }), entry: withoutParts(entry) },
    }
  },
}

function isRefused({ status, decided }: Entry): boolean {
  const outcome = decided?.outcome ?? 'accepted'
  return status === 0 || status >= 400 || outcome !== 'accepted'
}

async function findRule({ call }: ToolRequest, id: string | null | undefined): Promise<Rule | undefined> {
  if (typeof id !== 'string') return undefined
  return (await readJson(await call('GET', `/_emulator/rules/${encodeURIComponent(id)}`))) as Rule
}

function describeAnswer({ status, decided }: Entry): string {
  if (status === 0) return 'not at all'
  return [status, decided?.outcome, decided?.error_code && `code ${decided.error_code}`].filter(Boolean).join(', ')
}

function explainDecision({ decided }: Entry, rule: Rule | undefined): string {
  if (decided?.fault) return `The injected fault ${decided.fault} decided, not the application.`
  if (decided?.scenario) return `The forced outcome ${decided.scenario} decided, not the application.`
  if (rule === undefined) return 'No rule is noted.'
  return `Rule ${rule.id} (evidence: ${rule.evidence.join(', ')}): ${rule.statement}`
}

/** What to do, most useful first. The hint may quote the request. */
function advise({ decided, hint }: Entry, rule: Rule | undefined): string[] {
  const advice: string[] = []
  if (decided?.fault) advice.push('Remove it with add_fault and clear: true, or expect this answer in the test.')
  else if (decided?.scenario)
    advice.push('Remove it with set_outcome and clear: true, or expect this answer in the test.')
  if (hint !== undefined) advice.push(hint)
  if (rule?.evidence.some((kind) => kind === 'assumed' || kind === 'contested'))
    advice.push(
      'Public sources do not settle this behavior. Do not rely on it without a run of `tve contract run` against the real service.',
    )
  return advice
}
