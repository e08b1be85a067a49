import type { Divergence } from './lane.js'
import { bodyTextOf, type RunFile, type RunRequest } from './run-file.js'
import { describeRequest } from './same-request.js'

/** A run that is replayed, as a person looks at it. */
export function describeReplay(
  { test, steps = [] }: RunFile,
  { at, divergences }: { readonly at: number; readonly divergences: readonly Divergence[] },
) {
  const requests = steps.filter((step): step is RunRequest => step.kind === 'request' && step.number !== undefined)
  return { at, test: test ?? null, requests: requests.map(describeStep), divergences: [...divergences] }
}

const describeStep = ({ number = 0, at, sandbox, answer, ...request }: RunRequest) => ({
  number,
  at: new Date(at).toISOString(),
  sandbox,
  text: describeRequest(request),
  request: bodyTextOf(request),
  status: answer === undefined ? null : answer.status,
  response: answer === undefined ? '' : bodyTextOf(answer),
})
