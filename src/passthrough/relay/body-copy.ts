/** Most that is kept of a body. Bytes. */
export const mostKept = 1024 * 1024

/** Keeps a copy of a body that flows by. */
export class Tap {
  #chunks: Uint8Array[] = []
  #length = 0
  /** Whether its end has come by. */
  hasEnded = false

  add(chunk: Uint8Array): void {
    this.#length += chunk.byteLength
    if (this.#length > mostKept) this.#chunks = []
    else this.#chunks.push(chunk)
  }

  /** Of all that has come by. Bytes. */
  get length(): number {
    return this.#length
  }

  /** All of it so far; null where it was too long to be kept. */
  get bytes(): Buffer | null {
    return this.#length > mostKept ? null : Buffer.concat(this.#chunks)
  }
}
