import { countOf } from '../../wire/count-of.js'
import { type Counts, findNextTests } from './next-tests.js'
import { component, readsOnly, type Tool } from './tool.js'

/** Groups whose names are worth a list of what is missing: few applications use every operation, or meet every error. */
const groups = ['outcomes', 'deliveries', 'channels', 'statuses', 'faults', 'webhooks']

export const coverage: Tool = {
  name: 'coverage',
  title: 'What was never exercised',
  description: [
    'Says which outcomes, deliveries, statuses, faults and webhooks the application has met, which it never has, and which test to write next, with the call that makes it happen.',
    'Counts everything since the start of the emulator: those of all sandboxes, unless `sandbox` names one. A restore does not change them.',
  ].join(' '),
  operation: 'GetCoverage',
  omits: ['sandbox_prefix'],
  output: () => ({
    type: 'object',
    required: ['requests', 'reached', 'never', 'next_tests'],
    additionalProperties: false,
    properties: {
      requests: { type: 'integer', description: 'Number of requests to the emulated API' },
      reached: { type: 'object', additionalProperties: component('Counts'), description: 'Counts by name, by group' },
      never: {
        type: 'object',
        additionalProperties: { type: 'array', items: { type: 'string' } },
        description: 'What never happened, by group',
      },
      next_tests: {
        type: 'array',
        description: 'The tests to write next, the most valuable first',
        items: {
          type: 'object',
          required: ['missing', 'arrange', 'expect'],
          additionalProperties: false,
          properties: {
            missing: { type: 'string', description: 'What never happened' },
            arrange: { type: 'string', description: 'How to make it happen' },
            expect: { type: 'string', description: 'What a sound application does then' },
          },
        },
      },
    },
  }),
  hints: readsOnly,
  run: async (request, ask) => {
    const { requests, ...counts } = (await ask(request.arguments)) as { requests: number } & Counts
    const all = counts as Counts
    const reached = Object.entries(all).map(([group, names]) => [
      group,
      Object.fromEntries(Object.entries(names).filter(([, count]) => count > 0)),
    ])
    const never = groups.map((group) => [group, Object.keys(all[group] ?? {}).filter((name) => !all[group]?.[name])])
    const next = findNextTests(all)
    return {
      summary: `${countOf(requests, 'request')}. ${next[0] === undefined ? 'Everything on the list was exercised.' : `Next: ${next[0].missing}.`}`,
      content: {
        requests,
        reached: Object.fromEntries(reached),
        never: Object.fromEntries(never),
        next_tests: next.slice(0, mostTests),
      },
    }
  },
}

/** A longer list of tests would not be written anyway. */
const mostTests = 5
