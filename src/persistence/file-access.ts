import { constants, isAscii } from 'node:buffer'
import { close, fstatSync, openSync, readFileSync, type Stats, statSync } from 'node:fs'
import { FileError } from '../wire/input-error.js'

/** A missing file is not an error. */
export const quiet = { throwIfNoEntry: false } as const

/** @param size null if any will do */
function isSame(found: Stats | undefined, expected: Stats | undefined, size: number | null): boolean {
  if (found === undefined || found.ino !== expected?.ino || found.dev !== expected.dev) return false
  return size === null || found.size === size
}

/** Whether a path is still the file that was found before. */
export function isSameFile(path: string, stats: Stats): boolean {
  try {
    return isSame(statSync(path), stats, null)
  } catch {
    return false
  }
}

/** A file as it was found before. */
interface KnownFile {
  readonly path: string
  /** Undefined if it was not opened. */
  readonly stats: Stats | undefined
}

/** Whether a file and its log are those that were found before, unchanged but for the length of the log. */
export function areUnchanged(file: KnownFile, log: KnownFile, logBytes: number | null): boolean {
  const found = statSync(file.path, quiet)
  // The number of a removed file is used again, unless it is still open.
  return (
    isSame(found, file.stats, file.stats?.size ?? null) &&
    found?.mtimeMs === file.stats?.mtimeMs &&
    (log.stats === undefined || isSame(statSync(log.path, quiet), log.stats, logBytes))
  )
}

/** @throws {FileError} for something else than a file, like a folder or a device, and for a file that no text can hold */
export function readBytes(path: string): Buffer | null {
  const stats = statSync(path, quiet)
  if (stats === undefined) return null
  if (!stats.isFile()) throw new FileError(`${path} is not a regular file. Remove it, or move it away.`)
  if (stats.size > constants.MAX_STRING_LENGTH)
    throw new FileError(
      `${path} has ${stats.size.toLocaleString('en')} bytes; Node.js reads at most ${constants.MAX_STRING_LENGTH.toLocaleString('en')}. Move it away, or use another folder.`,
    )
  return readFileSync(path)
}

/** Decodes text. Latin-1 decodes ASCII, which most files are, several times faster than UTF-8. */
export function decode(bytes: Buffer): string {
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8')
}

/**
 * Reads a log.
 *
 * @param length what this process has written; undefined for all of it. Bytes
 */
export function readLogBytes(path: string, length: number | undefined): Buffer {
  if (length === undefined) return readBytes(path) ?? Buffer.alloc(0)
  return length === 0 ? Buffer.alloc(0) : readFileSync(path).subarray(0, length)
}

export function succeeds(action: () => void): boolean {
  try {
    action()
    return true
  } catch {
    return false
  }
}

/**
 * Removes or replaces a file. To free the space of a long one takes as long as all the rest, so it stays open until another
 * thread closes it.
 *
 * @throws what the action throws
 */
export function freeLater(path: string, action: () => void): void {
  const descriptor = process.platform === 'win32' ? undefined : openIfThere(path) // which neither removes nor replaces open files
  try {
    action()
  } finally {
    if (descriptor !== undefined) close(descriptor, () => {})
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch {
    return undefined
  }
}

export interface OpenLog {
  readonly descriptor: number
  readonly stats: Stats
}

/** Opens a log to append to it. @throws the system's error */
export function openLog(path: string): OpenLog {
  const descriptor = openSync(path, 'a')
  return { descriptor, stats: fstatSync(descriptor) }
}

/** The checksum before the first line of the log that a file says it contains. */
export function containedLog(file: object): number | undefined {
  const { contains_log: start } = file as { contains_log?: string }
  return start === undefined ? undefined : Number.parseInt(start, 16)
}
