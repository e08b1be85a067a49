import { uuidSource } from '../../wire/uuid.js'

const uuids = new RegExp(uuidSource, 'g')

/** Which id of the upstream is which of the shadow. */
export class Ids {
  readonly #ours = new Map<string, string>()
  /** Ids of the upstream that are there although nothing here has made them. */
  readonly #foreign = new Set<string>()

  /** @param isBuiltIn whether an id is the same on both sides without having been made */
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

  /** A text of a request as the shadow is to get it. */
  translate(text: string): string {
    return text.replace(uuids, (id) => this.ourOf(id))
  }

  /** The ids in a text that nothing here has made. */
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
