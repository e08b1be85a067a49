import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { FileError } from '../wire/input-error.js'
import { Draft } from './draft.js'
import { toFileName } from './file-names.js'
import { describeForeign, sortContent } from './folder-content.js'
import { FolderWatch } from './folder-watch.js'
import type { Folder, Format } from './format.js'
import { type HeldLock, lockFolder } from './lock.js'
import { SandboxFiles } from './sandbox-files.js'

// The command loads this module from a file of its own, with a class of its own.
export { LockedError } from './lock.js'

/** Logs shorter than this are only compacted when idle. Bytes. */
const smallLog = 64 * 1024 * 1024
/** Up to this length a file is written anew at each rest. Bytes. */
const shortFile = 1024 * 1024

/**
 * Stores sandboxes in a folder: a lowdb file for each, and a log with one line per change. `append` hands a line to the
 * operating system before it returns, so the line outlives the process. Compacting a log into its file takes time in
 * proportion to all records, so it happens when idle.
 */
export class Store<File extends object> {
  readonly #files = new Map<string, SandboxFiles<File>>()
  readonly #lock: HeldLock
  readonly #watched: Folder
  #draftCount = 0
  /** The outermost folder that did not exist before. */
  readonly #created: string | undefined

  /** @throws {LockedError} when another emulator uses the folder */
  constructor(
    readonly folder: string,
    private readonly format: Format<File>,
    private readonly warn: (sentence: string) => void,
  ) {
    this.#created = mkdirSync(folder, { recursive: true })
    const watch = new FolderWatch(folder)
    this.#watched = { look: () => watch.look(), requireLock: () => this.#lock.require() }
    try {
      this.#lock = lockFolder(folder)
    } catch (error) {
      this.#removeCreated()
      throw error
    }
  }

  /**
   * The names of all stored sandboxes. Removes what a killed process has left behind, and warns of other files.
   *
   * @throws {FileError} for a file that the disk takes for the one of a sandbox, whose name has other letter case
   */
  names(): readonly string[] {
    const names = readdirSync(this.folder)
    const { sandboxes, renamed, drafts, deleted, foreign } = sortContent(names)
    for (const name of names) this.#requireOwnCase(name, names)
    for (const [from, to] of renamed) renameSync(join(this.folder, from), join(this.folder, to))
    for (const name of drafts) rmSync(join(this.folder, name), { force: true })
    for (const name of deleted) this.#endDeletion(name)
    if (foreign.length > 0) this.warn(describeForeign(this.folder, foreign))
    return sandboxes.filter((name) => !deleted.includes(name) || existsSync(this.#pathOf(name, 'json')))
  }

  #requireOwnCase(name: string, names: readonly string[]): void {
    const lower = name.toLowerCase()
    if (lower === name || names.includes(lower) || !/\.(json|jsonl)$/.test(lower)) return
    if (!existsSync(join(this.folder, lower))) return
    throw new FileError(
      `This disk ignores letter case, so ${join(this.folder, name)} would be used as ${lower}. Rename it to ${lower}, or move it away.`,
    )
  }

  #endDeletion(name: string): void {
    if (!existsSync(this.#pathOf(name, 'json'))) rmSync(this.#pathOf(name, 'log.jsonl'), { force: true })
    rmSync(this.#deletedPathOf(name), { force: true })
  }

  /**
   * Loads a sandbox; null if it is not stored. An incomplete last line of the log is dropped with a warning.
   *
   * @throws with a sentence when a file cannot be read or was changed; the files are then left unchanged
   */
  load(name: string): File | null {
    this.#lock.require()
    return this.#filesOf(name).load()
  }

  /** Whether a sandbox has a file, whether or not it was loaded. */
  isStored(name: string): boolean {
    return existsSync(this.#pathOf(name, 'json'))
  }

  /** Whether a sandbox has a file that a line can be appended to. */
  canAppend(name: string): boolean {
    return this.#filesOf(name).canAppend
  }

  /** Whether the files of a sandbox are those that were written, and not removed, replaced or changed since. */
  isIntact(name: string): boolean {
    return this.#filesOf(name).isIntact()
  }

  /**
   * Appends a line to the log of a sandbox, completely or not at all.
   *
   * @param line JSON of the shape of a file
   * @returns whether the line is in the folder; false if the files were removed, replaced or changed by someone
   * @throws {LockedError} when another emulator has taken over the folder; the system's error
   */
  append(name: string, line: string): boolean {
    return this.#filesOf(name).append(line)
  }

  /** Tries whether a line of this length can be appended, without a trace. @throws like `append` */
  probe(name: string, bytes: number): void {
    this.#lock.require()
    this.#filesOf(name).probe(bytes)
  }

  /** Whether the log is so long that compacting it takes less time than reading it at the next start. */
  isLogLong(name: string): boolean {
    const { log, file } = this.#filesOf(name).sizes
    return log > Math.max(smallLog, file)
  }

  /** Whether compacting a sandbox is worth it at rest: its file is short, or most of what would be written is new. */
  isWorthCompacting(name: string): boolean {
    const { log, file } = this.#filesOf(name).sizes
    return file <= shortFile || log >= file
  }

  /** Writes the file of a sandbox atomically and empties its log. @param file see sealFile @throws like `append` */
  save(name: string, file: object): void {
    this.#lock.require()
    this.#filesOf(name).save(file)
  }

  /** Begins a file of a sandbox that is written in slices. @throws like `append` */
  createDraft(name: string): Draft {
    this.#lock.require()
    return new Draft(join(this.folder, `.${toFileName(name)}%%${++this.#draftCount}.json.tmp`))
  }

  /**
   * Replaces the file of a sandbox by a draft, and empties its log. A draft that is not used is discarded.
   *
   * @returns false if the files were removed, replaced or changed by someone; nothing has changed then
   * @throws like `append`
   */
  useDraft(name: string, draft: Draft): boolean {
    try {
      this.#lock.require()
      const files = this.#filesOf(name)
      if (!files.isIntact()) return false
      files.useDraft(draft)
      return true
    } finally {
      draft.discard()
    }
  }

  /** Makes the folder anew if it was removed. @throws like `append` */
  restoreFolder(): void {
    mkdirSync(this.folder, { recursive: true })
    this.#lock.require()
  }

  /** Closes the files of a sandbox without deleting them. */
  release(name: string): void {
    this.#files.get(name)?.close()
    this.#forgetIfGone(name)
  }

  /** Deletes the files of a sandbox. @throws like `append` */
  remove(name: string): void {
    this.#lock.require()
    this.#filesOf(name).remove(this.#deletedPathOf(name))
    this.#forgetIfGone(name)
  }

  /** Keeps nothing of a name without files: each test may have a sandbox of its own. A log that could not be removed is known. */
  #forgetIfGone(name: string): void {
    const sizes = this.#files.get(name)?.sizes
    if (sizes?.file === 0 && sizes.log === 0) this.#files.delete(name)
  }

  /** Closes all files. A folder that this process has created and that is still empty is removed. */
  close(): void {
    for (const files of this.#files.values()) files.close()
    this.#lock.release()
    this.#removeCreated()
  }

  #removeCreated(): void {
    const outermost = this.#created
    if (outermost === undefined) return
    try {
      for (let folder = resolve(this.folder); folder.length >= outermost.length; folder = dirname(folder))
        rmdirSync(folder)
    } catch {
      // Something is in it.
    }
  }

  #filesOf(name: string): SandboxFiles<File> {
    let files = this.#files.get(name)
    if (files === undefined) {
      files = new SandboxFiles(
        this.#pathOf(name, 'json'),
        this.#pathOf(name, 'log.jsonl'),
        this.#watched,
        this.format,
        this.warn,
      )
      this.#files.set(name, files)
    }
    return files
  }

  #pathOf(name: string, end: 'json' | 'log.jsonl'): string {
    return join(this.folder, `${toFileName(name)}.${end}`)
  }

  #deletedPathOf(name: string): string {
    return join(this.folder, `.${toFileName(name)}.json.deleted`)
  }
}
