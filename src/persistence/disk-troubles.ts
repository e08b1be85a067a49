import { createRefusal, Refusal } from '../core/errors.js'
import type { Sandbox } from '../core/sandbox.js'
import type { LoadedFile } from '../sandbox-file/format.js'
import { explainFileError } from '../wire/file-reason.js'
import type { Store } from './store.js'

export interface PersisterParts {
  readonly store: Store<LoadedFile>
  /** The sandboxes in memory. */
  readonly living: () => Iterable<Sandbox>
  /** Puts a sandbox back to what is stored, or to its fixtures if it is not. */
  readonly rollBack: (sandbox: Sandbox, stored: LoadedFile | null) => void
  readonly warn: (sentence: string) => void
  /** Lets other requests run. */
  readonly pause: () => Promise<void>
}

/**
 * What went wrong with a sandbox:
 *
 * - `unwritable`: a write failed. Memory is rolled back and equals the disk.
 * - `unread`: a write failed, and so did reading what is stored. Memory holds what was refused.
 * - `lost`: the files were removed or replaced by someone. Only memory holds the sandbox.
 */
type Trouble = { readonly kind: 'unwritable'; readonly bytes: number } | { readonly kind: 'unread' | 'lost' }

/** The least that is tried to be written, so that a disk counts as writable only if changes fit. Bytes. */
const smallestProbe = 4096

/** Keeps the promise that an answered change is stored and a refused one is not, while the disk fails. */
export class DiskTroubles {
  readonly #troubles = new Map<Sandbox, Trouble>()
  #hasWarned = false

  /** @param save writes all of a sandbox to its file */
  constructor(
    private readonly parts: PersisterParts,
    private readonly save: (sandbox: Sandbox) => void,
  ) {}

  has(sandbox: Sandbox): boolean {
    return this.#troubles.has(sandbox)
  }

  forget(sandbox: Sandbox): void {
    this.#troubles.delete(sandbox)
  }

  /** See Persister. @throws {Refusal} */
  prepare(sandbox: Sandbox, isRead: boolean): void {
    if (this.#troubles.size === 0) return
    const trouble = this.#troubles.get(sandbox)
    if (trouble === undefined) return
    try {
      if (trouble.kind === 'unread') this.#rollBack(sandbox, 0)
      if (isRead && !sandbox.isDue) return
      this.#tryDisk(sandbox)
      this.#troubles.delete(sandbox)
    } catch (error) {
      throw this.toRefusal(error as Error)
    }
  }

  #tryDisk(sandbox: Sandbox): void {
    const { store } = this.parts
    const trouble = this.#troubles.get(sandbox)
    if (trouble?.kind === 'lost' || !store.isIntact(sandbox.name)) this.saveLost(sandbox)
    else if (!store.canAppend(sandbox.name)) this.save(sandbox)
    else store.probe(sandbox.name, Math.max(smallestProbe, trouble?.kind === 'unwritable' ? trouble.bytes : 0))
  }

  /**
   * Runs a write, and makes sure that it has reached the folder.
   *
   * @param write returns false if the files are not those that were written before
   * @param lengthOf the length of what is written, for a probe; bytes
   * @throws the system's error; the change is rolled back
   */
  guard(sandbox: Sandbox, write: () => boolean, lengthOf: () => number): void {
    try {
      if (!this.#writes(sandbox, write)) this.saveLost(sandbox)
    } catch (error) {
      this.#fail(sandbox, lengthOf())
      throw error
    }
    this.#hasWarned = false
    if (this.#troubles.size > 0) this.#troubles.delete(sandbox)
  }

  #writes(sandbox: Sandbox, write: () => boolean): boolean {
    try {
      return write()
    } catch (error) {
      // A sandbox that was never stored has no files that could be missing, but it needs the folder.
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
      if (isMissing || !this.parts.store.isIntact(sandbox.name)) return false
      throw error
    }
  }

  #fail(sandbox: Sandbox, bytes: number): void {
    try {
      if (this.parts.store.isIntact(sandbox.name)) this.#rollBack(sandbox, bytes)
      else this.#troubles.set(sandbox, { kind: 'lost' })
    } catch {
      this.#troubles.set(sandbox, { kind: 'unread' })
    }
  }

  #rollBack(sandbox: Sandbox, bytes: number): void {
    const { store, rollBack } = this.parts
    rollBack(sandbox, store.load(sandbox.name))
    this.#troubles.set(sandbox, { kind: 'unwritable', bytes })
  }

  /**
   * Writes all sandboxes anew whose files were removed or replaced, because only memory holds them.
   *
   * @param first the sandbox that noticed
   * @throws the system's error
   */
  saveLost(first: Sandbox): void {
    const { store, living, warn } = this.parts
    store.restoreFolder()
    const lost = [...living()].filter((sandbox) => sandbox !== first && !store.isIntact(sandbox.name))
    for (const sandbox of [...lost, first]) {
      this.save(sandbox)
      this.#troubles.delete(sandbox)
    }
    const names = [...lost, first].map(({ name }) => name).join(', ')
    warn(
      `Files in the data folder ${store.folder} were removed or changed by another program. They were rewritten from memory, for: ${names}.`,
    )
  }

  toRefusal(error: Error): Refusal {
    if (error instanceof Refusal) return error
    this.warnOnce(error)
    const hint = explainFileError('the data folder', 'written', error).replace(/\.$/, '')
    return createRefusal('10007', { hint })
  }

  /** Warns that the folder cannot be written, once until a write succeeds. */
  warnOnce(error: Error): void {
    if (!this.#hasWarned) this.parts.warn(explainFileError('The data folder', 'written', error))
    this.#hasWarned = true
  }
}
