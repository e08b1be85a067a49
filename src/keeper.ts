import { Refusal } from './core/errors.js'
import type { Sandbox } from './core/sandbox.js'
import type { Store } from './store/store.js'
import { type SandboxFile, toChangesFile, toSandboxFile } from './wire/sandbox-file.js'

/** After so long without a change the tails are folded into their files. Milliseconds. */
const restMs = 1000

/** Carries what happens in sandboxes to the store, before the answer goes out. */
export class Keeper {
  /** Sandboxes with a tail, to be folded at rest. */
  readonly #unfolded = new Set<Sandbox>()
  /** Sandboxes whose lines are written at the end of this turn. */
  readonly #writing = new Map<Sandbox, Promise<void>>()
  #rest: NodeJS.Timeout | undefined
  #isFailing = false

  constructor(
    private readonly store: Store<SandboxFile>,
    private readonly warn: (sentence: string) => void,
  ) {}

  /**
   * Keeps what the last command changed; with `isSteered` also where clock and random sequence stand. The commands of
   * one turn of the event loop are written in one go, which costs a tenth of a write each.
   *
   * @returns undefined when there is nothing to keep, else a promise that is fulfilled when it is kept, and rejected
   *   with a Refusal (500) when it cannot be written
   */
  commit(sandbox: Sandbox, isSteered: boolean): Promise<void> | undefined {
    const changes = sandbox.takeChanges()
    if (changes.length === 0 && !isSteered) return undefined
    return this.#keep(sandbox, () => toChangesFile(sandbox.world, changes))
  }

  /** Keeps that a sandbox began anew, in one line, so that no kill comes between; the next commit awaits it. */
  reset(sandbox: Sandbox): void {
    sandbox.takeChanges()
    if (this.store.has(sandbox.name)) this.store.append(sandbox.name, { ...toSandboxFile(sandbox.world), replaces: true })
  }

  /** Writes a sandbox whole. */
  fold(sandbox: Sandbox): void {
    sandbox.takeChanges()
    this.store.save(sandbox.name, toSandboxFile(sandbox.world))
    this.#unfolded.delete(sandbox)
  }

  /** Folds a sandbox that goes out of memory; it is read again when next named. */
  drop(sandbox: Sandbox): void {
    this.fold(sandbox)
    this.store.release(sandbox.name)
  }

  /** @throws when a file could not be written; its tail still holds everything */
  close(): void {
    clearTimeout(this.#rest)
    try {
      this.#foldAll()
    } finally {
      this.store.close()
    }
  }

  #keep(sandbox: Sandbox, toLine: () => SandboxFile): Promise<void> {
    try {
      // A tail needs a file to lie over: the fixtures that the sandbox began with are in no line of it.
      if (!this.store.has(sandbox.name)) {
        this.fold(sandbox)
        return Promise.resolve()
      }
      this.store.append(sandbox.name, toLine())
    } catch (error) {
      return Promise.reject(this.#toRefusal(error as Error))
    }
    let written = this.#writing.get(sandbox)
    if (written === undefined) {
      written = new Promise((resolve, reject) => {
        setImmediate(() => {
          this.#writing.delete(sandbox)
          try {
            this.#write(sandbox)
            resolve()
          } catch (error) {
            reject(this.#toRefusal(error as Error))
          }
        })
      })
      this.#writing.set(sandbox, written)
    }
    return written
  }

  #write(sandbox: Sandbox): void {
    this.store.flush(sandbox.name)
    this.#unfolded.add(sandbox)
    if (this.store.isTailLong(sandbox.name)) this.fold(sandbox)
    this.#isFailing = false
    if (this.#rest) this.#rest.refresh()
    else this.#rest = setTimeout(() => this.#foldAtRest(), restMs).unref()
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

  #foldAtRest(): void {
    try {
      this.#foldAll()
    } catch (error) {
      this.#tellOnce(error as Error) // all changes are still in the tails
    }
  }

  #foldAll(): void {
    for (const sandbox of [...this.#unfolded]) this.fold(sandbox)
  }
}
