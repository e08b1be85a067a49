import type { AgendaItem } from './agenda.js'
import { finishDelivery, settle } from './deliveries.js'
import type { Event } from './events.js'
import { type EntryEvent, isEntry, Journal, toEventEntry } from './journal.js'
import type { WebhookDelivery } from './webhook-records.js'
import { beginAttempt } from './webhooks.js'
import type { Change, World } from './world.js'

/** Makes a world, at first and at each reset, around the sandbox's own listeners. */
export type MakeWorld = (parts: Pick<World, 'emit' | 'isHeard' | 'recordChange' | 'post'>) => World

export interface SandboxOptions {
  readonly name: string
  /** What it holds at first and after a reset. */
  readonly makeWorld: MakeWorld
  /** Where it starts from, if not from its fixtures. */
  readonly firstWorld?: MakeWorld
  /** Hears every event, for as long as the sandbox lives. */
  readonly observe?: (event: Event) => void
  /** Posts a webhook whose time has come, and tells the sandbox of it later. */
  readonly post?: (sandbox: Sandbox, delivery: WebhookDelivery) => void
  /** How many entries its journal keeps; default 1,000. */
  readonly journalCapacity?: number
}

/**
 * One isolated world and those who listen to it. Every command goes through `run`, which first lets everything
 * happen that has fallen due: so what is read is always true now, and no timer is needed for it to be.
 */
export class Sandbox {
  readonly name: string
  readonly journal: Journal
  #world: World
  #changes: Change[] = []
  readonly #listeners = new Set<(event: Event) => void>()
  /** Counts resets and restores, so that a cursor from before one is known as such. */
  generation = 0

  constructor(private readonly options: SandboxOptions) {
    this.name = options.name
    this.journal = new Journal(options.journalCapacity ?? 1000)
    this.#world = this.#make(options.firstWorld ?? options.makeWorld)
  }

  /** The world as it was after the last command; `run` is the way to change it. */
  get world(): World {
    return this.#world
  }

  /** Carries a command out at one moment, after everything that was due before it. Whatever it throws, goes on. */
  run<Result>(command: (world: World) => Result): Result {
    const world = this.#world
    world.clock.hold()
    try {
      this.runDue()
      return command(world)
    } finally {
      world.clock.release()
    }
  }

  /** Lets happen what has fallen due by now, in order of time. */
  runDue(): void {
    const { agenda, clock } = this.#world
    const nextAt = agenda.nextAt
    if (nextAt === null) return
    const now = clock.now()
    if (nextAt > now) return
    for (let item = agenda.take(now); item !== undefined; item = agenda.take(now)) happen(this.#world, item)
  }

  /**
   * Puts the clock to a moment and lets happen what falls due by then, in order and each at its own time. Where that is
   * something that takes real time, like a webhook, the clock goes on from its moment when that is over. A reset meanwhile
   * ends it: the clock of another life is not moved.
   *
   * @param drain waits for what is under way
   * @returns what happened
   */
  async moveClock(moment: number, drain: () => Promise<void> = async () => {}): Promise<EntryEvent[]> {
    const happened: EntryEvent[] = []
    const { generation } = this
    const isAhead = moment >= this.#world.clock.now()
    const stop = this.listen((event) => {
      if (isEntry(event)) happened.push(event)
    })
    try {
      this.runDue() // what is due by now is due before the clock is put back, too
      for (;;) {
        await drain()
        if (this.generation !== generation) return happened
        const { agenda, clock } = this.#world
        if (agenda.nextAt === null || agenda.nextAt > moment) break
        if (agenda.nextAt > clock.now()) clock.set(agenda.nextAt)
        this.runDue()
      }
      // While something was under way a running clock may have got there by itself.
      if (!isAhead || this.#world.clock.now() < moment) this.#world.clock.set(moment)
      this.runDue()
      await drain()
    } finally {
      stop()
    }
    return happened
  }

  /** Everything back to the fixtures: records, codes, counters, clock, agenda, journal, overrides. */
  reset(): void {
    this.restore(this.options.makeWorld)
  }

  /** Begins another life in another world, with an empty journal. Whatever making it throws, nothing has changed then. */
  restore(makeWorld: MakeWorld): void {
    this.replaceWorld(makeWorld)
    this.generation++
    this.journal.restart()
  }

  /** Goes on in another world, which is this one with something added. */
  replaceWorld(makeWorld: MakeWorld): void {
    this.#world = this.#make(makeWorld)
    this.#changes = []
  }

  /** Hears every event until the returned function is called. */
  listen(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Someone waits for something here: not a sandbox to be dropped. */
  get isListenedTo(): boolean {
    return this.#listeners.size > 0 || this.journal.isListenedTo
  }

  /** What has changed since the last call. */
  takeChanges(): readonly Change[] {
    if (this.#changes.length === 0) return this.#changes
    const changes = this.#changes
    this.#changes = []
    return changes
  }

  #make(make: MakeWorld): World {
    return make({
      emit: (event) => {
        this.options.observe?.(event)
        if (this.journal.isOn && isEntry(event)) this.journal.add(toEventEntry(event))
        for (const listener of this.#listeners) listener(event)
      },
      isHeard: () => this.#listeners.size > 0,
      recordChange: (change) => {
        this.#changes.push(change)
      },
      post: (delivery) => this.options.post?.(this, delivery),
    })
  }
}

function happen(world: World, { kind, at, about }: AgendaItem): void {
  if (kind === 'webhook') {
    beginAttempt(world, about, at)
  } else if (kind === 'delivery') {
    if (about.due !== null && about.due.at === at) finishDelivery(world, about, about.due.delivery, at)
  } else if (about.status === 'pending') {
    settle(world, about, 'expired', at)
  }
}
