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

  /** The bytes in memory. */
  get keptLength(): number {
    return this.#length > maxCopyBytes ? 0 : this.#length
  }

  /** The body so far; null if it is too long to keep. */
  get bytes(): Buffer | null {
    return this.#length > maxCopyBytes ? null : Buffer.concat(this.#chunks)
  }
}

/** Reads a whole body; null if it is too long or incomplete. */
export async function readBody(body: NodeJS.ReadableStream): Promise<Buffer | null> {
  const copy = new BodyCopy()
  try {
    for await (const chunk of body) {
      copy.add(chunk as Buffer)
      if (copy.length > maxCopyBytes) return null
    }
    return copy.bytes
  } catch {
    return null
  }
}
