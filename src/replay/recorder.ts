import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate } from 'node:timers'
import type { Sandbox } from '../core/sandbox.js'
import type { EndedAttempt, Tape } from '../core/tape.js'
import type { WebhookDelivery } from '../core/webhook-records.js'
import { type Answer, type AnswerCall, textOf, toWholeAnswer } from '../http/answer.js'
import type { Call } from '../http/call.js'
import { readRequestAddress } from './request-address.js'
import { readRequest, type WholeAnswer } from './request-parts.js'
import { isRead, type RunFile, type RunRequest, type RunStep, toBodyPart } from './run-file.js'
import { StepStore } from './step-store.js'
import { Turnstile } from './turnstile.js'

export interface RecorderOptions {
  /** Unix milliseconds of the machine's clock. */
  readonly now: () => number
  /** A sandbox as a file. */
  readonly toFile: (sandbox: Sandbox) => RunFile['before'][string]
  /** The steps that are kept. @default 50,000 */
  readonly mostSteps?: number
}

/** The steps that are kept. */
const mostSteps = 50_000

/**
 * Records everything that comes into an emulator from outside, in the order in which it takes effect. Time stands still
 * between two steps, and one request is admitted at a time, until it is answered or waits for something: then the same
 * steps lead to the same state again.
 */
export class Recorder implements Tape {
  readonly hasTimersFor = () => true
  readonly posts = true
  readonly startedAt: number
  #latest: number
  readonly #kept: StepStore
  readonly #before = new Map<string, RunFile['before'][string]>()
  /** Stand-ins for API keys. */
  readonly #keys = new Map<string, string>()
  readonly #turnstile = new Turnstile()
  readonly #admitted = new AsyncLocalStorage<{ readonly step: RunRequest; readonly admit: () => void }>()

  constructor(private readonly options: RecorderOptions) {
    this.#latest = options.now()
    this.startedAt = this.#latest
    this.#kept = new StepStore(options.mostSteps ?? mostSteps)
  }

  readonly now = () => this.#latest

  /** The API keys that were seen, but for those that only name a sandbox. */
  get keys(): readonly string[] {
    return [...this.#keys.keys()]
  }

  /**
   * Answers a request, and records both.
   *
   * @param answer the emulator without a recorder
   */
  async answer(call: Call, answer: AnswerCall): Promise<Answer> {
    const { method } = call
    const { pathname, search } = new URL(call.url)
    const path = pathname + search
    const authorization = call.header('authorization') ?? null
    const { isOfRun, isExclusive, sandbox } = readRequestAddress(method, path, authorization)
    if (!isOfRun) return answer(call)
    const read = await readRequest(call)
    if (read === undefined) return answer(call) // it broke off while it arrived
    const leave = await this.#turnstile.enter()
    const step: RunRequest = {
      kind: 'request',
      at: this.#tick(),
      ...(!isRead({ method, path }) && { number: 1 }), // counted when the run is taken
      sandbox,
      method,
      path,
      headers: read.headers((key) => this.#standInFor(key)),
      ...toBodyPart(read.text),
      request_id: '',
    }
    this.#add(step)
    const admit = isExclusive ? () => {} : () => void setImmediate(leave) // what it does before it waits comes first
    try {
      const given = await toWholeAnswer(await this.#admitted.run({ step, admit }, async () => answer(read.call)))
      noteAnswer(step, given)
      this.#kept.onAnswer(step)
      return given
    } finally {
      leave()
    }
  }

  onWait = () => this.#admitted.getStore()?.admit()

  onCreate = (sandbox: Sandbox) => {
    if (!this.#before.has(sandbox.name)) this.#before.set(sandbox.name, this.options.toFile(sandbox))
  }

  onTimer = ({ name: sandbox }: Sandbox) => {
    this.#add({ kind: 'due', at: this.#tick(), sandbox })
  }

  onAttempt = () => {}

  stampSecsOf = () => undefined

  endAttempt = async ({ name: sandbox }: Sandbox, { id }: WebhookDelivery, ended: EndedAttempt) => {
    const tookMs = Math.round(ended.attempt.tookMs * 1000) / 1000
    const attempt = { ...ended.attempt, tookMs }
    const { number, url, reroutedTo, startedAt, status, error, response } = attempt
    this.#add({
      kind: 'attempt',
      at: this.#tick(),
      sandbox,
      webhook: id,
      number,
      url,
      ...(reroutedTo !== undefined && { rerouted_to: reroutedTo }),
      started_at: startedAt,
      stamp_secs: ended.stampSecs,
      took_ms: tookMs,
      status,
      error,
      ...(response !== null && { headers: { ...response.headers }, text: response.body }),
    })
    return { ...ended, attempt }
  }

  /** Notes the ID at once: a request may have no answer yet when the run is taken. */
  createRequestId = (draw: () => string) => {
    const id = draw()
    const step = this.#admitted.getStore()?.step
    if (step?.request_id === '') step.request_id = id
    return id
  }

  /** What was recorded, with its secrets. @param sandbox only this one; by default everything */
  take(sandbox?: string): { before: RunFile['before']; steps: RunStep[]; forgotten: string[] } {
    const isWanted = (name: string) => sandbox === undefined || name === sandbox
    return {
      before: Object.fromEntries([...this.#before].filter(([name]) => isWanted(name))),
      steps: this.#kept.steps.filter((step) => isWanted(step.sandbox)),
      forgotten: this.#kept.forgotten.filter(isWanted),
    }
  }

  /** Lets time pass up to now. */
  #tick(): number {
    this.#latest = Math.max(this.#latest, this.options.now())
    return this.#latest
  }

  #standInFor(key: string): string {
    const known = this.#keys.get(key) ?? `key-${this.#keys.size + 1}`
    this.#keys.set(key, known)
    return known
  }

  #add(step: RunStep): void {
    for (const sandbox of this.#kept.add(step)) this.#before.delete(sandbox)
  }
}

/** Headers that each answer has, or that belong to the connection. */
const usual: Readonly<Record<string, RegExp>> = {
  'x-request-id': /./,
  'content-type': /^application\/json; charset=utf-8$/,
  'content-length': /./,
  date: /./,
  'x-ratelimit-limit': /^1000$/,
  'x-ratelimit-remaining': /^999$/,
  'x-ratelimit-reset': /^1$/,
}

/** A longer answer of the control API is left out: its body follows from the state. Characters. */
const longestAnswer = 2000

/** Notes an answer; of a request that only reads the control API, only its ID. */
function noteAnswer(step: RunRequest, { status, headers: given, body }: WholeAnswer): void {
  step.request_id = given['x-request-id'] ?? step.request_id
  if (step.number === undefined) return
  const headers = Object.entries(given).filter(([name, value]) => usual[name]?.test(value) !== true)
  const text = textOf(body)
  const isLong = text.length > longestAnswer && step.path.startsWith('/_emulator')
  step.answer = {
    status,
    headers: Object.fromEntries(headers.sort()),
    ...(isLong ? { is_cut: true } : toBodyPart(text)),
  }
}
