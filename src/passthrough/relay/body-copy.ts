/** Longer bodies are not kept. */
export const maxCopyBytes = 1024 * 1024

/** A copy of a body that streams through. */
export class BodyCopy {
  #chunks: Uint8Array[] = []
  #length = 0
  /** Whether the body has ended. */
  hasEnded = false

  add(chunk: Uint8Array): void {
    this.#length += chunk.byteLength
    if (this.#length > maxCopyBytes) this.#chunks = []
    else this.#chunks.push(chunk)
  }

  /** The bytes seen so far. */
  get length(): number {
    return this.#length
  }

  /** The body so far; null if it is too long to keep. */
  get bytes(): Buffer | null {
    return this.#length > maxCopyBytes ? null : Buffer.concat(this.#chunks)
  }
}
