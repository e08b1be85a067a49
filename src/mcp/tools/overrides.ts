import { changes, type Tool } from './tool.js'

export const setOutcome: Tool = {
  name: 'set_outcome',
  title: 'Force an outcome',
  description: [
    'Forces the outcome of matching requests: of a check (accepted, rejected, expired, max_attempts_exceeded), of a delivery (for example delivery_failed, delayed), or a Telnyx error code (for example 10011 for too many requests, 40333 for the spend limit).',
    'The newest forced outcome is matched first. Pass `times`, or it applies until it is cleared.',
    'Trap: the SDKs of the vendor retry 408, 409, 429 and 5xx twice by themselves, so an application sees such an error only if `times` is 3 or more.',
    'A delivery that fails is not an error of the send request: it answers 200, and the state changes afterwards.',
  ].join(' '),
  operation: 'CreateScenario',
  hints: changes,
  summarize: ({ scenario }: { scenario: { id: string; times: number | null } }) =>
    `${scenario.id} is set, ${scenario.times === null ? 'until it is cleared' : `for ${scenario.times} requests`}.`,
}

export const addFault: Tool = {
  name: 'add_fault',
  title: 'Add a fault',
  description: [
    'Breaks the transport of matching requests: latency, an error status, a broken connection, a malformed, truncated or wrong answer, or none at all (hang).',
    'Pass `times`, or it applies until it is cleared.',
    'Trap: the SDKs of the vendor retry broken connections, 408, 409, 429 and 5xx twice by themselves, so an application sees the fault only if `times` is 3 or more; with fewer it tests the retry.',
    'Trap: there are no idempotency keys, so a retried send whose answer was lost (reset `after`, truncated) sends a second code.',
  ].join(' '),
  operation: 'CreateFault',
  hints: changes,
  summarize: ({ fault }: { fault: { id: string; times: number | null } }) =>
    `${fault.id} is set, ${fault.times === null ? 'until it is cleared' : `for ${fault.times} requests`}.`,
}
