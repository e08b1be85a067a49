import type { Answer } from '../flow/answer.js'
import { describeAnswer } from '../flow/answer.js'
import type { Scene } from '../login/scene.js'
import type { RehearsalClock } from './rehearsal-clock.js'

/**
 * Which clock the limits of the application follow: one that moves with the emulator's, one of its own, or none, because
 * no limit was met.
 */
export interface ClockFinding {
  readonly kind: 'moves' | 'own' | 'none'
  /** What shows it, in a sentence. */
  readonly evidence: string
}

/** More than a day: the longest limit that is asked about. */
const jumpMs = 25 * 3_600_000
const mostPerNumber = 8
const mostPerAddress = 30

/** A limit that was met, and a way to meet it again. */
interface MetLimit {
  readonly name: string
  readonly answer: Answer
  readonly isStillRefused: () => Promise<boolean>
}

/**
 * Finds out which clock the limits of the application follow: meets them, moves the emulator's clock by more than a day,
 * and tries again.
 */
export async function findClock(scene: Scene, clock: RehearsalClock): Promise<ClockFinding> {
  const { coolDownMs } = scene.context
  const byAddress = await meetAddressLimit(scene)
  const startedAt = process.uptime()
  const byNumber = await meetNumberLimit(scene)
  const limits = [byNumber, byAddress].filter((limit) => limit !== undefined)
  if (limits.length === 0)
    return {
      kind: 'none',
      evidence: `${mostPerNumber + 1} codes to one number and ${mostPerAddress} numbers from one address met no limit, so nothing waits.`,
    }
  await clock.advance(jumpMs)
  for (const { name, answer, isStillRefused } of limits) {
    if (await isStillRefused())
      return {
        kind: 'own',
        evidence: `The ${name} (${describeAnswer(answer)}) did not end when the emulator's clock moved by 25 hours.`,
      }
    const tookMs = (process.uptime() - startedAt) * 1000
    if (name === 'limit of a number' && coolDownMs !== undefined && tookMs >= coolDownMs && byAddress === undefined)
      return {
        kind: 'own',
        evidence: `The cool-down of ${coolDownMs} ms passed in real time before the answer, which therefore shows nothing.`,
      }
  }
  const names = limits.map(({ name }) => name).join(' and the ')
  return { kind: 'moves', evidence: `The ${names} ended when the emulator's clock moved by 25 hours.` }
}

async function meetNumberLimit(scene: Scene): Promise<MetLimit | undefined> {
  const phone = scene.newNumber()
  const visitor = scene.visitor('clock')
  await scene.startAndRead(visitor, phone)
  for (let sent = 1; sent <= mostPerNumber; sent++) {
    const answer = await visitor.resend()
    if ((await scene.nextMessage(phone, sent, answer)) !== undefined) continue
    return { name: 'limit of a number', answer, isStillRefused: () => isRefused(scene, phone) }
  }
  return undefined
}

async function meetAddressLimit(scene: Scene): Promise<MetLimit | undefined> {
  const address = scene.context.driver.nextAddress()
  if (address === undefined) return undefined
  for (let sent = 0; sent < mostPerAddress; sent++) {
    const phone = scene.newNumber()
    const answer = await scene.start(scene.visitor('clock', address), phone)
    if ((await scene.nextMessage(phone, 0, answer)) !== undefined) continue
    return {
      name: 'limit of an address',
      answer,
      isStillRefused: () => isRefused(scene, scene.newNumber(), address),
    }
  }
  return undefined
}

async function isRefused(scene: Scene, phoneNumber: string, address?: string): Promise<boolean> {
  const before = (await scene.messagesTo(phoneNumber)).length
  const answer = await scene.start(scene.visitor('clock', address), phoneNumber)
  return (await scene.nextMessage(phoneNumber, before, answer)) === undefined
}
