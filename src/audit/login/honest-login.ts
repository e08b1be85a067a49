import { describeAnswer } from '../flow/answer.js'
import { BrokenControlError } from './check-errors.js'
import type { Scene } from './scene.js'

/**
 * Logs an honest visitor in with a number of its own: the positive control of every check.
 *
 * @throws {BrokenControlError} that says which step did not work
 */
export async function logIn(scene: Scene): Promise<void> {
  const phone = scene.newNumber()
  const visitor = scene.visitor('honest visitor')
  const code = await scene.startAndRead(visitor, phone)
  const answer = await visitor.check(code)
  if (await visitor.isInside(phone)) return
  throw new BrokenControlError(
    `the right code ${code} for ${phone} was answered with ${describeAnswer(answer)}, and the visitor is not in`,
  )
}
