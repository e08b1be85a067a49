import { Refusal } from '../core/errors.js'
import type { Sandbox } from '../core/sandbox.js'
import type { Change } from '../core/world.js'
import { type SandboxFile, toChangesFile, toSandboxFile } from '../sandbox-file/format.js'
import type { Store } from './store.js'

/** After so long without a change the logs are compacted into their files. Milliseconds. */
const restMs = 1000

/** What a sandbox has changed in this turn of the event loop. */
interface Unwritten {
  changes: Change[]
  /** The sandbox began anew: all of it has changed. */
  isWhole: boolean
  readonly written: Promise<void>
}

/**
 * Carries what happens in sandboxes to the store, before the answers go out. The changes of one turn of the event loop
 * become one line: requests that come together share the cost of a write, and a line that is cut short belongs to
 * requests that were not answered.
 */
export class Persister {
  readonly #unwritten = new Map<Sandbox, Unwritten>()
  /** Sandboxes with a log, to be compacted at rest. */
  readonly #uncompacted = new Set<Sandbox>()
  #rest: NodeJS.Timeout | undefined
  #isFailing = false

  constructor(
    private readonly store: Store<SandboxFile>,
    private readonly warn: (sentence: string) => void,
  ) {}

  /**
   * Keeps what the last command changed; with `mayMoveClock` also where clock and random sequence stand.
   *
   * @returns undefined when there is nothing to keep, else a promise that is fulfilled when it is kept, and rejected
   *   with a Refusal (500) when it cannot be written
   */
  commit(sandbox: Sandbox, mayMoveClock: boolean): Promise<void> | undefined {
    const changes = sandbox.takeChanges()
    if (changes.length === 0 && !mayMoveClock) return this.#unwritten.get(sandbox)?.written
    const unwritten = this.#begin(sandbox)
    for (const change of changes) unwritten.changes.push(change)
    return unwritten.written
  }

  /** Notes that a sandbox began anew; the commit after it waits until that is kept, in one line. */
  reset(sandbox: Sandbox): void {
    sandbox.takeChanges()
    const unwritten = this.#begin(sandbox)
    unwritten.changes = []
    unwritten.isWhole = true
  }

  /** Deletes what is kept of a sandbox. */
  forget(sandbox: Sandbox): void {
    this.#unwritten.delete(sandbox)
    this.#uncompacted.delete(sandbox)
    this.store.remove(sandbox.name)
  }

  /** Compacts a sandbox that goes out of memory; it is read again when next named. */
  drop(sandbox: Sandbox): void {
    this.#compact(sandbox)
    this.store.release(sandbox.name)
  }

  /** @throws when a file could not be written; what was answered is in its log */
  close(): void {
    clearTimeout(this.#rest)
    try {
      for (const sandbox of new Set([...this.#uncompacted, ...this.#unwritten.keys()])) this.#compact(sandbox)
    } finally {
      this.store.close()
    }
  }

  #begin(sandbox: Sandbox): Unwritten {
    let unwritten = this.#unwritten.get(sandbox)
    if (unwritten === undefined) {
      const written = new Promise<void>((resolve, reject) => {
        setImmediate(() => {
          try {
            this.#write(sandbox)
            resolve()
          } catch (error) {
            reject(this.#toRefusal(error as Error))
          }
        })
      })
      unwritten = { changes: [], isWhole: false, written }
      this.#unwritten.set(sandbox, unwritten)
    }
    return unwritten
  }

  #write(sandbox: Sandbox): void {
    const unwritten = this.#unwritten.get(sandbox)
    if (unwritten === undefined) return // it was compacted meanwhile
    this.#unwritten.delete(sandbox)
    // A log needs a file to lie over: the fixtures that the sandbox began with are in no line of it.
    if (!this.store.has(sandbox.name)) {
      this.#compact(sandbox)
    } else {
      const { world } = sandbox
      this.store.append(
        sandbox.name,
        unwritten.isWhole ? { ...toSandboxFile(world), replaces: true } : toChangesFile(world, unwritten.changes),
      )
      this.#uncompacted.add(sandbox)
      if (this.store.isLogLong(sandbox.name)) this.#compact(sandbox)
      if (this.#rest) this.#rest.refresh()
      else this.#rest = setTimeout(() => this.#compactAtRest(), restMs).unref()
    }
    this.#isFailing = false
  }

  /** Writes a sandbox whole. */
  #compact(sandbox: Sandbox): void {
    sandbox.takeChanges()
    this.store.save(sandbox.name, toSandboxFile(sandbox.world))
    this.#unwritten.delete(sandbox)
    this.#uncompacted.delete(sandbox)
  }

  #compactAtRest(): void {
    try {
      for (const sandbox of [...this.#uncompacted]) this.#compact(sandbox)
    } catch (error) {
      this.#tellOnce(error as Error) // all changes are still in the logs
    }
  }

  #toRefusal(error: Error): Refusal {
    this.#tellOnce(error)
    const hint = `the data folder cannot be written: ${error.message}`
    return new Refusal([{ code: '10007', detail: 'The change could not be kept.' }], { hint })
  }

  /** Says that the folder cannot be written, once until it can be again. */
  #tellOnce({ message }: Error): void {
    if (!this.#isFailing) this.warn(`The data folder cannot be written: ${message}`)
    this.#isFailing = true
  }
}
