import { refuse } from './core/errors.js'
import type { Sandbox } from './core/sandbox.js'
import type { Store } from './store/store.js'
import { type SandboxFile, toChangesFile, toSandboxFile } from './wire/sandbox-file.js'

/** After so long without a change the tails are folded into their files. Milliseconds. */
const restMs = 1000

/** Carries what happens in sandboxes to the store, before the answer goes out. */
export class Keeper {
  /** Sandboxes with a tail, to be folded at rest. */
  readonly #unfolded = new Set<Sandbox>()
  #rest: NodeJS.Timeout | undefined
  #isFailing = false

  constructor(
    private readonly store: Store<SandboxFile>,
    private readonly warn: (sentence: string) => void,
  ) {}

  /**
   * Keeps what the last command changed; with `isSteered` also where clock and random sequence stand.
   *
   * @throws {Refusal} 500 when it cannot be written
   */
  commit(sandbox: Sandbox, isSteered: boolean): void {
    const changes = sandbox.takeChanges()
    if (changes.length === 0 && !isSteered) return
    this.#write(sandbox, () => toChangesFile(sandbox.world, changes))
  }

  /** Keeps that a sandbox began anew; in one line, so that no kill comes between. @throws {Refusal} as commit */
  reset(sandbox: Sandbox): void {
    sandbox.takeChanges()
    this.#write(sandbox, () => ({ ...toSandboxFile(sandbox.world), replaces: true }))
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

  /** Adds a line to what is kept of a sandbox. @throws {Refusal} when it cannot be written */
  #write(sandbox: Sandbox, toLine: () => SandboxFile): void {
    try {
      // A tail needs a file to lie over: the fixtures that the sandbox began with are in no line of it.
      if (!this.store.has(sandbox.name)) {
        this.fold(sandbox)
        return
      }
      this.store.append(sandbox.name, toLine())
      this.#unfolded.add(sandbox)
      if (this.store.isTailLong(sandbox.name)) this.fold(sandbox)
      this.#isFailing = false
    } catch (error) {
      this.#tellOnce(error as Error)
      refuse('10007', 'The change could not be kept.', { hint: `the data folder cannot be written: ${(error as Error).message}` })
    }
    if (this.#rest) this.#rest.refresh()
    else this.#rest = setTimeout(() => this.#foldAtRest(), restMs).unref()
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
