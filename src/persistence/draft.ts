import { closeSync, fstatSync, fsync, fsyncSync, openSync, renameSync, rmSync, type Stats } from 'node:fs'
import { crc32 } from 'node:zlib'
import { toParts } from '../wire/json-parts.js'
import { isPause, type Steps } from '../wire/steps.js'
import { isList, toHex, toJson } from './checksum.js'
import { freeLater, succeeds } from './file-access.js'
import { writeAll } from './write-file.js'

const head = '{\n  "checksum": "'
const headEnd = '",\n'

/** The number of records that are written without a pause. */
const atOnce = 1000

/**
 * A file that is written in slices beside the one that it replaces in a single step. Its content is that of `sealFile`;
 * the members that are known last come last.
 */
export class Draft {
  #descriptor: number | undefined
  #checksum = 0
  #isEmpty = true

  /** @throws the system's error */
  constructor(readonly path: string) {
    this.#descriptor = openSync(path, 'w')
    try {
      writeAll(this.#descriptor, Buffer.from(`${head}${toHex(0)}${headEnd}`))
    } catch (error) {
      this.discard()
      throw error
    }
  }

  /** Writes the members of a file, like `sealFile`. Yields when others may run. @throws the system's error */
  *write(file: object): Steps {
    for (const [key, value] of Object.entries(file)) {
      if (!isList(value)) {
        this.#member(key, '')
        for (const part of toParts(value)) {
          this.#append(part)
          yield
        }
        continue
      }
      this.#member(key, '[')
      let lines = ''
      let count = 0
      for (const record of value) {
        lines += `${count === 0 ? '' : ','}\n    ${toJson(record)}`
        if (!isPause(count++, atOnce)) continue
        this.#append(lines)
        lines = ''
        yield
      }
      this.#append(`${lines}${count === 0 ? '' : '\n  '}]`)
    }
  }

  /** Hands the content to the disk, without holding up others. @throws the system's error */
  async flush(): Promise<void> {
    const descriptor = this.#require()
    await new Promise<void>((resolve, reject) => {
      fsync(descriptor, (error) => (error ? reject(error) : resolve()))
    })
  }

  /**
   * Writes the last members and the checksum, and replaces the file.
   *
   * @throws the system's error; the file is then as before, and the draft is discarded
   */
  replace(path: string, last: object, { isDurable }: { isDurable: boolean }): { stats: Stats; checksum: number } {
    try {
      const descriptor = this.#require()
      for (const [key, value] of Object.entries(last)) this.#member(key, JSON.stringify(value))
      this.#append('\n}\n')
      writeAll(descriptor, Buffer.from(toHex(this.#checksum)), head.length)
      if (isDurable) fsyncSync(descriptor)
      const stats = fstatSync(descriptor)
      freeLater(path, () => renameSync(this.path, path))
      this.#close()
      return { stats, checksum: this.#checksum }
    } catch (error) {
      this.discard()
      throw error
    }
  }

  /** Removes the draft, unless it has replaced its file. */
  discard(): void {
    if (this.#descriptor === undefined) return
    this.#close()
    succeeds(() => rmSync(this.path, { force: true }))
  }

  #close(): void {
    const descriptor = this.#descriptor
    this.#descriptor = undefined
    if (descriptor !== undefined) succeeds(() => closeSync(descriptor))
  }

  #member(key: string, value: string): void {
    this.#append(`${this.#isEmpty ? '' : ',\n'}  ${JSON.stringify(key)}: ${value}`)
    this.#isEmpty = false
  }

  #append(text: string): void {
    const bytes = Buffer.from(text)
    writeAll(this.#require(), bytes)
    this.#checksum = crc32(bytes, this.#checksum)
  }

  /** The number of a closed file is used again for another one. */
  #require(): number {
    if (this.#descriptor === undefined) throw new Error('the draft was discarded')
    return this.#descriptor
  }
}
