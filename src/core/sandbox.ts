import type { AgendaItem } from './agenda.js'
import { finishDelivery, settle } from './deliveries.js'
import type { Event } from './events.js'
import { Journal } from './journal.js'
import { isEntry, toEventEntry } from './journal-entry.js'
import { type AuditRun, createMutation } from './mutation.js'
import type { WebhookDelivery } from './webhook-records.js'
import { beginAttempt } from './webhooks.js'
import type { Change, World } from './world.js'

/** The number of due items that are run without a pause for others. Each takes some microseconds. */
export const dueAtOnce = 200

/** Makes a world for the sandbox's own listeners, at the start and at each reset. */
export type MakeWorld = (
  parts: Pick<World, 'emit' | 'hasListeners' | 'recordChange' | 'post'> & Partial<Pick<World, 'mutation'>>,
) => World

export interface SandboxOptions {
  readonly name: string
  /** Makes the world for the start and for each reset. */
  readonly makeWorld: MakeWorld
  /** Makes the first world, if it does not start from the fixtures. */
  readonly firstWorld?: MakeWorld
  /** Receives every event for the lifetime of the sandbox. */
  readonly observe?: (event: Event) => void
  /** Posts a webhook that is due and later reports the result to the sandbox. */
  readonly post?: (sandbox: Sandbox, delivery: WebhookDelivery) => void
  /** The number of journal entries to keep. @default 1000 */
  readonly journalCapacity?: number
  /** The run of `audit tests` that the sandbox belongs to. */
  readonly auditRun?: AuditRun | undefined
  /** Whether changes are kept until they are taken. @default true */
  readonly keepsChanges?: boolean
  /** Called when a listener leaves: a wait or a stream has ended. */
  readonly onLeave?: (sandbox: Sandbox) => void
}

/**
 * One isolated world and its listeners. Every command goes through `run`, which first runs everything that is due, so
 * that reads are always current without a timer.
 */
export class Sandbox {
  readonly name: string
  readonly journal: Journal
  /** Without what makes the first world, which would keep the bytes of its file. */
  readonly #options: Omit<SandboxOptions, 'firstWorld'>
  #world: World
  #changes: Change[] = []
  readonly #listeners = new Set<(event: Event) => void>()
  /** Counts resets and restores, so that cursors from before one can be recognized. */
  generation = 0
  /** When it was last used, in Unix milliseconds of the machine's clock; kept by Sandboxes. */
  usedAt = 0
  #changeCount = 0
  /** The number of works that take more than a moment. */
  #keepers = 0
  /** Set while work in slices must not be overtaken: requests that may change something wait for its end. */
  heldUntil: Promise<void> | undefined

  constructor({ firstWorld, ...options }: SandboxOptions) {
    this.#options = options
    this.name = options.name
    this.journal = new Journal(options.journalCapacity ?? 1000)
    this.journal.onLeave = () => options.onLeave?.(this)
    this.#world = this.#make(firstWorld ?? options.makeWorld)
  }

  /** The world after the last command; change it only through `run`. */
  get world(): World {
    return this.#world
  }

  /**
   * Runs a command at one moment, between everything that is due before it and everything that follows it. Errors of the
   * command are rethrown.
   */
  run<Result>(command: (world: World) => Result): Result {
    const world = this.#world
    world.clock.hold()
    try {
      this.runDue()
      return command(world)
    } finally {
      if (world.afterwards.length > 0) for (const step of world.afterwards.splice(0)) step()
      world.clock.release()
    }
  }

  /**
   * Runs everything that is due by now, in order of time, or the first items of it. While changes are held, nothing is run.
   *
   * @returns the number of items that were run
   */
  runDue(most = Number.POSITIVE_INFINITY): number {
    const { agenda, clock } = this.#world
    if (!this.isDue || this.heldUntil !== undefined) return 0
    const now = clock.now()
    let count = 0
    for (; count < most; count++) {
      const item = agenda.take(now)
      if (item === undefined) break
      runDueItem(this.#world, item)
    }
    return count
  }

  /** Whether something is due. */
  get isDue(): boolean {
    const { agenda, clock } = this.#world
    const { nextAt } = agenda
    return nextAt !== null && nextAt <= clock.now()
  }

  /** Whether so much is due that others should run in between. */
  get isMuchDue(): boolean {
    if (!this.isDue) return false
    const { agenda, clock } = this.#world
    return agenda.isMoreDue(clock.now(), dueAtOnce)
  }

  /** Resets to the fixtures: records, codes, counters, clock, agenda, journal, overrides. */
  reset(): void {
    this.restore(this.#options.makeWorld)
  }

  /** Starts over in another world, with an empty journal. If making the world throws, nothing has changed. */
  restore(makeWorld: MakeWorld): void {
    this.replaceWorld(makeWorld)
    this.generation++
    this.journal.restart()
  }

  /** Continues in another world: this one plus additions. */
  replaceWorld(makeWorld: MakeWorld): void {
    this.#world = this.#make(makeWorld)
    this.#changes = []
    this.#changeCount++
  }

  /** Calls the listener with every event until the returned function is called. */
  listen(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      if (this.#listeners.delete(listener)) this.#options.onLeave?.(this)
    }
  }

  /** Does work that takes more than a moment; the sandbox is not dropped meanwhile. */
  async keepDuring<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#keepers++
    try {
      return await work()
    } finally {
      this.#keepers--
      this.#options.onLeave?.(this)
    }
  }

  /** Whether someone listens or works in the sandbox, so that it must not be dropped. */
  get isAttended(): boolean {
    return this.#keepers > 0 || this.#listeners.size > 0 || this.journal.isListenedTo
  }

  /** Differs after every change of records, clock or random sequence, for work that takes longer than a moment. */
  get revision(): string {
    const { clock, random, state } = this.#world
    const { offsetMs, frozenMs } = clock.position
    return [this.#changeCount, frozenMs ?? `+${offsetMs}`, random.cursor, state.sequence].join()
  }

  /** Returns the changes since the last call. */
  takeChanges(): readonly Change[] {
    if (this.#changes.length === 0) return this.#changes
    const changes = this.#changes
    this.#changes = []
    return changes
  }

  #make(make: MakeWorld): World {
    const { auditRun, keepsChanges = true } = this.#options
    return make({
      ...(auditRun !== undefined && { mutation: createMutation(auditRun) }),
      emit: (event) => {
        this.#options.observe?.(event)
        if (this.journal.isOn && isEntry(event)) this.journal.add(toEventEntry(event))
        for (const listener of this.#listeners) listener(event)
      },
      hasListeners: () => this.#listeners.size > 0,
      recordChange: (change) => {
        this.#changeCount++
        if (keepsChanges) this.#changes.push(change)
      },
      post: (delivery) => this.#options.post?.(this, delivery),
    })
  }
}

function runDueItem(world: World, { kind, at, about }: AgendaItem): void {
  if (kind === 'webhook') {
    beginAttempt(world, about, at)
  } else if (kind === 'delivery') {
    if (about.due !== null && about.due.at === at) finishDelivery(world, about, about.due.delivery, at)
  } else if (about.status === 'pending') {
    settle(world, about, 'expired', at)
  }
}
