import { readJson } from '../../client/call.js'
import { countOf } from '../../wire/count-of.js'
import { InputError } from '../../wire/input-error.js'
import { type AskOperation, changes, component, type Tool, type ToolAnswer, type ToolRequest } from './tool.js'

const retryTrap =
  'Trap: the SDKs of the vendor retry broken connections, 408, 409, 429 and 5xx twice by themselves. An application that uses one sees such an error only if `times` is at least 3; with fewer you test its retries.'

/** What differs between forced outcomes and faults. */
interface Overrides {
  readonly path: string
  /** The argument that says what to force. */
  readonly field: string
  /** The members of the answers: one, and the list. */
  readonly one: string
  readonly list: string
  readonly noun: string
}

const clearOption = (what: string) => ({
  clear: {
    type: 'boolean',
    default: false,
    description: `Remove all ${what} first; without another argument, only that`,
  },
})

/** Both in one answer: what was added, and everything that applies now. */
const output =
  ({ one, list }: Overrides, rule: string) =>
  () => ({
    type: 'object',
    required: [list],
    additionalProperties: false,
    properties: {
      [one]: component(rule),
      [list]: { type: 'array', items: component(rule), description: 'All that apply now, in matching order' },
    },
  })

const run =
  (overrides: Overrides) =>
  async (request: ToolRequest, ask: AskOperation): Promise<ToolAnswer> => {
    const { path, field, one, list, noun } = overrides
    const { clear = false, ...values } = request.arguments
    const query = { sandbox: request.sandbox }
    if (typeof clear !== 'boolean') throw new InputError('clear must be true or false.')
    if (!clear && values[field] === undefined)
      throw new InputError(`Pass ${field} to add a ${noun}, or clear: true to remove all.`)
    if (clear) await request.call('PUT', path, { query, body: [] })
    const added = Object.keys(values).length === 0 ? {} : ((await ask(values)) as Record<string, object>)
    const all = (await readJson(await request.call('GET', path, { query }))) as Record<string, { id: string }[]>
    const { id, times } = (added[one] ?? {}) as { id?: string; times?: number | null }
    const now = `${countOf(all[list]?.length ?? 0, noun)} now.`
    const until = times === null ? 'until it is removed' : `for ${countOf(times ?? 0, 'request')}`
    return {
      summary: id === undefined ? `Removed all; ${now}` : `${id} applies ${until}; ${now}`,
      content: { ...added, ...all },
    }
  }

const outcomes: Overrides = {
  path: '/_emulator/scenarios',
  field: 'outcome',
  one: 'scenario',
  list: 'scenarios',
  noun: 'forced outcome',
}

export const setOutcome: Tool = {
  name: 'set_outcome',
  title: 'Force an outcome',
  description: [
    'Forces the outcome of matching requests: of a check (accepted, rejected, expired, max_attempts_exceeded), of a delivery (delivered, sending_failed, delivery_failed, delivery_unconfirmed, delayed), or a Telnyx error code (10011 for too many requests, 40333 for the spend limit, 20100 for no funds).',
    'The newest is matched first. Pass `times`, or it applies until it is removed: tests that come later meet it, too.',
    'Trap: a check that fails is answered 200 with another response_code, and a delivery that fails leaves the send at 200; only error codes make an error.',
    retryTrap,
  ].join(' '),
  operation: 'CreateScenario',
  own: clearOption('forced outcomes, those of the configuration included,'),
  optional: ['outcome'],
  output: output(outcomes, 'Scenario'),
  hints: changes,
  run: run(outcomes),
}

const faults: Overrides = { path: '/_emulator/faults', field: 'fault', one: 'fault', list: 'faults', noun: 'fault' }

export const addFault: Tool = {
  name: 'add_fault',
  title: 'Add a fault',
  description: [
    'Breaks the transport of matching requests: latency, an error status, a reset connection, a malformed, truncated or wrongly typed answer, or none at all (hang).',
    'Pass `times`, or it applies until it is removed.',
    retryTrap,
    'Trap: there are no idempotency keys. A send whose answer was lost (reset with at: after, truncated) has sent its code, and the retry sends a second one.',
  ].join(' '),
  operation: 'CreateFault',
  own: clearOption('faults'),
  optional: ['fault'],
  output: output(faults, 'FaultRule'),
  hints: changes,
  run: run(faults),
}
