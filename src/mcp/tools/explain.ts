import { explainRefusal } from '../../client/explain-refusal.js'
import { withoutParts } from './journal.js'
import { adviseAddress, component, readsOnly, type Tool } from './tool.js'

const remedies = {
  fault: 'Remove it with add_fault and clear: true',
  scenario: 'Remove it with set_outcome and clear: true',
}

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
  run: async (request) => {
    const query = { sandbox: request.sandbox, ...request.arguments }
    const { seen, refusal } = await explainRefusal(request.call, { query, remedies })
    if (refusal === undefined)
      return {
        summary: seen === 0 ? 'No request has arrived.' : `None of the last ${seen} was refused.`,
        content: { found: false, to_do: seen === 0 ? [adviseAddress(request)] : [] },
      }
    const { entry, answer, why, toDo, rule } = refusal
    return {
      summary: `${entry.operation ?? 'A request to an unknown path'} was answered ${answer}. ${why}`,
      content: { found: true, why, to_do: toDo, ...(rule && { rule }), entry: withoutParts(entry) },
    }
  },
}
