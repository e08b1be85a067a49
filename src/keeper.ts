import { refuse } from './core/errors.js'
import type { Sandbox } from './core/sandbox.js'
import type { Change } from './core/world.js'
import type { Store } from './store/store.js'
import { type SandboxFile, toChangesFile, toSandboxFile } from './wire/sandbox-file.js'

/** After so long without a change the tails are folded into their files. Milliseconds. */
const restMs = 1000

/** Carries what happens in sandboxes to the store, before the answer goes out. */
export class Keeper {
  /** Sandboxes with a tail, to be folded at rest. */
  readonly #unfolded = new Set<Sandbox>()
  #rest: NodeJS.Timeout | undefined

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
    try {
      this.#keep(sandbox, changes)
    } catch (error) {
      refuse('10007', 'The change could not be kept.', { hint: `the data folder cannot be written: ${(error as Error).message}` })
    }
    if (this.#rest) this.#rest.refresh()
    else this.#rest = setTimeout(() => this.#foldAtRest(), restMs).unref()
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

  #keep(sandbox: Sandbox, changes: readonly Change[]): void {
    // A tail needs a file to lie over: the fixtures that the sandbox began with are in no line of it.
    if (!this.store.has(sandbox.name)) {
      this.fold(sandbox)
      return
    }
    this.store.append(sandbox.name, toChangesFile(sandbox.world, changes))
    this.#unfolded.add(sandbox)
    if (this.store.isTailLong(sandbox.name)) this.fold(sandbox)
  }

  #foldAtRest(): void {
    try {
      this.#foldAll()
    } catch (error) {
      this.warn(`The data folder cannot be written, all changes are still in the tails: ${(error as Error).message}`)
    }
  }

  #foldAll(): void {
    for (const sandbox of [...this.#unfolded]) this.fold(sandbox)
  }
}
