import { JournalAssertionError } from '../../client/errors.js'
import { toWire } from '../../client/wire-case.js'
import { countOf } from '../../wire/count-of.js'
import { adviseAddress, component, readsOnly, type Tool } from './tool.js'

/** An entry without what its request and answer contained. */
export function withoutParts<Entry extends object>(entry: Entry): Entry {
  const { request, answer, ...rest } = entry as Entry & { request?: unknown; answer?: unknown }
  return rest as Entry
}

const details = {
  details: {
    type: 'boolean',
    default: false,
    description: 'Include headers and bodies of requests and responses',
  },
}

interface Entries {
  readonly entries: readonly { readonly kind: string }[]
}

export const journal: Tool = {
  name: 'journal',
  title: 'Read the journal',
  description: [
    'Lists what happened, newest first: requests with their responses and what decided them, messages, deliveries, ends of verifications, webhooks.',
    'Codes are masked unless codes is "shown". For the reason of a refusal call `explain`, for a condition on requests `assert_requests`.',
    'Trap: a retry of the SDK is an entry of its own, so one call of the application may be up to three requests.',
  ].join(' '),
  operation: 'ListJournal',
  omits: ['sandbox_prefix'],
  defaults: { limit: 20 },
  own: details,
  hints: readsOnly,
  run: async (request, ask) => {
    const { details: wantsDetails = false, ...values } = request.arguments
    const answer = (await ask(values)) as Entries
    const { length } = answer.entries
    return {
      summary:
        length === 0
          ? `No entry matches. ${adviseAddress(request)}`
          : `${countOf(length, 'entry', 'entries')}, newest first.`,
      content: { ...answer, entries: wantsDetails === true ? answer.entries : answer.entries.map(withoutParts) },
    }
  },
}

export const assertRequests: Tool = {
  name: 'assert_requests',
  title: 'Assert on requests',
  description: [
    'Checks how often the application sent matching requests, by default at least once. If it did not, `ok` is false, and `misses` has the nearest requests with their differences.',
    'Trap: retries of the SDK count. Match `status: 200` to count what succeeded, or use `at_least`.',
  ].join(' '),
  operation: 'AssertJournal',
  output: () => ({
    type: 'object',
    required: ['ok'],
    additionalProperties: false,
    properties: {
      ok: { type: 'boolean', description: 'Whether the assertion holds' },
      detail: { type: 'string', description: 'Why it does not hold' },
      matched: { type: 'integer', description: 'Number of matching requests, if it holds' },
      entries: { type: 'array', items: component('JournalEntry'), description: 'The newest matching entries' },
      misses: { type: 'array', items: component('NearMiss'), description: 'The nearest requests, if it does not hold' },
      cursor: { type: 'string', description: 'Pass it as `since` to continue from here' },
    },
  }),
  hints: readsOnly,
  run: async (request, ask) => {
    try {
      const { matched, entries, cursor } = (await ask(request.arguments)) as Entries & Record<string, unknown>
      const content = { ok: true, matched, entries: entries.slice(0, 5).map(withoutParts), cursor }
      return { summary: `It holds: ${countOf(matched as number, 'matching request')}.`, content }
    } catch (error) {
      if (!(error instanceof JournalAssertionError)) throw error
      const { message } = error
      const misses = error.misses.map((miss) => toWire('NearMiss', miss, 'misses') as { entry: object })
      return {
        summary: `It does not hold; ${countOf(misses.length, 'request came', 'requests came')} near.`,
        content: {
          ok: false,
          detail: message,
          misses: misses.map((miss) => ({ ...miss, entry: withoutParts(miss.entry) })),
        },
      }
    }
  },
}
