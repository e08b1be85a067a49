const quote = 0x22
const backslash = 0x5c
const zero = 0x30

/** Enough for the changes of hundreds of requests. Bytes. */
const usualLength = 128 * 1024
/** Memory that is longer is freed before the next text. Bytes. */
const longestKept = 1024 * 1024

/**
 * JSON that is put together in bytes. Short texts are copied character by character: a string of many parts would leave
 * several small objects for each, which cost more to make, to copy and to collect than the characters.
 *
 * @example
 * ```ts
 * const json = new JsonBytes()
 * json.put('{"text":')
 * json.putString('5 "é"')
 * json.put('}')
 * json.bytes // UTF-8 of {"text":"5 \"é\""}
 * ```
 */
export class JsonBytes {
  #bytes = new Uint8Array(usualLength)
  #length = 0

  /** What was put, in UTF-8. Valid until the next call of any other method. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  clear(): void {
    this.#length = 0
    if (this.#bytes.length > longestKept) this.#bytes = new Uint8Array(usualLength)
  }

  /** Puts text that is JSON already. It holds no lone surrogates, which JSON escapes. */
  put(json: string): void {
    const bytes = this.#reserve(json.length)
    let length = this.#length
    for (let index = 0; index < json.length; index++) {
      const unit = json.charCodeAt(index)
      if (unit > 0x7f) {
        this.#length = length
        this.#putCharacters(json.slice(index))
        return
      }
      bytes[length++] = unit
    }
    this.#length = length
  }

  /** Puts a text as a JSON string. */
  putString(text: string): void {
    const bytes = this.#reserve(text.length + 2)
    let length = this.#length
    bytes[length++] = quote
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index)
      if (unit < 0x20 || unit > 0x7e || unit === quote || unit === backslash) {
        this.put(JSON.stringify(text))
        return
      }
      bytes[length++] = unit
    }
    bytes[length++] = quote
    this.#length = length
  }

  /** @param value an integer that is not negative */
  putInteger(value: number): void {
    const bytes = this.#reserve(16)
    let place = this.#length
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) place++
    this.#length = place + 1
    let rest = value
    for (; rest >= 10; rest = Math.floor(rest / 10)) bytes[place--] = zero + (rest % 10)
    bytes[place] = zero + rest
  }

  #putCharacters(text: string): void {
    for (const character of text) {
      const point = character.codePointAt(0) as number
      if (point < 0x80) this.#putByte(point)
      else if (point < 0x800) this.#putBytes(0xc0 | (point >> 6), point)
      else if (point < 0x10000) this.#putBytes(0xe0 | (point >> 12), point >> 6, point)
      else this.#putBytes(0xf0 | (point >> 18), point >> 12, point >> 6, point)
    }
  }

  /** Puts a character of several bytes, whose last six bits each are in what follows the first. */
  #putBytes(first: number, ...others: readonly number[]): void {
    this.#putByte(first)
    for (const bits of others) this.#putByte(0x80 | (bits & 0x3f))
  }

  #putByte(byte: number): void {
    this.#bytes[this.#length++] = byte
  }

  /** Makes room for characters; one of UTF-16 takes at most three bytes. */
  #reserve(characters: number): Uint8Array {
    const needed = this.#length + 3 * characters
    if (needed > this.#bytes.length) {
      const longer = new Uint8Array(2 * needed)
      longer.set(this.bytes)
      this.#bytes = longer
    }
    return this.#bytes
  }
}
