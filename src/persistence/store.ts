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

// The command loads this module from a file of its own, with a class of its own.
export { LockedError } from './lock.js'

/** The format of the files. The store itself knows nothing about their content. */
export interface Format<File> {
  /** @throws with a sentence that names the file */
  readonly parseFile: (text: string, fileName: string) => File
  /** Applies the lines of a log to the file they follow. */
  readonly merge: (base: File, log: readonly File[]) => File
  /** The base of a log whose file was never written. */
  readonly empty: File
}

interface Log {
  readonly descriptor: number
  /** Bytes written so far. */
  bytes: number
}

/** Logs shorter than this are only compacted when idle. Bytes. */
const smallLog = 64 * 1024 * 1024

/**
 * Stores sandboxes in a folder: a lowdb file for each, and a log with one line per change. `append` hands a line to the
 * operating system before it returns, so the line outlives the process. Compacting a log into its file takes time in
 * proportion to all records, so it happens when idle.
 */
export class Store<File extends object> {
  readonly #logs = new Map<string, Log>()
  /** Cached sizes of the files. Bytes. */
  readonly #sizes = new Map<string, number>()
  readonly #unlock: () => void

  /** @throws {LockedError} when another emulator uses the folder */
  constructor(
    private readonly folder: string,
    private readonly format: Format<File>,
    private readonly warn: (sentence: string) => void,
  ) {
    mkdirSync(folder, { recursive: true })
    this.#unlock = lockFolder(folder)
  }

  /** The names of all stored sandboxes. */
  names(): string[] {
    const names = readdirSync(this.folder).flatMap((name) => {
      const [, stem] = /^([^.]+)\.(?:json|log\.jsonl)$/.exec(name) ?? []
      return stem === undefined ? [] : [fromFileName(stem)]
    })
    return [...new Set(names)].sort()
  }

  /**
   * Loads a sandbox; null if it is not stored. An incomplete last line of the log is dropped with a warning.
   *
   * @throws with a sentence when a file cannot be read; the files are then left unchanged
   */
  load(name: string): File | null {
    const path = this.#path(name)
    const base = existsSync(path) ? this.format.parseFile(readText(path), path) : null
    const log = this.#readLog(name)
    if (base === null && log.length === 0) return null
    return this.format.merge(base ?? this.format.empty, log)
  }

  /** Whether a sandbox has a file, the base of its log. */
  has(name: string): boolean {
    return this.#sizeOf(name) > 0
  }

  /** Appends a line to the log of a sandbox, completely or not at all. @throws the system's error */
  append(name: string, line: File): void {
    const log = this.#openLog(name)
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(log.descriptor, bytes, written)
    } catch (error) {
      cutOff(log) // an incomplete line would corrupt the next one
      throw error
    }
    log.bytes += bytes.length
  }

  /** Whether the log is so long that compacting it takes less time than reading it at the next start. */
  isLogLong(name: string): boolean {
    return (this.#logs.get(name)?.bytes ?? 0) > Math.max(smallLog, this.#sizeOf(name))
  }

  /** Writes the file of a sandbox atomically and empties its log. */
  save(name: string, file: File): void {
    const path = this.#path(name)
    const low = new LowSync(new DataFileSync<File>(path, { parse: JSON.parse, stringify: toReadableJson }), file)
    low.write()
    this.#sizes.delete(name)
    // If the process is killed here, the next start applies the same lines again, which changes nothing.
    const log = this.#logs.get(name)
    if (log) log.bytes = 0
    const logPath = this.#logPath(name)
    if (existsSync(logPath)) truncateSync(logPath, 0)
  }

  /** Closes the files of a sandbox without deleting them. */
  release(name: string): void {
    const log = this.#logs.get(name)
    if (log) closeSync(log.descriptor)
    this.#logs.delete(name)
    this.#sizes.delete(name)
  }

  /** Deletes the files of a sandbox. */
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
    const files = lines.map((line, index) => this.format.parseFile(line, `${path}, line ${index + 1},`))
    if (end < text.length) {
      this.warn(`${path} ends with an incomplete line. That change is lost; all earlier changes are kept.`)
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

/** Reads a text file. Latin-1 decodes ASCII, which most files are, several times faster than UTF-8. */
function readText(path: string): string {
  const bytes = readFileSync(path)
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8')
}

/** Removes everything after the last complete line. */
function cutOff({ descriptor, bytes }: Log): void {
  try {
    ftruncateSync(descriptor, bytes)
  } catch {
    // The caller reports the error of the write.
  }
}
