import { AsyncLocalStorage } from 'node:async_hooks'
import type { Sandbox } from '../core/sandbox.js'
import type { EndedAttempt, Tape } from '../core/tape.js'
import type { WebhookDelivery } from '../core/webhook-records.js'
import { type Answer, type AnswerCall, toWholeAnswer } from '../http/answer.js'
import type { Call } from '../http/call.js'
import { Attempts, findAttempt } from './attempts.js'
import { findOtherAnswer } from './compare-answer.js'
import { type Divergence, groupBySandbox, Lane, type Place } from './lane.js'
import type { PlayerOptions } from './player-options.js'
import { readRequestAddress } from './request-address.js'
import { type ReadRequest, readRequest, refusalOf, toCall, type WholeAnswer } from './request-parts.js'
import { isRead, type RunFile, type RunRequest, type RunStep, toBodyPart } from './run-file.js'
import { createPromise, settle, Turnstile } from './turnstile.js'
import { createWalk } from './walk.js'

/**
 * Repeats a run. Each sandbox goes through its recorded steps: requests of the command are found among them and carried out
 * at their recorded time; what stands between them, and what the command has overtaken, is carried out from the record.
 */
export class Player implements Tape {
  posts = true
  readonly drawnSeed: string | undefined
  readonly divergences: Divergence[] = []
  /** Answers of the emulator that are not the recorded ones. */
  readonly otherAnswers: Divergence[] = []
  readonly #lanes = new Map<string, Lane>()
  readonly sandboxes = new Map<string, Sandbox>()
  readonly #begun = new Set<string>()
  readonly #attempts = new Attempts()
  readonly #admitted = new AsyncLocalStorage<() => void>()
  #pinnedId: string | undefined
  #wake: (sandbox: Sandbox) => void = () => {}
  #answer: AnswerCall = () => ({ status: 503, headers: {}, body: null })
  readonly #liveSince = new Map<Lane, number>()
  #isStopped = false
  readonly #walking = new Turnstile()
  /** Whether a person goes through the run: what the page reads does not move it then. */
  isByHand = false
  /** The way through the run for a person; undefined if it has no steps. */
  readonly walk: ReturnType<typeof createWalk> | undefined

  constructor(
    private readonly run: RunFile,
    private readonly options: PlayerOptions,
  ) {
    this.drawnSeed = run.fixed_ids ? undefined : run.seed
    const steps = groupBySandbox(run.steps ?? [])
    for (const [sandbox, own] of steps) this.#lanes.set(sandbox, new Lane(sandbox, own, run.started_at))
    for (const sandbox of run.forgotten ?? []) this.#lanes.set(sandbox, new Lane(sandbox, [], run.started_at, true))
    this.walk = run.steps && createWalk(run.test, run.steps, this)
  }

  readonly now = (sandbox?: string): number => {
    if (sandbox === undefined)
      return Math.max(this.run.started_at, ...[...this.#lanes.values()].map(({ wall }) => wall))
    const lane = this.#laneOf(sandbox)
    const since = this.#liveSince.get(lane)
    return since === undefined ? lane.wall : Math.max(lane.wall + this.options.now() - since, lane.wall)
  }

  hasTimersFor = (sandbox: string) => this.#liveSince.has(this.#laneOf(sandbox))

  /** Connects the player with its emulator. */
  attach(wake: (sandbox: Sandbox) => void, answer: AnswerCall): void {
    this.#wake = wake
    this.#answer = answer
  }

  firstFile = (sandbox: string) => {
    if (this.#begun.has(sandbox)) return undefined // a sandbox that was deleted begins from the fixtures
    this.#begun.add(sandbox)
    return this.run.before[sandbox]
  }

  onCreate = (sandbox: Sandbox) => void this.sandboxes.set(sandbox.name, sandbox)
  onTimer = () => {}
  onWait = () => this.#admitted.getStore()?.()

  onAttempt = (sandbox: Sandbox, delivery: WebhookDelivery) => this.#attempts.begin(sandbox.name, delivery)

  stampSecsOf = ({ id }: WebhookDelivery, number: number) =>
    this.posts ? Math.floor(this.options.now() / 1000) : findAttempt(this.run.steps, id, number)?.stamp_secs

  endAttempt = async (sandbox: Sandbox, delivery: WebhookDelivery, ended: EndedAttempt): Promise<EndedAttempt> => {
    if (this.#laneOf(sandbox.name).isLive) return ended
    return this.#attempts.end(delivery, ended)
  }

  createRequestId = (draw: () => string) => {
    const id = this.#pinnedId ?? draw()
    this.#pinnedId = undefined
    return id
  }

  /** Answers a request of the command. */
  async answer(call: Call, answer: AnswerCall): Promise<Answer> {
    const { method } = call
    const { pathname, search } = new URL(call.url)
    const path = pathname + search
    const address = readRequestAddress(method, path, call.header('authorization') ?? null)
    if (!address.isOfRun) return answer(call)
    const read = await readRequest(call)
    if (read === undefined) return answer(call)
    const asked = { method, path, headers: read.headers((key) => key), ...toBodyPart(read.text) }
    const lane = this.#laneOf(address.sandbox)
    const leave = await lane.turnstile.enter()
    const place: Place = this.isByHand && isRead(asked) ? { kind: 'read' } : lane.find(asked)
    if (!isRead(asked)) lane.isAsked = true
    if (place.kind === 'done') {
      leave()
      return place.answer
    }
    if (place.kind === 'divergence') this.#diverge(lane, place.divergence)
    if (place.kind !== 'ahead') return this.#carryOut(read, answer, leave)
    return this.#repeat(lane, place.index, read, leave)
  }

  /** Carries out everything up to a request, by default everything, without a command. No webhook is posted meanwhile. */
  async playTo(number = Number.POSITIVE_INFINITY): Promise<void> {
    if (this.#admitted.getStore() !== undefined) return // a step of the run itself
    const leave = await this.#walking.enter()
    const { posts } = this
    this.posts = false
    try {
      for (const step of this.run.steps ?? []) {
        if (step.kind === 'request' && step.number !== undefined && step.number > number) break
        const lane = this.#laneOf(step.sandbox)
        if (lane.steps[lane.next] === step) await this.#perform(lane, { isClaimed: true })
      }
    } finally {
      this.posts = posts
      leave()
    }
  }

  /** Number of the last request that was carried out; 0 before the first. */
  get at(): number {
    return Math.max(0, ...[...this.#lanes.values()].map(({ lastNumber }) => lastNumber))
  }

  /** Ends the playing: what comes is answered as by any emulator, at the time that was reached. */
  stop(): void {
    for (const lane of this.#lanes.values()) lane.isLive = true
    this.#isStopped = true
    this.posts = false
  }

  /** The first difference from the record, if there is one: also requests that never came although later ones did. */
  get firstDivergence(): Divergence | undefined {
    const missing = [...this.#lanes.values()].flatMap((lane) => lane.missing)
    return [...this.divergences, ...missing].sort((a, b) => a.number - b.number)[0]
  }

  /** Whether the command has asked for anything at all. */
  get isAsked(): boolean {
    return [...this.#lanes.values()].some(({ isAsked }) => isAsked)
  }

  /** Recorded requests of the asked sandboxes that the command has not sent yet. */
  get rest(): readonly RunRequest[] {
    return [...this.#lanes.values()].flatMap((lane) => (lane.isAsked && !lane.isLive ? lane.rest : []))
  }

  /** Carries out a request that the command asks for, after everything that was recorded before it. */
  async #repeat(lane: Lane, index: number, read: ReadRequest, leave: () => void): Promise<Answer> {
    while (lane.next < index) await this.#perform(lane)
    const step = lane.steps[index] as RunRequest
    lane.next++
    const { answer, parked } = this.#execute(lane, step, read.call, true)
    void this.#goOn(lane, parked).finally(leave)
    return answer
  }

  /** Carries out what was recorded between this request and the next one. */
  async #goOn(lane: Lane, parked: Promise<void>): Promise<void> {
    await parked
    while (lane.next < lane.steps.length && lane.steps[lane.next]?.kind !== 'request') await this.#perform(lane)
  }

  /** Carries out the next step of a sandbox from the record. @param isClaimed whether a command never asks for it later */
  async #perform(lane: Lane, { isClaimed = false } = {}): Promise<void> {
    const step = lane.steps[lane.next++] as RunStep
    if (step.kind === 'request' && !isRead(step)) {
      const { answer, parked } = this.#execute(lane, step, toCall(step), isClaimed)
      answer.catch(() => {})
      await parked
      return
    }
    lane.wall = Math.max(lane.wall, step.at)
    const sandbox = this.sandboxes.get(step.sandbox)
    if (step.kind === 'attempt') {
      const difference = await this.#attempts.finish(step, this.posts)
      if (difference !== undefined) this.#note(lane, difference)
    } else if (sandbox !== undefined) this.#wake(sandbox)
    await settle()
  }

  /** Carries out a request at its recorded time, and compares the answer with the recorded one. */
  #execute(lane: Lane, step: RunRequest, call: Call, isClaimed: boolean) {
    lane.wall = Math.max(lane.wall, step.at)
    const [parked, park] = createPromise<void>()
    const answering = this.#admitted.run(park, async () => {
      this.#pinnedId = step.request_id || undefined
      const pending = refusalOf(step) ?? this.#answer(call)
      this.#pinnedId = undefined
      return pending
    })
    const answer = answering.then(async (pending): Promise<WholeAnswer> => {
      const given = await toWholeAnswer(pending)
      const other = findOtherAnswer(step, given)
      if (other !== undefined) this.otherAnswers.push(other)
      return given
    })
    lane.note(step, answer, isClaimed)
    answer.finally(park).catch(() => {})
    return { answer, parked: parked.then(settle) }
  }

  /** Carries out a request that is not part of the run. */
  async #carryOut({ call }: ReadRequest, answer: AnswerCall, leave: () => void): Promise<Answer> {
    try {
      return await this.#admitted.run(leave, async () => answer(call))
    } finally {
      leave()
    }
  }

  #diverge(lane: Lane, divergence: Divergence): void {
    lane.isLive = true
    this.#liveSince.set(lane, this.options.now())
    this.#attempts.release(lane.sandbox)
    this.#note(lane, divergence.text, divergence.number)
  }

  #note(lane: Lane, text: string, number?: number): void {
    const divergence = { number: number ?? lane.lastNumber, text }
    this.divergences.push(divergence)
    this.options.onDivergence?.(divergence)
  }

  #laneOf(sandbox: string): Lane {
    const lane = this.#lanes.get(sandbox) ?? new Lane(sandbox, [], this.run.started_at)
    lane.isLive ||= this.#isStopped
    this.#lanes.set(sandbox, lane)
    return lane
  }
}
