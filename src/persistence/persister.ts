import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import type { Sandbox } from '../core/sandbox.js'
import type { World } from '../core/world.js'
import { toWritableFile } from '../sandbox-file/file-text.js'
import type { LoadedFile } from '../sandbox-file/format.js'
import { DiskTroubles, type PersisterParts } from './disk-troubles.js'
import type { Draft } from './draft.js'
import { isLong, LongWrites } from './long-writes.js'
import { formatPendingWrite, type PendingWrite } from './pending-write.js'
import type { Store } from './store.js'

/** Time without a change after which logs are compacted into their files, if it is worth it. Milliseconds. */
const idleMs = 1000

/**
 * Writes the changes of sandboxes to the store before requests are answered. The changes of one turn of the event loop
 * become one line: concurrent requests share the cost of a write, and an incomplete line belongs to requests that were
 * not answered. What cannot be written is refused and rolled back.
 */
export class Persister {
  readonly #pendingWrites = new Map<Sandbox, PendingWrite>()
  /** Sandboxes with a log. */
  readonly #uncompacted = new Set<Sandbox>()
  /** Sandboxes whose file was replaced by a draft since their last commit. */
  readonly #replaced = new WeakSet<Sandbox>()
  readonly #store: Store<LoadedFile>
  readonly #troubles: DiskTroubles
  readonly #longWrites: LongWrites
  #idleTimer: NodeJS.Timeout | undefined

  constructor(parts: PersisterParts) {
    this.#store = parts.store
    this.#longWrites = new LongWrites(parts.store, parts.pause)
    this.#troubles = new DiskTroubles(parts, (sandbox) => this.#compact(sandbox))
  }

  /** Whether a sandbox holds what could not be stored yet and must not be dropped. */
  isTroubled(sandbox: Sandbox): boolean {
    return this.#troubles.has(sandbox)
  }

  /**
   * Called before a command. After a failed write it tries the disk first, so a command is refused before it acts.
   *
   * @throws {Refusal} 500 if the command could not be stored
   */
  prepare(sandbox: Sandbox, isRead: boolean): void {
    this.#troubles.prepare(sandbox, isRead)
  }

  /**
   * Writes the changes of the last command and, with `mayMoveClock`, the positions of clock and random sequence.
   *
   * @returns undefined if there is nothing to write, otherwise a promise that is fulfilled when the changes are written,
   *   and rejected with a Refusal (500) if they cannot be
   */
  commit(sandbox: Sandbox, mayMoveClock: boolean): Promise<void> | undefined {
    const changes = sandbox.takeChanges()
    if (this.#replaced.delete(sandbox) && changes.length === 0) {
      // All of it is in the file, so that a failure of this line, which has only the clock, refuses nothing.
      this.#begin(sandbox).done.catch(() => {})
      return undefined
    }
    if (changes.length === 0 && !mayMoveClock) return this.#pendingWrites.get(sandbox)?.done
    const pending = this.#begin(sandbox)
    for (const change of changes) pending.changes.push(change)
    return pending.done
  }

  /** Marks a sandbox as replaced. The next commit writes all of it as one line. */
  reset(sandbox: Sandbox): void {
    sandbox.takeChanges()
    const pending = this.#begin(sandbox)
    pending.changes = []
    pending.isWhole = true
  }

  /**
   * Writes a long world that is about to replace the one of a sandbox, in slices and beside the present file.
   *
   * @returns the draft; undefined for a world that is written with the next commit
   * @throws {Refusal} 500 if it cannot be written; nothing has changed then
   */
  async draft(sandbox: Sandbox, world: World): Promise<Draft | undefined> {
    if (!isLong(world) || !this.#store.isIntact(sandbox.name)) return undefined
    try {
      return await this.#longWrites.write(sandbox.name, world)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined // the next commit makes the folder anew
      throw this.#troubles.toRefusal(error as Error)
    }
  }

  /**
   * Replaces the world of a sandbox, and its file by a draft of that world.
   *
   * @throws {Refusal} 500 if the file cannot be replaced; nothing has changed then
   */
  replace(sandbox: Sandbox, change: () => void, draft: Draft | undefined): void {
    let isWritten = false
    try {
      if (draft !== undefined) isWritten = this.#store.useDraft(sandbox.name, draft)
    } catch (error) {
      throw this.#troubles.toRefusal(error as Error)
    }
    change()
    if (!isWritten) {
      this.reset(sandbox)
      return
    }
    sandbox.takeChanges()
    this.#uncompacted.delete(sandbox)
    this.#replaced.add(sandbox)
    const pending = this.#pendingWrites.get(sandbox)
    if (pending) pending.changes = []
  }

  /** Deletes the files of a sandbox. @throws {Refusal} 500 if they cannot be deleted; nothing has changed then */
  forget(sandbox: Sandbox): void {
    try {
      this.#store.remove(sandbox.name)
    } catch (error) {
      throw this.#troubles.toRefusal(error as Error)
    }
    this.#pendingWrites.delete(sandbox)
    this.#uncompacted.delete(sandbox)
    this.#troubles.forget(sandbox)
  }

  /**
   * Writes a sandbox that is dropped from memory; its next use loads it again. A long one is not compacted now, which would
   * hold up others.
   */
  drop(sandbox: Sandbox): void {
    this.#longWrites.giveUp(sandbox)
    try {
      if (!isLong(sandbox.world) || !this.#append(sandbox)) this.#compactIntact(sandbox)
    } catch (error) {
      // The changes that were answered are in the log. Those that were not are refused.
      this.#troubles.warnOnce(error as Error)
      const pending = this.#pendingWrites.get(sandbox)
      if (pending) pending.failure = error as Error
    }
    this.#uncompacted.delete(sandbox)
    this.#store.release(sandbox.name)
  }

  /** Compacts all sandboxes and closes the store. @throws when a file cannot be written; the logs then hold all changes */
  close(): void {
    clearTimeout(this.#idleTimer)
    this.#longWrites.close()
    try {
      for (const sandbox of new Set([...this.#uncompacted, ...this.#pendingWrites.keys()])) this.#compactIntact(sandbox)
    } finally {
      this.#store.close()
    }
  }

  #begin(sandbox: Sandbox): PendingWrite {
    let pending = this.#pendingWrites.get(sandbox)
    if (pending === undefined) {
      const done = new Promise<void>((resolve, reject) => {
        setImmediate(() => {
          try {
            this.#write(sandbox)
            resolve()
          } catch (error) {
            reject(this.#troubles.toRefusal(error as Error))
          }
        })
      })
      pending = { changes: [], isWhole: false, failure: undefined, done }
      this.#pendingWrites.set(sandbox, pending)
    }
    return pending
  }

  #write(sandbox: Sandbox): void {
    const pending = this.#pendingWrites.get(sandbox)
    if (pending === undefined) return // compacted in the meantime
    this.#pendingWrites.delete(sandbox)
    if (pending.failure) throw pending.failure
    const { name } = sandbox
    // A log needs a file as its base, because the fixtures of the sandbox are not in any of its lines.
    if (!this.#store.canAppend(name)) {
      const save = () => {
        this.#compact(sandbox)
        return true
      }
      this.#troubles.guard(sandbox, save, () => 0)
    } else {
      const line = formatPendingWrite(sandbox, pending)
      const append = () => this.#store.append(name, line)
      this.#troubles.guard(sandbox, append, () => line.length)
      this.#uncompacted.add(sandbox)
      if (this.#store.isLogLong(name)) this.#tryToCompact([sandbox])
      if (this.#idleTimer) this.#idleTimer.refresh()
      else this.#idleTimer = setTimeout(() => this.#tryToCompact([...this.#uncompacted]), idleMs).unref()
    }
  }

  /** Appends what is left to write of a sandbox. @returns whether it is all in its files */
  #append(sandbox: Sandbox): boolean {
    const { name } = sandbox
    if (!this.#store.canAppend(name)) return false
    this.commit(sandbox, false)?.catch(() => {}) // what fell due in a request that goes on
    const pending = this.#pendingWrites.get(sandbox)
    if (pending === undefined) return this.#store.isIntact(name)
    if (!this.#store.append(name, formatPendingWrite(sandbox, pending))) return false
    this.#pendingWrites.delete(sandbox)
    return true
  }

  /** Writes all of a sandbox to its file. */
  #compact(sandbox: Sandbox): void {
    this.#store.save(sandbox.name, toWritableFile(sandbox.world))
    sandbox.takeChanges()
    this.#pendingWrites.delete(sandbox)
    this.#uncompacted.delete(sandbox)
  }

  /** Compacts a sandbox, and says so if its files were changed by someone. */
  #compactIntact(sandbox: Sandbox): void {
    if (this.#store.isIntact(sandbox.name)) this.#compact(sandbox)
    else this.#troubles.saveLost(sandbox)
  }

  /** Compacts sandboxes whose changes are all in their logs, if it is worth it. */
  #tryToCompact(sandboxes: readonly Sandbox[]): void {
    try {
      for (const sandbox of sandboxes.filter(({ name }) => this.#store.isWorthCompacting(name))) {
        if (isLong(sandbox.world) && this.#store.isIntact(sandbox.name)) this.#compactInSlices(sandbox)
        else this.#compactIntact(sandbox)
      }
    } catch (error) {
      this.#troubles.warnOnce(error as Error)
    }
  }

  /** Compacts a long sandbox. One that changes meanwhile is compacted when it is idle again. */
  #compactInSlices(sandbox: Sandbox): void {
    this.#longWrites.compact(sandbox).then(
      (isWritten) => {
        if (isWritten) this.#uncompacted.delete(sandbox)
      },
      (error) => this.#troubles.warnOnce(error as Error),
    )
  }
}
