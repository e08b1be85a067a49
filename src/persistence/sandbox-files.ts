import { closeSync, fstatSync, ftruncateSync, renameSync, rmSync, type Stats, statSync, truncateSync } from 'node:fs'
import { LowSync, type SyncAdapter } from 'lowdb'
import { checkFile, sealFile, sealLine, toHex } from './checksum.js'
import type { Draft } from './draft.js'
import {
  areUnchanged,
  containedLog,
  freeLater,
  isSameFile,
  type OpenLog,
  openLog,
  quiet,
  readBytes,
  readLogBytes,
  succeeds,
} from './file-access.js'
import type { Folder, Format } from './format.js'
import { readLog } from './log-lines.js'
import { writeAll, writeFileWhole } from './write-file.js'

/** A longer log is not emptied but removed, which another thread can finish. Bytes. */
const longLog = 1024 * 1024

/**
 * The two files of a stored sandbox: the file itself, and a log with one line for each change since. A line is written
 * completely or not at all. The file is replaced in one step, and names the log that it contains, so that a log that
 * could not be emptied is not applied again.
 */
export class SandboxFiles<File extends object> {
  readonly #low: LowSync<object>
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
  /** The folder as it was when the files were looked at. */
  #lookedAt = 0
  #fileChecksum: number | undefined

  constructor(
    private readonly path: string,
    private readonly logPath: string,
    private readonly folder: Folder,
    private readonly format: Format<File>,
    private readonly warn: (sentence: string) => void,
  ) {
    const adapter: SyncAdapter<object> = { read: () => this.#readFile(), write: (file) => this.#writeFile(file) }
    this.#low = new LowSync(adapter, format.empty)
  }

  /** Whether a change can be appended as a line. */
  get canAppend(): boolean {
    return this.#stats !== undefined && this.#isLogSound
  }

  /** Lengths of the log and the file. Bytes. */
  get sizes(): { log: number; file: number } {
    return { log: this.#logBytes, file: this.#stats?.size ?? 0 }
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
    const base = this.#low.data as File
    this.#low.data = this.format.empty
    const log = readLog<File>(
      {
        path: this.logPath,
        bytes: readLogBytes(this.logPath, this.#isLoaded ? this.#logBytes : undefined),
        after: isFound ? { path: this.path, checksum: this.#fileChecksum, contains: containedLog(base) } : null,
      },
      this.format.parse,
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
    const file = this.format.parse(bytes, this.path, this.#fileChecksum !== undefined)
    this.#stats = statSync(this.path)
    return file
  }

  /**
   * Appends a line to the log, completely or not at all.
   *
   * @returns whether the files are still those that this process has written: in a removed file the line is not kept
   * @throws the system's error
   */
  append(line: string): boolean {
    const log = this.#openLog()
    const sealed = sealLine(line, this.#checksum)
    const logBytes = this.#logBytes + sealed.bytes.length
    try {
      writeAll(log.descriptor, sealed.bytes)
      this.#isLogSound = this.#isInPlace(log, logBytes)
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

  /** Like `isIntact`, but looks at the files only if something in the folder has changed. */
  #isInPlace(log: OpenLog, logBytes: number): boolean {
    const version = this.folder.look()
    if (version === this.#lookedAt) {
      const { size, nlink } = fstatSync(log.descriptor)
      return size === logBytes && nlink > 0
    }
    this.folder.requireLock()
    this.#lookedAt = version
    return this.#isUnchanged(logBytes)
  }

  #isUnchanged(logBytes: number | null): boolean {
    const file = { path: this.path, stats: this.#stats }
    return file.stats === undefined || areUnchanged(file, { path: this.logPath, stats: this.#log?.stats }, logBytes)
  }

  /** Replaces the file in one step and empties the log. @throws the system's error; the files are then as before */
  save(file: object): void {
    this.#low.data = file
    try {
      this.#low.write()
    } finally {
      this.#low.data = this.format.empty
    }
  }

  #writeFile(file: object): void {
    const hasLog = this.#hasLog()
    const sealed = sealFile(hasLog ? { contains_log: toHex(this.#logStart), ...file } : file)
    const stats = writeFileWhole(this.path, sealed.bytes, { isDurable: hasLog })
    this.#begin(stats, sealed.checksum, hasLog)
  }

  /** Replaces the file by a draft of all of it, and empties the log. @throws like `save` */
  useDraft(draft: Draft): void {
    const hasLog = this.#hasLog()
    const last = hasLog ? { contains_log: toHex(this.#logStart) } : {}
    const { stats, checksum } = draft.replace(this.path, last, { isDurable: hasLog })
    this.#begin(stats, checksum, hasLog)
  }

  #hasLog(): boolean {
    return statSync(this.logPath, quiet) !== undefined && !(this.#isLogSound && this.#logBytes === 0)
  }

  /** Goes on with a file that was written. Nothing here may fail. */
  #begin(stats: Stats, checksum: number, hasLog: boolean): void {
    this.#stats = stats
    this.#checksum = checksum
    if ((hasLog || this.#log !== undefined) && !this.#emptyLog()) {
      this.#isLogSound = false
      return
    }
    this.#logStart = checksum
    this.#logBytes = 0
    this.#isLogSound = true
  }

  #emptyLog(): boolean {
    if (this.#log !== undefined && !isSameFile(this.logPath, this.#log.stats)) this.#closeLog()
    const empty = () => truncateSync(this.logPath, 0)
    const remove = () => rmSync(this.logPath, { force: true })
    const removeOpen = () => freeLater(this.logPath, () => [this.#closeLog(), remove()])
    return (this.#logBytes > longLog ? [removeOpen, empty] : [empty, removeOpen]).some(succeeds)
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

  #openLog = (): OpenLog => (this.#log ??= openLog(this.logPath))

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
