import type { Coverage } from '../core/coverage.js'
import { DroppedSandboxes, type DropReason } from '../core/dropped-sandboxes.js'
import { type Event, nameOfEvent } from '../core/events.js'
import type { AuditRun } from '../core/mutation.js'
import { dueAtOnce, Sandbox } from '../core/sandbox.js'
import { defaultSandbox, Sandboxes } from '../core/sandboxes.js'
import type { Tape } from '../core/tape.js'
import type { World } from '../core/world.js'
import type { Draft } from '../persistence/draft.js'
import type { Persister } from '../persistence/persister.js'
import type { Store } from '../persistence/store.js'
import type { LoadedFile, SandboxFile } from '../sandbox-file/format.js'
import { createDispatcher, type Dispatcher, type TargetOptions } from '../webhook/dispatcher.js'
import type { Signing } from '../webhook/signing.js'
import type { WorldFactory } from '../worlds/world-factory.js'
import type { SentCode } from './callbacks.js'
import { EvictionWarning } from './eviction-warning.js'
import { IdleSweep } from './idle-sweep.js'
import { Readiness } from './readiness.js'
import { Scheduler } from './scheduler.js'
import { createWebhookWarning, warnOfUnsent } from './warnings.js'

export interface SandboxHostParts {
  readonly worldFactory: WorldFactory
  /** The stored sandboxes; undefined if sandboxes live in memory. */
  readonly store: Store<LoadedFile> | undefined
  /** Writes to the store. */
  readonly Persister: typeof Persister | undefined
  readonly signing: Signing
  readonly coverage: Coverage
  readonly maxSandboxes: number
  readonly whenFull: 'drop' | 'refuse'
  /** Time without use after which a sandbox is dropped; Infinity for never. Milliseconds. */
  readonly sandboxIdleMs: number
  readonly webhookTargets: TargetOptions
  readonly journalCapacity: number
  /** Unix milliseconds of the wall clock. */
  readonly now: () => number
  /** Lets other requests run. */
  readonly pause: () => Promise<void>
  readonly onCode: ((sent: SentCode) => void) | undefined
  readonly onWarning: (sentence: string) => void
  /** The run of `audit tests` that the emulator belongs to. */
  readonly auditRun: AuditRun | undefined
  /** Records a run, or repeats one. */
  readonly tape?: Tape | undefined
  /** What a sandbox begins with in a run that is repeated. */
  readonly firstFile?: ((sandbox: string) => SandboxFile | undefined) | undefined
}

/** Hosts the sandboxes: creates and drops them, runs what is due, sends their webhooks and persists their changes. */
export class SandboxHost {
  readonly sandboxes: Sandboxes
  /** Those that were dropped from memory and are nowhere else. */
  readonly dropped = new DroppedSandboxes()
  readonly dispatcher: Dispatcher
  readonly readiness: Readiness
  readonly #idleSweep: IdleSweep
  readonly #scheduler: Scheduler
  readonly #persister: Persister | undefined
  readonly #evictions: EvictionWarning
  readonly #warnOfWebhook: (event: Event, sandbox: string) => void

  constructor(private readonly parts: SandboxHostParts) {
    const { store, signing, now, maxSandboxes, pause, onWarning: warn } = parts
    const ofHost = { living: () => this.sandboxes.all(), rollBack: this.#rollBack.bind(this), warn, pause }
    this.#persister = store && parts.Persister && new parts.Persister({ store, ...ofHost })
    this.#warnOfWebhook = createWebhookWarning(warn)
    this.#evictions = new EvictionWarning(maxSandboxes, warn)
    this.#scheduler = new Scheduler(
      (sandbox) => {
        parts.tape?.onTimer(sandbox)
        return this.wake(sandbox)
      },
      ({ name }) => parts.tape?.hasTimersFor(name) !== false,
    )
    this.readiness = new Readiness({
      prepare: (sandbox) => this.prepare(sandbox, false),
      commit: (sandbox) => this.#commitAlone(sandbox),
      schedule: (sandbox) => this.#scheduler.schedule(sandbox, true),
      pause,
    })
    const ends = {
      whenReady: (sandbox: Sandbox) => this.readiness.whenReady(sandbox, false)?.catch(() => {}), // the result is recorded in any case
      change: (sandbox: Sandbox, command: (world: World) => void) => {
        if (!this.sandboxes.has(sandbox)) return
        sandbox.run(command)
        this.sandboxes.touch(sandbox)
        this.#commitAlone(sandbox)
      },
    }
    this.dispatcher = createDispatcher(signing, now, ends, parts.webhookTargets, parts.tape)
    this.sandboxes = new Sandboxes({
      limit: maxSandboxes,
      whenFull: parts.whenFull,
      idleMs: parts.sandboxIdleMs,
      now,
      create: (name) => this.#create(name),
      isBusy: (sandbox) => this.dispatcher.isBusy(sandbox) || this.#persister?.isTroubled(sandbox) === true,
      onDrop: (sandbox, reason) => this.#drop(sandbox, reason),
      isStored: (name) => store?.isStored(name) === true,
      onForget: (sandbox) => {
        this.#scheduler.forget(sandbox)
        store?.release(sandbox.name)
      },
    })
    this.#idleSweep = new IdleSweep(parts.sandboxIdleMs, () => this.sandboxes.dropIdle())
  }

  /** Opens all stored sandboxes and the default one, so that an unreadable file fails the start instead of a later request. */
  openAll(): void {
    for (const name of this.parts.store?.names() ?? []) this.sandboxes.open(name)
    this.sandboxes.open(defaultSandbox)
  }

  /**
   * Called before a command: refuses it while the data folder cannot be written.
   *
   * @param isRead a read changes nothing unless something is due
   * @throws {Refusal} 500
   */
  prepare(sandbox: Sandbox, isRead: boolean): void {
    this.#persister?.prepare(sandbox, isRead)
  }

  /**
   * Persists the changes of the last command and schedules what it made due.
   *
   * @param mayMoveClock the clock or the whole sandbox may have changed, not only records
   * @returns a promise that is fulfilled when the changes are written; undefined if there is nothing to write
   */
  commit(sandbox: Sandbox, mayMoveClock = false): Promise<void> | undefined {
    const written = this.write(sandbox, mayMoveClock)
    if (this.sandboxes.has(sandbox)) this.#scheduler.schedule(sandbox, mayMoveClock)
    return written
  }

  /** Persists the changes of a command that has not ended yet. @returns like `commit` */
  write(sandbox: Sandbox, mayMoveClock = false): Promise<void> | undefined {
    // Not a deleted one, and one that was only read only once something is changed: what fell due by then is in its world.
    const isKept = this.sandboxes.has(sandbox) && !this.sandboxes.isUnused(sandbox)
    if (isKept) return this.#persister?.commit(sandbox, mayMoveClock)
    sandbox.takeChanges()
    return undefined
  }

  /**
   * Replaces the world of a sandbox, and persists all of it.
   *
   * @param draft the file of the new world, if it was written already
   * @throws {Refusal} 500 if the draft cannot replace the file; nothing has changed then
   */
  replaceWorld(sandbox: Sandbox, change: () => void, draft?: Draft): void {
    if (this.#persister === undefined) change()
    else this.#persister.replace(sandbox, change, draft)
  }

  /** Writes a long world that is about to replace the one of a sandbox. @throws {Refusal} 500 if it cannot be written */
  async draft(sandbox: Sandbox, world: World): Promise<Draft | undefined> {
    return this.#persister?.draft(sandbox, world)
  }

  /** Deletes a sandbox and its stored state. A sandbox with listeners is emptied instead. */
  delete(sandbox: Sandbox): void {
    this.#persister?.forget(sandbox)
    sandbox.reset() // waiting requests continue in a fresh world
    if (sandbox.isAttended) return
    this.#scheduler.forget(sandbox)
    this.sandboxes.remove(sandbox)
  }

  /** Finishes the webhooks that are being sent, then persists everything. */
  async close(): Promise<void> {
    this.#scheduler.close()
    this.#idleSweep.close()
    await this.dispatcher.close()
    this.#evictions.close()
    warnOfUnsent(this.sandboxes.all(), this.#persister !== undefined, this.parts.onWarning)
    this.#persister?.close()
  }

  /** Releases the data folder without writing anything, after a failed start. */
  abandon(): void {
    this.#idleSweep.close()
    this.parts.store?.close()
  }

  /** Runs what is due in a sandbox; the rest of much is due at once, in a later turn. @returns false if it cannot be stored now */
  wake(sandbox: Sandbox): boolean {
    if (sandbox.heldUntil !== undefined) return false
    try {
      this.prepare(sandbox, false)
    } catch {
      return false
    }
    sandbox.runDue(dueAtOnce)
    this.#commitAlone(sandbox)
    return true
  }

  /** Commits without a request that waits for it; the persister warns of a failure. */
  #commitAlone(sandbox: Sandbox): void {
    this.commit(sandbox)?.catch(() => {})
  }

  /** Puts a sandbox back to its stored state, as a restart would, and keeps its journal and listeners. */
  #rollBack(sandbox: Sandbox, stored: LoadedFile | null): void {
    const { worldFactory } = this.parts
    sandbox.replaceWorld(stored ? worldFactory.kept(sandbox.name, stored) : worldFactory.fresh(sandbox.name))
    this.#scheduler.schedule(sandbox, true)
  }

  #create(name: string): Sandbox {
    const { store, worldFactory, journalCapacity, auditRun, tape, firstFile } = this.parts
    const kept = firstFile?.(name) ?? store?.load(name)
    const sandbox = new Sandbox({
      name,
      makeWorld: worldFactory.fresh(name),
      ...(kept && { firstWorld: worldFactory.kept(name, kept) }),
      observe: (event) => this.#observe(event, name),
      post: this.dispatcher.post.bind(this.dispatcher),
      journalCapacity,
      auditRun,
      keepsChanges: this.#persister !== undefined,
      onLeave: (left) => this.sandboxes.touch(left),
    })
    tape?.onCreate(sandbox)
    this.#scheduler.schedule(sandbox, true)
    return sandbox
  }

  /** With a data folder nothing is lost: the next use loads the sandbox again. */
  #drop(sandbox: Sandbox, reason: DropReason): void {
    this.#scheduler.forget(sandbox)
    this.#persister?.drop(sandbox)
    if (this.#persister !== undefined) return
    this.dropped.add({ name: sandbox.name, at: this.parts.now(), reason })
    if (reason === 'full') this.#evictions.add(sandbox)
  }

  #observe(event: Event, sandbox: string): void {
    const { coverage, onCode, auditRun } = this.parts
    coverage.countEvent(event, sandbox)
    auditRun?.record(`event:${nameOfEvent(event)}`)
    this.#warnOfWebhook(event, sandbox)
    if (event.kind !== 'message' || onCode === undefined) return
    const { about, channel } = event.message
    onCode({ code: about.code, phoneNumber: about.phoneNumber, channel, sandbox })
  }
}
