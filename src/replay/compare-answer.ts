import type { Divergence } from './lane.js'
import { bodyTextOf, type RunRequest } from './run-file.js'
import { describeRequest, isSameText } from './same-request.js'

/** Compares an answer of the emulator with the recorded one. @returns the difference, if there is one */
export async function findOtherAnswer(
  { number, answer, ...step }: RunRequest,
  response: Response,
): Promise<Divergence | undefined> {
  if (answer === undefined || number === undefined) return undefined
  const text = await response.clone().text()
  const isSame = response.status === answer.status && (answer.is_cut || isSameText(bodyTextOf(answer), text))
  if (isSame) return undefined
  const show = (status: number, body: string) => `${status} ${body.slice(0, 200)}`
  const then = show(answer.status, bodyTextOf(answer))
  const now = show(response.status, text)
  return { number, text: `request ${number}, ${describeRequest(step)}: the emulator then answered ${then}, now ${now}` }
}
