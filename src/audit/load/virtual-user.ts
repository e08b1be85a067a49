import { type Answer, describeAnswer } from '../flow/answer.js'
import type { Driver, Visitor } from '../flow/driver.js'
import type { Interval } from './intervals.js'
import { mistype, type PlannedUser } from './plan.js'
import type { ServiceStream } from './service-stream.js'
import type { Slots } from './slots.js'

/** The steps that a user may go through, in the order of the report. */
export const steps = ['start', 'code', 'resend', 'wrong code', 'check', 'inside'] as const
export type Step = (typeof steps)[number]

/** One step of one user. It begins when it should have begun, not when the load got round to it. */
export interface StepSample extends Interval {
  readonly step: Step
  /** When the load got round to it: until then the load was late, not the application. */
  readonly askedAt: number
  /** Why it failed; null if it did not. */
  readonly error: string | null
}

/** What became of a user: in, not in, or neither when the load was interrupted. */
export type UserEnd = 'in' | 'failed' | 'unfinished'

export interface UserRecord {
  readonly phoneNumber: string
  /** When the user was to arrive. */
  readonly arrivedAt: number
  readonly samples: StepSample[]
  end: UserEnd
}

/** What all users share. */
export interface UserScene {
  readonly driver: Driver
  readonly stream: Pick<ServiceStream, 'nextCode' | 'countCodes'>
  readonly slots: Slots
  /** The stopwatch, in milliseconds. */
  readonly now: () => number
  /** Waits until a time of the stopwatch. Rejects with the reason of the interruption. */
  readonly waitUntil: (at: number) => Promise<void>
  /** How long a user waits for a code. Milliseconds. */
  readonly codeTimeoutMs: number
  /** How long the application refuses another code. Milliseconds. */
  readonly coolDownMs: number
}

/** A step that failed: the user gives up. */
class GaveUpError extends Error {}

/** Goes through the login as one user does, and notes how long each step took. */
export class VirtualUser {
  readonly #visitor: Visitor

  constructor(
    private readonly scene: UserScene,
    private readonly plan: PlannedUser,
    private readonly record: UserRecord,
  ) {
    this.#visitor = scene.driver.visit()
  }

  /** Rejects only if the load is interrupted. */
  async logIn(): Promise<void> {
    try {
      await this.#goThrough()
      this.record.end = 'in'
    } catch (error) {
      if (!(error instanceof GaveUpError)) throw error
      this.record.end = 'failed'
    } finally {
      await this.#visitor.close?.()
    }
  }

  async #goThrough(): Promise<void> {
    const { record, plan, scene } = this
    const { phoneNumber } = record
    const before = scene.stream.countCodes(phoneNumber)
    let readyAt = await this.#ask('start', record.arrivedAt, () => this.#visitor.start(phoneNumber))
    let code = await this.#readCode(before, readyAt)
    if (plan.resends) {
      await scene.waitUntil(Math.max(code.at + plan.thinkMs, readyAt + scene.coolDownMs))
      const seen = scene.stream.countCodes(phoneNumber)
      readyAt = await this.#ask('resend', scene.now(), () => this.#visitor.resend())
      code = await this.#readCode(seen, readyAt)
    }
    let typedAt = Math.max(code.at, readyAt) + plan.thinkMs
    if (plan.mistypes) {
      await scene.waitUntil(typedAt)
      // The application may refuse a wrong code with any status, but must answer.
      readyAt = await this.#ask('wrong code', typedAt, () => this.#visitor.check(mistype(code.code, plan.slip)), isCalm)
      typedAt = readyAt + plan.thinkMs / 2
    }
    await scene.waitUntil(typedAt)
    await this.#enter(code.code, typedAt)
  }

  /** Hands in the right code and looks whether the user is in. */
  async #enter(code: string, typedAt: number): Promise<void> {
    const { phoneNumber } = this.record
    const checkedAt = await this.#ask('check', typedAt, () => this.#visitor.check(code))
    const checked = this.record.samples.at(-1) as StepSample
    const { hasInside } = this.scene.driver.features
    const isInside = await this.#step(hasInside ? 'inside' : null, checkedAt, async () => {
      const isIn = await this.#visitor.isInside(phoneNumber)
      return { value: isIn, error: isIn ? null : 'the right code did not let the user in' }
    })
    if (isInside) return
    if (!hasInside) this.record.samples.splice(-1, 1, { ...checked, error: 'the right code was refused' })
    throw new GaveUpError()
  }

  /** One request of the user. @returns when it was answered */
  async #ask(step: Step, from: number, send: () => Promise<Answer>, isGood = isAnswered): Promise<number> {
    await this.#step(step, from, async () => {
      const answer = await send()
      return { value: answer, error: isGood(answer) ? null : describeAnswer(answer) }
    })
    const { to, error } = this.record.samples.at(-1) as StepSample
    if (error !== null) throw new GaveUpError()
    return to
  }

  async #readCode(after: number, readyAt: number): Promise<{ code: string; at: number }> {
    const { scene, record } = this
    const arrived = await scene.stream.nextCode(record.phoneNumber, after, scene.codeTimeoutMs)
    const error = arrived === undefined ? `no code within ${scene.codeTimeoutMs / 1000} s` : null
    const at = Math.max(arrived?.at ?? scene.now(), readyAt)
    record.samples.push({ step: 'code', from: readyAt, askedAt: readyAt, to: at, error })
    if (arrived === undefined) throw new GaveUpError()
    return { code: arrived.code, at }
  }

  /** Runs a step in a slot and notes it. @param step null for one without a request */
  async #step<Value>(
    step: Step | null,
    from: number,
    run: () => Promise<{ readonly value: Value; readonly error: string | null }>,
  ): Promise<Value> {
    const { now, slots } = this.scene
    const askedAt = now()
    return slots.use(async () => {
      const { value, error } = await run().catch((failure: Error) => ({
        value: undefined as Value,
        error: failure.message,
      }))
      if (step !== null) this.record.samples.push({ step, from, askedAt, to: now(), error })
      return value
    })
  }
}

const isAnswered = ({ failure, status }: Answer) => failure === null && status < 400

/** A refusal of a code is an answer. An overloaded application gives another one. */
const isCalm = ({ failure, status }: Answer) => failure === null && status < 500 && status !== 429 && status !== 408
