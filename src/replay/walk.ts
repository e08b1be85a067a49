import type { Sandbox } from '../core/sandbox.js'
import type { Divergence } from './lane.js'
import { bodyTextOf, listRequests, type RunRequest, type RunStep } from './run-file.js'
import { describeRequest } from './same-request.js'

/** What plays a run. */
interface Playing {
  readonly at: number
  readonly divergences: readonly Divergence[]
  readonly otherAnswers: readonly Divergence[]
  readonly sandboxes: ReadonlyMap<string, Sandbox>
  playTo(number: number): Promise<void>
}

/** The way through a run for a person, who sees each request with its answer and what decided it. */
export function createWalk(test: string | undefined, steps: readonly RunStep[], player: Playing) {
  const requests = listRequests(steps)
  return {
    read() {
      const decided = readDecisions(player.sandboxes.values())
      const { at, divergences, otherAnswers } = player
      return {
        at,
        test: test ?? null,
        requests: requests.map((request) => describeStep(request, decided.get(request.request_id))),
        divergences: [...divergences, ...otherAnswers].sort((a, b) => a.number - b.number),
      }
    },

    /** Carries out the requests up to a number; webhooks are not posted meanwhile. */
    moveTo: (number: number) => player.playTo(number),
  }
}

/** What decided each request, by the ID of its response, as far as the journals reach. */
function readDecisions(sandboxes: Iterable<Sandbox>): Map<string, string> {
  const decisions = new Map<string, string>()
  for (const { journal } of sandboxes)
    for (const { entry } of journal.newestFirst()) {
      if (entry.kind !== 'request') continue
      const { 'x-request-id': id } = entry.answerHeaders
      const { scenario, fault, rule } = entry.decided
      const by = scenario ?? fault ?? rule
      if (id !== undefined && by !== null) decisions.set(id, by)
    }
  return decisions
}

function describeStep(step: RunRequest, decided: string | undefined) {
  const { number = 0, at, sandbox, answer, ...request } = step
  return {
    number,
    at: new Date(at).toISOString(),
    sandbox,
    text: describeRequest(request),
    request: bodyTextOf(request),
    status: answer?.status ?? null,
    response: answer === undefined ? '' : bodyTextOf(answer),
    decided: decided ?? null,
  }
}
