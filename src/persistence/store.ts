import { isAscii } from 'node:buffer'
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { LowSync } from 'lowdb'
import { DataFileSync } from 'lowdb/node'
import { fromFileName, toFileName } from './file-names.js'
import { lockFolder } from './lock.js'
import { toReadableJson } from './readable-json.js'

export { LockedError } from './lock.js'

/** How the store reads what it keeps; it knows nothing of the content. */
export interface Format<File> {
  /** @throws with a sentence that names the file */
  readonly parse: (text: string, fileName: string) => File
  /** Lays the lines of a log over the file they follow. */
  readonly merge: (base: File, log: readonly File[]) => File
  /** The base of a log whose file was never written. */
  readonly empty: File
}

interface Log {
  readonly descriptor: number
  /** Written so far. */
  bytes: number
}

/** A log shorter than this is not worth rewriting the file for while requests come in. */
const smallLog = 64 * 1024 * 1024

/**
 * Keeps sandboxes in a folder: a lowdb file each, and beside it a log with one line a change. A line is with the
 * operating system before `append` returns, so it outlives the process; compacting the log into the file costs time in
 * proportion to all records and is left to quiet moments.
 */
export class Store<File extends object> {
  readonly #logs = new Map<string, Log>()
  /** Sizes of the files, as far as looked up. Bytes. */
  readonly #sizes = new Map<string, number>()
  readonly #unlock: () => void

  /** @throws {LockedError} when another process has the folder */
  constructor(
    private readonly folder: string,
    private readonly format: Format<File>,
    private readonly warn: (sentence: string) => void,
  ) {
    mkdirSync(folder, { recursive: true })
    this.#unlock = lockFolder(folder)
  }

  /** The names of all sandboxes that something is kept of. */
  names(): string[] {
    const names = readdirSync(this.folder).flatMap((name) => {
      const [, stem] = /^([^.]+)\.(?:json|log\.jsonl)$/.exec(name) ?? []
      return stem === undefined ? [] : [fromFileName(stem)]
    })
    return [...new Set(names)].sort()
  }

  /**
   * What was kept of a sandbox, or null. A log's last line that was cut short is dropped, with a word.
   *
   * @throws with a sentence when something cannot be read; nothing is changed then
   */
  load(name: string): File | null {
    const path = this.#path(name)
    const base = existsSync(path) ? this.format.parse(readText(path), path) : null
    const log = this.#readLog(name)
    if (base === null && log.length === 0) return null
    return this.format.merge(base ?? this.format.empty, log)
  }

  /** Whether a sandbox has a file that lines can be added to. */
  has(name: string): boolean {
    return this.#sizeOf(name) > 0
  }

  /** Adds a line to a sandbox's log; it is kept from here on, or not at all. @throws the system's error */
  append(name: string, line: File): void {
    const log = this.#openLog(name)
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(log.descriptor, bytes, written)
    } catch (error) {
      cutOff(log) // half a line would spoil the next one
      throw error
    }
    log.bytes += bytes.length
  }

  /** Whether the log has grown so long that compacting it costs less than reading it at the next start. */
  isLogLong(name: string): boolean {
    return (this.#logs.get(name)?.bytes ?? 0) > Math.max(smallLog, this.#sizeOf(name))
  }

  /** Writes a sandbox's file whole, in one step, and empties its log. */
  save(name: string, file: File): void {
    const path = this.#path(name)
    const low = new LowSync(new DataFileSync<File>(path, { parse: JSON.parse, stringify: toReadableJson }), file)
    low.write()
    this.#sizes.delete(name)
    // Killed between these two steps, the next start lays the same lines over a file that has them already.
    const log = this.#logs.get(name)
    if (log) log.bytes = 0
    const logPath = this.#logPath(name)
    if (existsSync(logPath)) truncateSync(logPath, 0)
  }

  /** Lets a sandbox's files go, without deleting them. */
  release(name: string): void {
    const log = this.#logs.get(name)
    if (log) closeSync(log.descriptor)
    this.#logs.delete(name)
    this.#sizes.delete(name)
  }

  /** Deletes all that is kept of a sandbox. */
  remove(name: string): void {
    this.release(name)
    for (const path of [this.#logPath(name), this.#path(name)]) rmSync(path, { force: true })
  }

  close(): void {
    for (const name of [...this.#logs.keys()]) this.release(name)
    this.#unlock()
  }

  #readLog(name: string): File[] {
    const path = this.#logPath(name)
    if (!existsSync(path)) return []
    const text = readText(path)
    const end = text.lastIndexOf('\n') + 1
    const lines = text.slice(0, end).split('\n').slice(0, -1)
    const files = lines.map((line, index) => this.format.parse(line, `${path}, line ${index + 1},`))
    if (end < text.length) {
      this.warn(`${path} ends in a line that was cut short; that one change is lost, everything before it is kept.`)
      truncateSync(path, Buffer.byteLength(text.slice(0, end)))
    }
    return files
  }

  #openLog(name: string): Log {
    let log = this.#logs.get(name)
    if (log === undefined) {
      const path = this.#logPath(name)
      log = { descriptor: openSync(path, 'a'), bytes: existsSync(path) ? statSync(path).size : 0 }
      this.#logs.set(name, log)
    }
    return log
  }

  #sizeOf(name: string): number {
    let size = this.#sizes.get(name)
    if (size === undefined) {
      size = statSync(this.#path(name), { throwIfNoEntry: false })?.size ?? 0
      this.#sizes.set(name, size)
    }
    return size
  }

  #path(name: string): string {
    return join(this.folder, `${toFileName(name)}.json`)
  }

  #logPath(name: string): string {
    return join(this.folder, `${toFileName(name)}.log.jsonl`)
  }
}

/** A file's text; plain ASCII, which is nearly all there is, is taken over several times faster than it is decoded. */
function readText(path: string): string {
  const bytes = readFileSync(path)
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8')
}

/** Takes away what lies behind the last whole line; a device that cannot be cut has kept nothing anyway. */
function cutOff({ descriptor, bytes }: Log): void {
  try {
    ftruncateSync(descriptor, bytes)
  } catch {
    // The write's own error is the one to tell.
  }
}
