import type { Sandbox } from '../core/sandbox.js'
import type { World } from '../core/world.js'
import { toWritableFileInSlices } from '../sandbox-file/file-text.js'
import type { LoadedFile } from '../sandbox-file/format.js'
import { inSlices } from '../wire/steps.js'
import type { Draft } from './draft.js'
import type { Store } from './store.js'

/** A sandbox with more records is written in slices. */
const longSandbox = 1000

/** Whether writing all of a world at once would hold up other requests. */
export function isLong({ state: { verifications, webhooks, profiles, verifiedNumbers, numberCodes } }: World): boolean {
  const tables = [verifications, webhooks.deliveries, profiles, verifiedNumbers, numberCodes]
  return tables.some(({ size }) => size > longSandbox)
}

/** Writes whole sandboxes in slices, between which other requests are answered. */
export class LongWrites {
  readonly #drafts = new Set<Draft>()
  readonly #compacting = new Set<Sandbox>()
  #isClosed = false

  /** @param pause lets other requests run */
  constructor(
    private readonly store: Store<LoadedFile>,
    private readonly pause: () => Promise<void>,
  ) {}

  /** Writes a world to a draft, which the caller discards if the world has changed meanwhile. @throws the system's error */
  async write(name: string, world: World): Promise<Draft> {
    const draft = this.store.createDraft(name)
    this.#drafts.add(draft)
    try {
      const file = await inSlices(toWritableFileInSlices(world), this.pause)
      await inSlices(draft.write(file), this.pause)
      await draft.flush()
      return draft
    } catch (error) {
      draft.discard()
      throw error
    } finally {
      this.#drafts.delete(draft)
    }
  }

  /**
   * Writes all of a sandbox to its file, unless it is being written already, or changes meanwhile.
   *
   * @returns whether it was written
   * @throws the system's error
   */
  async compact(sandbox: Sandbox): Promise<boolean> {
    if (this.#compacting.has(sandbox)) return false
    this.#compacting.add(sandbox)
    try {
      const { revision, world } = sandbox
      const draft = await this.write(sandbox.name, world)
      const isKnown = !this.#isClosed && this.#compacting.has(sandbox)
      const isCurrent = isKnown && sandbox.world === world && sandbox.revision === revision
      if (isCurrent) return this.store.useDraft(sandbox.name, draft)
      draft.discard()
      return false
    } catch (error) {
      if (this.#isClosed) return false // what was being written is discarded
      throw error
    } finally {
      this.#compacting.delete(sandbox)
    }
  }

  /** Gives up compacting a sandbox that is dropped: its files belong to the one that is loaded from them. */
  giveUp(sandbox: Sandbox): void {
    this.#compacting.delete(sandbox)
  }

  /** Gives up what is being written. */
  close(): void {
    this.#isClosed = true
    for (const draft of this.#drafts) draft.discard()
  }
}
