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

  constructor(private readonly store: Store<SandboxFile>) {}

  /** Keeps what the last command changed; with `isSteered` also where clock and random sequence stand. */
  commit(sandbox: Sandbox, isSteered: boolean): void {
    const changes = sandbox.takeChanges()
    if (changes.length === 0 && !isSteered) return
    // A tail needs a file to lie over: the fixtures that the sandbox began with are in no line of it.
    if (!this.store.has(sandbox.name)) {
      this.fold(sandbox)
      return
    }
    this.store.append(sandbox.name, toChangesFile(sandbox.world, changes))
    this.#unfolded.add(sandbox)
    if (this.store.isTailLong(sandbox.name)) this.fold(sandbox)
    if (this.#rest) this.#rest.refresh()
    else this.#rest = setTimeout(() => this.foldAll(), restMs).unref()
  }

  /** Writes a sandbox whole. */
  fold(sandbox: Sandbox): void {
    sandbox.takeChanges()
    this.store.save(sandbox.name, toSandboxFile(sandbox.world))
    this.#unfolded.delete(sandbox)
  }

  foldAll(): void {
    for (const sandbox of [...this.#unfolded]) this.fold(sandbox)
  }

  /** Folds a sandbox that goes out of memory; it is read again when next named. */
  drop(sandbox: Sandbox): void {
    this.fold(sandbox)
    this.store.release(sandbox.name)
  }

  close(): void {
    clearTimeout(this.#rest)
    this.foldAll()
    this.store.close()
  }
}
