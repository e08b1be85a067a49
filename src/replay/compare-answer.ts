import { textOf } from '../http/answer.js'
import type { Divergence } from './lane.js'
import type { WholeAnswer } from './request-parts.js'
import { bodyTextOf, type RunRequest } from './run-file.js'
import { describeRequest, isSameText } from './same-request.js'

/** Compares an answer of the emulator with the recorded one. @returns the difference, if there is one */
export function findOtherAnswer({ number, answer, ...step }: RunRequest, given: WholeAnswer): Divergence | undefined {
  if (answer === undefined || number === undefined) return undefined
  const text = textOf(given.body)
  const isSame = given.status === answer.status && (answer.is_cut || isSameText(bodyTextOf(answer), text))
  if (isSame) return undefined
  const show = (status: number, body: string) => `${status} ${body.slice(0, 200)}`
  const then = show(answer.status, bodyTextOf(answer))
  const now = show(given.status, text)
  return { number, text: `request ${number}, ${describeRequest(step)}: the emulator then answered ${then}, now ${now}` }
}
