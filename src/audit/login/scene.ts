import { setTimeout as pause } from 'node:timers/promises'
import type { SandboxClient } from '../../client/connect.js'
import type { FaultRequest, Message } from '../../client/types.js'
import type { LoginFlow } from '../../spec/flow-types.js'
import { type Answer, describeAnswer } from '../flow/answer.js'
import type { Driver, Visitor, VisitorOptions } from '../flow/driver.js'
import type { Application } from './application.js'
import { BrokenControlError, SkipError } from './check-errors.js'
import type { ServiceAnswer, ServiceProxy } from './service-proxy.js'

/** How far an audit goes. Another machine gets gentler bounds than this one. */
export interface Bounds {
  /** Checks at a time. */
  readonly parallel: number
  /** Requests of a race. */
  readonly race: number
  /** Wrong codes for one verification. */
  readonly guesses: number
  /** Codes asked for, to guess at one account. */
  readonly rounds: number
  /** Codes asked for, for one number. */
  readonly sameNumber: number
  /** Numbers that one visitor asks codes for. */
  readonly manyNumbers: number
  /** How long the audit waits before it concludes that no message came. Milliseconds. */
  readonly quietMs: number
}

/** What all checks of an audit share. */
export interface AuditContext {
  readonly flow: Pick<LoginFlow, 'address' | 'countries' | 'webhook'>
  readonly driver: Driver
  readonly emulator: SandboxClient
  readonly bounds: Bounds
  readonly patienceMs: number
  /** How long the application refuses another code; undefined if the user does not say. */
  readonly coolDownMs: number | undefined
  /** Where phone numbers begin, so that a second run does not meet the limits of the first. */
  readonly firstNumber: number
  readonly application: Application | undefined
  readonly proxy: ServiceProxy | undefined
  /** Every answer to a request for a code, with the number. */
  readonly sendAnswers: { readonly phoneNumber: string; readonly answer: Answer }[]
  /** Every answer. */
  readonly answers: Answer[]
}

/** The longest that the audit waits for a cool-down to pass. Milliseconds. */
const longestCoolDownMs = 5000
const mostLines = 8
/** The shortest wait for a message that was promised: a busy machine may send it late. Milliseconds. */
const leastPatienceMs = 2000

/** Where one check takes place: its visitors and numbers, and a transcript of what they sent. */
export class Scene {
  readonly #lines: string[] = []
  readonly #cleanUps: (() => unknown)[] = []

  constructor(readonly context: AuditContext) {}

  /** What was sent and answered, for the report. */
  get transcript(): string {
    const lines = this.#lines
    if (lines.length <= mostLines) return lines.join('\n')
    const half = mostLines / 2
    const left = lines.length - mostLines
    return [...lines.slice(0, half), `… ${left} more …`, ...lines.slice(-half)].join('\n')
  }

  newNumber(): string {
    return this.context.driver.nextPhoneNumber()
  }

  /** A new visitor, whom the transcript calls by the name. */
  visitor(name = 'visitor', address?: string, more: Pick<VisitorOptions, 'headers' | 'fields'> = {}): Visitor {
    const onAnswer = (answer: Answer) => {
      this.context.answers.push(answer)
      this.note(`${name}: ${answer.request} -> ${describeAnswer(answer)}`)
    }
    const visitor = this.context.driver.visit({ ...more, onAnswer, ...(address !== undefined && { address }) })
    this.onEnd(() => visitor.close?.())
    return visitor
  }

  /** A copy of a visitor. @throws {SkipError} if the driver cannot make one */
  copy(visitor: Visitor, change?: (value: string) => string): Visitor {
    const copy = visitor.clone(change)
    if (copy !== undefined) return copy
    throw new SkipError('The driver module cannot copy a visitor; a flow file can.')
  }

  note(line: string): void {
    this.#lines.push(line)
  }

  /** Asks for a code. Nothing is expected of the answer. */
  async start(visitor: Visitor, phoneNumber: string): Promise<Answer> {
    const answer = await visitor.start(phoneNumber)
    this.context.sendAnswers.push({ phoneNumber, answer })
    return answer
  }

  /** Asks for a code and reads it. @throws {BrokenControlError} if none comes */
  async startAndRead(visitor: Visitor, phoneNumber: string): Promise<string> {
    const before = await this.messagesTo(phoneNumber)
    const answer = await this.start(visitor, phoneNumber)
    const { bounds, patienceMs } = this.context
    const withinMs = answer.status < 400 ? patienceMs : 2 * bounds.quietMs
    const message = await this.#waitForMessage(phoneNumber, before.length, withinMs)
    if (message !== undefined) return message.code
    throw new BrokenControlError(
      `no code was sent to ${phoneNumber}; the application ${answer.failure === null ? 'answered' : 'gave'} ${describeAnswer(answer)}`,
    )
  }

  /**
   * Asks for a second code after the cool-down, with `resend` if the flow has it.
   *
   * @throws {SkipError} if the application refuses it
   */
  async readSecondCode(visitor: Visitor, phoneNumber: string): Promise<string> {
    const before = await this.messagesTo(phoneNumber)
    await this.waitForCoolDown()
    const answer = await visitor.resend()
    this.context.sendAnswers.push({ phoneNumber, answer })
    const message = await this.nextMessage(phoneNumber, before.length, answer)
    if (message !== undefined) return message.code
    throw new SkipError(this.coolDownAdvice(answer))
  }

  coolDownAdvice(answer: Answer): string {
    const { coolDownMs } = this.context
    const seen = `The application sent no second code (${describeAnswer(answer)}).`
    return coolDownMs === undefined
      ? `${seen} Its clock cannot be moved from outside: lower its cool-down with \`env\`, and name it with \`coolDown\` in the flow file.`
      : `${seen} It was asked ${coolDownMs} ms after the first: does \`coolDown\` in the flow file fit the application?`
  }

  /**
   * Requires that less than the cool-down has passed, or a second code proves nothing.
   *
   * @param startedAt when the first code was asked for, by `process.uptime()`
   * @param endedAt when the last answer came
   * @throws {SkipError}
   */
  requireWithinCoolDown(startedAt: number, endedAt: number): void {
    const { coolDownMs } = this.context
    const passedMs = Math.round((endedAt - startedAt) * 1000)
    if (coolDownMs !== undefined && passedMs >= coolDownMs)
      throw new SkipError(
        `This machine was too slow: ${passedMs} ms passed between two requests, more than the cool-down of ${coolDownMs} ms. Raise coolDown and the setting of the application.`,
      )
  }

  async waitForCoolDown(): Promise<void> {
    const { coolDownMs = 0 } = this.context
    // Timers may fire a millisecond early, and the application measures from its own clock.
    if (coolDownMs > 0) await pause(Math.min(coolDownMs, longestCoolDownMs) + 20)
  }

  /** The messages that a number has received, oldest first. */
  async messagesTo(phoneNumber: string): Promise<Message[]> {
    return (await this.context.emulator.inbox.list({ phoneNumber, limit: 1000 })).reverse()
  }

  /**
   * The message after the first ones. A refusal is believed after a short while; otherwise the application may still be
   * sending in the background.
   *
   * @param answer the answer to the request for the code
   * @returns undefined if none arrives in time
   */
  async nextMessage(phoneNumber: string, after: number, answer: Answer): Promise<Message | undefined> {
    const { quietMs } = this.context.bounds
    const withinMs = answer.status < 400 ? Math.max(4 * quietMs, leastPatienceMs) : quietMs
    return this.#waitForMessage(phoneNumber, after, withinMs)
  }

  async #waitForMessage(phoneNumber: string, after: number, withinMs: number): Promise<Message | undefined> {
    const until = process.uptime() * 1000 + withinMs
    for (let waitMs = 5; ; waitMs = Math.min(waitMs * 2, 100)) {
      const message = (await this.messagesTo(phoneNumber))[after]
      if (message !== undefined || process.uptime() * 1000 > until) return message
      await pause(waitMs)
    }
  }

  /** Waits until messages that are under way have arrived. */
  async waitForQuiet(): Promise<void> {
    await pause(this.context.bounds.quietMs)
  }

  /** Forces the outcome of the next checks of a number. */
  async force(phoneNumber: string, outcome: string): Promise<void> {
    const { scenarios } = this.context.emulator
    const { id } = await scenarios.add({ match: { phoneNumber }, outcome })
    this.note(`service: answers every check of ${phoneNumber} with ${outcome}`)
    this.onEnd(() => scenarios.remove(id))
  }

  /** Breaks the service for one number. */
  async breakService(phoneNumber: string, operation: 'start' | 'check', fault: FaultRequest['fault']): Promise<void> {
    const { faults } = this.context.emulator
    this.note(
      `service: ${fault.kind}${fault.status === undefined ? '' : ` ${fault.status}`} on ${operation} of ${phoneNumber}`,
    )
    // Whatever the channel, the fault is about the number; a start and a check are told apart by when it is set.
    const { id } = await faults.add({ match: { phoneNumber }, fault })
    this.onEnd(() => faults.remove(id))
  }

  /** Changes what the service answers about a number. @throws {SkipError} without a command to start */
  bendAnswers(phoneNumber: string, what: string, change: (answer: ServiceAnswer) => ServiceAnswer): () => void {
    const { proxy } = this.context
    if (proxy === undefined)
      throw new SkipError(
        'Changing the answers of the service requires the audit to start the application: add -- and its command.',
      )
    this.note(`service: ${what}`)
    return proxy.bend({ phoneNumber, operation: 'check' }, change)
  }

  /** Runs when the check has ended. */
  onEnd(cleanUp: () => unknown): void {
    this.#cleanUps.push(cleanUp)
  }

  async end(): Promise<void> {
    for (const cleanUp of this.#cleanUps.splice(0))
      await Promise.resolve()
        .then(cleanUp)
        .catch(() => {}) // used up, or gone
  }
}

/** A code that is wrong for sure, of the same form. */
export function wrongCode(code: string, index = 0): string {
  const size = 10 ** code.length
  return String((Number(code) + 1 + index * 7) % size).padStart(code.length, '0')
}
