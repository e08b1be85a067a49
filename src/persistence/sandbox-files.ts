import { isAscii } from 'node:buffer'
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  truncateSync,
} from 'node:fs'
import { LowSync, type SyncAdapter } from 'lowdb'
import { FileError } from '../wire/input-error.js'
import { checkFile, sealFile, sealLine, toHex } from './checksum.js'
import { readLog } from './log-lines.js'
import { writeAll, writeFileWhole } from './write-file.js'

/** The format of the files. The store itself knows nothing about their content. */
export interface Format<File> {
  /** @throws with a sentence that names the file */
  readonly parseFile: (text: string, fileName: string) => File
  /** Applies the lines of a log to the file they follow. */
  readonly merge: (base: File, log: readonly File[]) => File
  /** The base of a log whose file was never written. */
  readonly empty: File
}

/** What a file names of the log that it already contains. */
interface Contained {
  readonly contains_log?: string
}

interface OpenLog {
  readonly descriptor: number
  readonly stats: Stats
}

const quiet = { throwIfNoEntry: false } as const

/**
 * The two files of a stored sandbox: the file itself, and a log with one line for each change since. A line is written
 * completely or not at all. The file is replaced in one step, and names the log that it contains, so that a log that
 * could not be emptied is not applied again.
 */
export class SandboxFiles<File extends object> {
  readonly #low: LowSync<File>
  #stats: Stats | undefined
  #log: OpenLog | undefined
  /** Length of the log up to its last good line. Bytes. */
  #logBytes = 0
  /** The checksum that the next line continues. */
  #checksum = 0
  /** The checksum that the first line in the log continues. */
  #logStart = 0
  /** Whether a line can follow the ones in the log. If not, the next write is a save. */
  #isLogSound = false
  #isLoaded = false
  #fileChecksum: number | undefined

  constructor(
    private readonly path: string,
    private readonly logPath: string,
    private readonly format: Format<File>,
    private readonly warn: (sentence: string) => void,
  ) {
    const adapter: SyncAdapter<File> = { read: () => this.#readFile(), write: (file) => this.#writeFile(file) }
    this.#low = new LowSync(adapter, format.empty)
  }

  /** Whether a change can be appended as a line. */
  get canAppend(): boolean {
    return this.#stats !== undefined && this.#isLogSound
  }

  /** Length of the log. Bytes. */
  get logBytes(): number {
    return this.#logBytes
  }

  /** Length of the file. Bytes. */
  get fileBytes(): number {
    return this.#stats?.size ?? 0
  }

  /**
   * Loads the sandbox; null if it is not stored. An incomplete last line of the log is dropped with a warning.
   *
   * @throws with a sentence when a file cannot be read or was changed; the files are then left unchanged
   */
  load(): File | null {
    const wasStored = this.#stats !== undefined
    this.#stats = undefined
    this.#low.data = this.format.empty
    this.#low.read()
    const isFound = this.#stats !== undefined
    if (wasStored && !isFound)
      this.warn(`${this.path} was removed by another program. What it contained is lost; the sandbox starts over.`)
    const base = this.#low.data
    this.#low.data = this.format.empty
    const log = readLog<File>(
      {
        path: this.logPath,
        text: this.#readLogText(),
        after: isFound ? { path: this.path, checksum: this.#fileChecksum, contains: toNumber(base) } : null,
      },
      this.format.parseFile,
    )
    this.#logStart = log.start
    this.#checksum = log.checksum
    this.#logBytes = log.bytes
    this.#isLogSound = log.isSound
    this.#isLoaded = true
    if (log.isIncomplete)
      this.warn(`${this.logPath} ends with an incomplete line. That change is lost; all earlier changes are kept.`)
    if (log.hasRest && !succeeds(() => truncateSync(this.logPath, log.bytes))) this.#isLogSound = false
    if (!isFound && log.lines.length === 0) return null
    return this.format.merge(base, log.lines)
  }

  #readFile(): File | null {
    this.#fileChecksum = undefined
    const bytes = readBytes(this.path)
    if (bytes === null) return null
    this.#fileChecksum = checkFile(bytes, this.path)
    const file = this.format.parseFile(decode(bytes), this.path)
    this.#stats = statSync(this.path)
    return file
  }

  /** Reads what this process has written itself, or in a new process all of it. */
  #readLogText(): string {
    if (!this.#isLoaded) return decode(readBytes(this.logPath) ?? Buffer.alloc(0))
    if (this.#logBytes === 0) return ''
    return decode(readFileSync(this.logPath).subarray(0, this.#logBytes))
  }

  /**
   * Appends a line to the log, completely or not at all.
   *
   * @returns whether the files are still those that this process has written: in a removed file the line is not kept
   * @throws the system's error
   */
  append(line: File): boolean {
    const log = this.#openLog()
    const sealed = sealLine(line, this.#checksum)
    const logBytes = this.#logBytes + sealed.bytes.length
    try {
      writeAll(log.descriptor, sealed.bytes)
      this.#isLogSound = this.#isUnchanged(logBytes)
    } catch (error) {
      this.#cutOff(log)
      throw error
    }
    if (!this.#isLogSound) return false
    this.#logBytes = logBytes
    this.#checksum = sealed.checksum
    return true
  }

  /** Tries whether a line of this length can be written, and takes it back. @throws the system's error */
  probe(bytes: number): void {
    const log = this.#openLog()
    try {
      writeAll(log.descriptor, Buffer.alloc(bytes, ' '))
    } finally {
      this.#cutOff(log)
    }
  }

  /** Whether the files are still those that this process has written. @throws the system's error */
  isIntact(): boolean {
    // A part of a line that could not be cut off makes the log longer.
    return this.#isUnchanged(this.#isLogSound ? this.#logBytes : null)
  }

  #isUnchanged(logBytes: number | null): boolean {
    if (this.#stats === undefined) return true
    const log = this.#log
    const file = statSync(this.path, quiet)
    // The number of a removed file is used again, unless it is still open.
    return (
      isSame(file, this.#stats, this.#stats.size) &&
      file?.mtimeMs === this.#stats.mtimeMs &&
      (log === undefined || isSame(statSync(this.logPath, quiet), log.stats, logBytes))
    )
  }

  /** Replaces the file in one step and empties the log. @throws the system's error; the files are then as before */
  save(file: File): void {
    this.#low.data = file
    try {
      this.#low.write()
    } finally {
      this.#low.data = this.format.empty
    }
  }

  #writeFile(file: File): void {
    const hasLog = statSync(this.logPath, quiet) !== undefined && !(this.#isLogSound && this.#logBytes === 0)
    const sealed = sealFile(hasLog ? { contains_log: toHex(this.#logStart), ...file } : file)
    this.#stats = writeFileWhole(this.path, sealed.bytes, { isDurable: hasLog })
    // The change is kept from here on: nothing below may fail.
    this.#checksum = sealed.checksum
    if ((hasLog || this.#log !== undefined) && !this.#emptyLog()) {
      this.#isLogSound = false
      return
    }
    this.#logStart = sealed.checksum
    this.#logBytes = 0
    this.#isLogSound = true
  }

  #emptyLog(): boolean {
    if (this.#log !== undefined && !succeeds(() => this.#requireSameLog())) this.#closeLog()
    if (succeeds(() => truncateSync(this.logPath, 0))) return true
    this.#closeLog()
    return succeeds(() => rmSync(this.logPath, { force: true }))
  }

  #requireSameLog(): void {
    if (!isSame(statSync(this.logPath), this.#log?.stats, null)) throw new Error('the log was replaced')
  }

  /** Closes the files without deleting them. */
  close(): void {
    this.#closeLog()
    this.#isLoaded = false
  }

  /** Deletes the files. Renaming the file is the one step that decides. @throws the system's error */
  remove(deletedPath: string): void {
    this.#closeLog()
    if (statSync(this.path, quiet) !== undefined) renameSync(this.path, deletedPath)
    this.#stats = undefined
    this.#isLogSound = succeeds(() => rmSync(this.logPath, { force: true }))
    if (this.#isLogSound) {
      this.#logBytes = 0
      succeeds(() => rmSync(deletedPath, { force: true }))
    }
  }

  #openLog(): OpenLog {
    if (this.#log === undefined) {
      const descriptor = openSync(this.logPath, 'a')
      this.#log = { descriptor, stats: fstatSync(descriptor) }
    }
    return this.#log
  }

  #closeLog(): void {
    const log = this.#log
    this.#log = undefined
    if (log !== undefined) succeeds(() => closeSync(log.descriptor))
  }

  /** Removes everything after the last good line, which would corrupt the next one. */
  #cutOff({ descriptor }: OpenLog): void {
    this.#isLogSound &&= succeeds(() => ftruncateSync(descriptor, this.#logBytes))
  }
}

function toNumber(file: object): number | undefined {
  const { contains_log: start } = file as Contained
  return start === undefined ? undefined : Number.parseInt(start, 16)
}

/** @param size null if any will do */
function isSame(found: Stats | undefined, expected: Stats | undefined, size: number | null): boolean {
  if (found === undefined || found.ino !== expected?.ino || found.dev !== expected.dev) return false
  return size === null || found.size === size
}

/** @throws {FileError} for something else than a file, like a folder or a device */
function readBytes(path: string): Buffer | null {
  const stats = statSync(path, quiet)
  if (stats === undefined) return null
  if (!stats.isFile()) throw new FileError(`${path} is not a regular file. Remove it, or move it away.`)
  return readFileSync(path)
}

/** Decodes text. Latin-1 decodes ASCII, which most files are, several times faster than UTF-8. */
function decode(bytes: Buffer): string {
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8')
}

function succeeds(action: () => void): boolean {
  try {
    action()
    return true
  } catch {
    return false
  }
}
