import { setTimeout as pause } from 'node:timers/promises'
import type { Message } from '../../client/types.js'
import { type Answer, describeAnswer } from '../flow/answer.js'
import type { Visitor } from '../flow/driver.js'
import { farPatterns } from '../flow/far-numbers.js'
import { PhoneNumbers } from '../flow/phone-numbers.js'
import type { SeededRandom } from '../flow/seeded-random.js'
import type { Scene } from '../login/scene.js'
import { type Attempt, type DefenseId, judgeAttempts, type PendingAttempt, serviceDefenseOf } from './defenses.js'
import { type PatternId, type PlannedStep, planHour, ticksPerHour } from './patterns.js'
import type { RehearsalClock } from './rehearsal-clock.js'
import type { ServiceWatch } from './service-watch.js'

/** The login of one honest user during the attacks. */
export interface HonestLogin {
  readonly tick: number
  readonly phoneNumber: string
  /** Why it did not work; null if it did. */
  readonly problem: string | null
  /** The service's refusal, if that was the reason. */
  readonly stoppedBy: DefenseId | null
}

/** The result of the rehearsal. */
export interface Rehearsal {
  readonly attempts: readonly Attempt[]
  readonly honest: readonly HonestLogin[]
  /** Hours that were rehearsed. */
  readonly hours: number
}

export interface RehearsalOptions {
  readonly hours: number
  /** Ends after the hour in which this much real time has passed. Milliseconds. */
  readonly longestMs: number
  readonly random: SeededRandom
  readonly clock: RehearsalClock
  readonly watch: ServiceWatch
  /** The application's own clock: each tick waits in real time until the cool-down has passed. */
  readonly waitsForCoolDown: boolean
}

/** How long a message may be under way while the application has claimed to send it. */
const patientMs = 1000
/** The same once it is known that the application may refuse in silence; less if its messages have always come sooner. */
const quietMs = 100
const leastQuietMs = 25

/** Runs the patterns hour by hour. */
export class Rehearser {
  readonly #attempts: Attempt[] = []
  readonly #honest: HonestLogin[] = []
  /** Patterns that the application refuses in silence. */
  readonly #silent = new Set<PatternId>()
  readonly #rowAddress: string | undefined
  readonly #slowAddress: string | undefined
  readonly #onePhone: string
  readonly #resendPhone: string
  readonly #far: readonly PhoneNumbers[]
  /** Numbers that got two codes at the same time. */
  readonly #sentAtOnce = new Set<string>()
  #row: string[] = []
  #isHonestSilent = false
  /** The longest that a message came after its answer. */
  #slowestMs = 0
  #resender: Visitor | undefined

  constructor(
    private readonly scene: Scene,
    private readonly options: RehearsalOptions,
  ) {
    const { driver, flow, firstNumber } = scene.context
    this.#rowAddress = driver.nextAddress()
    this.#slowAddress = driver.nextAddress()
    this.#onePhone = scene.newNumber()
    this.#resendPhone = scene.newNumber()
    this.#far = farPatterns(flow.countries ?? ['US', 'CA']).map(([, pattern]) => new PhoneNumbers(pattern, firstNumber))
  }

  async run(): Promise<Rehearsal> {
    const { hours, longestMs, random, clock } = this.options
    const startedAt = process.uptime()
    await clock.beginDay()
    let hour = 0
    for (; hour < hours; hour++) {
      if (hour > 0 && (process.uptime() - startedAt) * 1000 > longestMs) break
      this.#row = Array.from({ length: 20 }, () => this.scene.newNumber())
      for (const [tick, steps] of planHour(random).entries()) await this.#runTick(hour * ticksPerHour + tick, steps)
    }
    return { attempts: this.#attempts, honest: this.#honest, hours: hour }
  }

  async #runTick(tick: number, steps: readonly PlannedStep[]): Promise<void> {
    const { clock, watch, waitsForCoolDown } = this.options
    if (waitsForCoolDown && tick > 0) await this.scene.waitForCoolDown()
    await clock.moveTo(tick)
    watch.clear()
    const pending: PendingAttempt[] = []
    const honest: HonestLogin[] = []
    const spans = new Map<string, readonly [firstAt: number, lastAt: number]>()
    for (const step of steps) {
      await this.scene.context.application?.revive()
      if (step === 'honest') honest.push(await this.#logIn(tick))
      else {
        const startedAt = process.uptime()
        const attempt = await this.#attempt(step, tick, pending)
        pending.push(attempt)
        const { phoneNumber } = attempt
        const [firstAt = startedAt] = spans.get(phoneNumber) ?? []
        spans.set(phoneNumber, [firstAt, process.uptime()])
      }
    }
    await this.#settle(pending)
    for (const [phoneNumber, attempts] of groupByNumber(pending)) {
      const view = watch.viewOf(phoneNumber)
      const [firstAt, lastAt] = spans.get(phoneNumber) ?? [0, 0]
      if (view.sent > 1 && this.#isWithinCoolDown(lastAt - firstAt)) this.#sentAtOnce.add(phoneNumber)
      this.#attempts.push(...judgeAttempts(attempts, view, !this.#sentAtOnce.has(phoneNumber)))
    }
    for (const login of honest) this.#honest.push({ ...login, stoppedBy: this.#refusalOf(login) })
  }

  /** A busy machine takes longer between two requests than a short cool-down lasts. */
  #isWithinCoolDown(secs: number): boolean {
    const { coolDownMs } = this.scene.context
    return coolDownMs === undefined || secs * 1000 < coolDownMs
  }

  async #attempt(pattern: PatternId, tick: number, before: readonly PendingAttempt[]): Promise<PendingAttempt> {
    const { scene } = this
    const start = async (phoneNumber: string, address?: string) => ({
      ...{ pattern, tick, phoneNumber },
      answer: await scene.start(scene.visitor(pattern, address), phoneNumber),
    })
    switch (pattern) {
      case 'numbers-in-row':
        return start(this.#row.shift() ?? scene.newNumber(), this.#rowAddress)
      case 'slow-pump':
        return start(scene.newNumber(), this.#slowAddress)
      case 'many-addresses':
        return start(scene.newNumber())
      case 'far-countries':
        return start(this.#far[tick % this.#far.length]?.next() ?? scene.newNumber())
      case 'one-phone':
        return start(this.#onePhone)
      case 'resend-loop': {
        const isFirst = tick % ticksPerHour === 0 && !before.some((attempt) => attempt.pattern === pattern)
        const visitor = isFirst ? undefined : this.#resender
        this.#resender = visitor ?? scene.visitor(pattern)
        const phoneNumber = this.#resendPhone
        const answer = await (visitor === undefined ? this.#resender.start(phoneNumber) : visitor.resend())
        return { pattern, tick, phoneNumber, answer }
      }
    }
  }

  async #logIn(tick: number): Promise<HonestLogin> {
    const { scene } = this
    const phoneNumber = scene.newNumber()
    const visitor = scene.visitor('honest')
    const answer = await scene.start(visitor, phoneNumber)
    const message = await this.#messageTo(phoneNumber, answer)
    let problem: string | null = null
    if (message === undefined) problem = `no code was sent to ${phoneNumber} (${describeAnswer(answer)})`
    else {
      const checked = await visitor.check(message.code)
      if (!(await visitor.isInside(phoneNumber)))
        problem = `the right code for ${phoneNumber} was refused (${describeAnswer(checked)})`
    }
    return { tick, phoneNumber, problem, stoppedBy: null }
  }

  /** The message of an honest user, unless the application or the service refuses it. */
  async #messageTo(phoneNumber: string, answer: Answer): Promise<Message | undefined> {
    const isRefused = answer.failure !== null || answer.status >= 400
    const until = process.uptime() * 1000 + (isRefused || this.#isHonestSilent ? quietMs : patientMs)
    for (let waitMs = 2; ; waitMs = Math.min(waitMs * 2, 25)) {
      const [message] = await this.scene.messagesTo(phoneNumber)
      if (message !== undefined) return message
      await this.options.watch.read()
      if (this.options.watch.viewOf(phoneNumber).refusals.length > 0) return undefined
      if (process.uptime() * 1000 > until) {
        this.#isHonestSilent ||= !isRefused
        return undefined
      }
      await pause(waitMs)
    }
  }

  /** Waits until the messages that the application has claimed to send are there. */
  async #settle(pending: readonly PendingAttempt[]): Promise<void> {
    const startedAt = process.uptime()
    let seen = 0
    for (let waitMs = 2; ; waitMs = Math.min(waitMs * 2, 25)) {
      const total = await this.options.watch.read()
      const missing = this.#missing(pending)
      const passedMs = (process.uptime() - startedAt) * 1000
      if (total > seen) this.#slowestMs = Math.max(this.#slowestMs, passedMs)
      seen = total
      const quietNowMs = Math.min(quietMs, Math.max(leastQuietMs, 4 * this.#slowestMs))
      const isSilent = missing.every((pattern) => this.#silent.has(pattern))
      if (missing.length === 0 || passedMs > (isSilent ? quietNowMs : patientMs)) {
        for (const pattern of missing) this.#silent.add(pattern)
        return
      }
      await pause(waitMs)
    }
  }

  /** The patterns of attempts that were not refused, and of which the service knows nothing. */
  #missing(pending: readonly PendingAttempt[]): PatternId[] {
    const claimed = pending.filter(({ answer }) => answer.failure === null && answer.status < 400)
    return [...groupByNumber(claimed)].flatMap(([phoneNumber, attempts]) => {
      const { sent, refusals } = this.options.watch.viewOf(phoneNumber)
      return attempts.slice(sent + refusals.length).map(({ pattern }) => pattern)
    })
  }

  #refusalOf({ phoneNumber, problem }: HonestLogin): DefenseId | null {
    const { refusals } = this.options.watch.viewOf(phoneNumber)
    if (problem === null || refusals.length === 0) return null
    return serviceDefenseOf(refusals[0] ?? '')
  }
}

function groupByNumber(attempts: readonly PendingAttempt[]): Map<string, PendingAttempt[]> {
  const groups = new Map<string, PendingAttempt[]>()
  for (const attempt of attempts) groups.set(attempt.phoneNumber, [...(groups.get(attempt.phoneNumber) ?? []), attempt])
  return groups
}
