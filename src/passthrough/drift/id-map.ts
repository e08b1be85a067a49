import { uuidSource } from '../../wire/uuid.js'

const uuids = new RegExp(uuidSource, 'g')

/** Maps IDs of the upstream to those of the shadow. */
export class IdMap {
  readonly #ours = new Map<string, string>()
  /** IDs of upstream resources that were not created here. */
  readonly #foreign = new Set<string>()

  /** @param isBuiltIn whether an ID is built in, and so the same on both sides */
  constructor(private readonly isBuiltIn: (id: string) => boolean) {}

  pair(theirs: string, ours: string): void {
    this.#ours.set(theirs, ours)
  }

  isPaired(theirs: string): boolean {
    return this.#ours.has(theirs) || this.isBuiltIn(theirs)
  }

  ourOf(theirs: string): string {
    return this.#ours.get(theirs) ?? theirs
  }

  /** Translates the IDs in a text of a request for the shadow. */
  translate(text: string): string {
    return text.replace(uuids, (id) => this.ourOf(id))
  }

  /** The IDs in a text that are not paired. */
  unpairedIn(text: string): string[] {
    return [...text.matchAll(uuids)].map(([id]) => id).filter((id) => !this.isPaired(id))
  }

  addForeign(theirs: string): void {
    this.#foreign.add(theirs)
  }

  isForeign(theirs: string): boolean {
    return this.#foreign.has(theirs)
  }
}
