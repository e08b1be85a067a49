import { setImmediate } from 'node:timers'
import type { SandboxClient } from '../../client/connect.js'
import { CannotRunError } from '../../report/report.js'
import type { Driver } from '../flow/driver.js'
import type { SeededRandom } from '../flow/seeded-random.js'
import { findClockOffset } from './clock-offset.js'
import { OwnDelay } from './own-delay.js'
import { type LoadShape, type PlannedUser, planUsers } from './plan.js'
import { ServiceStream } from './service-stream.js'
import { Slots } from './slots.js'
import { Stop } from './stop.js'
import { type UserRecord, type UserScene, VirtualUser } from './virtual-user.js'

export interface LoadOptions extends LoadShape {
  readonly driver: Driver
  readonly emulator: SandboxClient
  readonly random: SeededRandom
  /** The most requests to the application at a time. */
  readonly maxSockets: number
  /** How long a user waits for a code. Milliseconds. */
  readonly codeTimeoutMs: number
  /** How long the application refuses another code. Milliseconds. */
  readonly coolDownMs: number
  /** Ends the load early; what was measured so far is the result. */
  readonly interrupted: AbortSignal
}

/** What a load has measured. Times are milliseconds of one stopwatch. */
export interface LoadResult {
  /** In the order of their arrival; those that were to arrive after an interruption are missing. */
  readonly users: readonly UserRecord[]
  /** Requests of the application to the service by phone number. */
  readonly requests: ServiceStream['requests']
  readonly startedAt: number
  readonly endedAt: number
  /** How late this process ran, at regular times. */
  readonly ownDelays: readonly number[]
  /** Whether the clock of the sandbox has kept its offset. If not, the service's times are wrong. */
  readonly isClockSteady: boolean
  /** Why the load ended early; null if it did not. */
  readonly stopped: 'interrupted' | Error | null
}

/** How far the offset of an untouched clock may seem to wander. Milliseconds. */
const steadyMs = 20
/** How long to wait for the last events. Milliseconds. */
const catchUpMs = 5000

/** How many users of the same moment begin before answers are read again. */
const togetherAtMost = 20

const now = () => process.uptime() * 1000

/**
 * Lets virtual users log in. Each arrives when it is planned, whatever became of those before, and its waiting counts
 * from then on: a slow application cannot hold the load back and look better than it is.
 *
 * @throws {CannotRunError} if one user alone cannot log in
 */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { emulator, interrupted } = options
  const offsetMs = await findClockOffset(emulator, now)
  const failed = new AbortController()
  const stream = new ServiceStream({ emulator, now, offsetMs, onFailure: (error) => failed.abort(error) })
  const stop = new Stop(AbortSignal.any([interrupted, failed.signal]))
  await stream.open()
  const scene = createScene(options, stream, stop)
  const ownDelay = new OwnDelay(now)
  try {
    await warmUp(scene, options, stop)
    stream.requests.clear()
    ownDelay.delays.length = 0
    const startedAt = now()
    const users = await runUsers(planUsers(options, options.random), scene, startedAt, stop)
    const endedAt = now()
    const stopped = failed.signal.aborted ? (failed.signal.reason as Error) : interrupted.aborted ? 'interrupted' : null
    if (!failed.signal.aborted) await stream.catchUp(catchUpMs).catch(() => {})
    const isClockSteady = await findClockOffset(emulator, now).then(
      (offset) => Math.abs(offset - offsetMs) < steadyMs,
      () => false,
    )
    const { requests } = stream
    return { users, requests, startedAt, endedAt, ownDelays: ownDelay.delays, isClockSteady, stopped }
  } finally {
    ownDelay.stop()
    stream.close()
  }
}

function createScene(options: LoadOptions, stream: ServiceStream, stop: Stop): UserScene {
  const { driver, codeTimeoutMs, coolDownMs, maxSockets } = options
  const waitUntil = (at: number) => stop.pause(at - now())
  return { driver, stream, slots: new Slots(maxSockets), now, waitUntil, codeTimeoutMs, coolDownMs }
}

const createRecord = (driver: Driver, arrivedAt: number): UserRecord => ({
  ...{ phoneNumber: driver.nextPhoneNumber(), arrivedAt, samples: [], end: 'unfinished' },
})

/** One user alone: shows that the login works, and that the first real user does not meet a cold application. */
async function warmUp(scene: UserScene, { driver }: LoadOptions, stop: Stop): Promise<void> {
  const record = createRecord(driver, now())
  const plan = { index: 0, arrivesMs: 0, thinkMs: 0, mistypes: false, resends: false, slip: 0 }
  await stop.until(new VirtualUser(scene, plan, record).logIn()).catch((error) => {
    throw new CannotRunError(`The first login was interrupted: ${(error as Error).message}`)
  })
  if (record.end === 'in') return
  const { step, error } = record.samples.find((sample) => sample.error !== null) ?? {}
  throw new CannotRunError(
    `One user alone cannot log in: ${step}: ${error}. Try the login with: tve audit login <file> --only wrong-code`,
  )
}

async function runUsers(
  plans: readonly PlannedUser[],
  scene: UserScene,
  startedAt: number,
  stop: Stop,
): Promise<UserRecord[]> {
  const users: UserRecord[] = []
  const logins: Promise<void>[] = []
  for (const plan of plans) {
    const arrivedAt = startedAt + plan.arrivesMs
    if (
      arrivedAt > now() &&
      (await scene.waitUntil(arrivedAt).then(
        () => false,
        () => true,
      ))
    )
      break
    if (stop.isStopped) break
    const record = createRecord(scene.driver, arrivedAt)
    users.push(record)
    // A login rejects only when the load is stopped; the user then stays unfinished.
    logins.push(stop.until(new VirtualUser(scene, plan, record).logIn()).catch(() => {}))
    if (plan.index % togetherAtMost === togetherAtMost - 1) await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(logins)
  return users
}
