import { FileError } from '../wire/input-error.js'
import { checkLine, isWholeLineWithMore, namedChecksum } from './checksum.js'
import { decode } from './file-access.js'

export interface LogBytes {
  readonly path: string
  readonly bytes: Buffer
  /** The file that the log continues; null without one. */
  readonly after: {
    readonly path: string
    /** Undefined if the file has none: an earlier version or a person has written it. */
    readonly checksum: number | undefined
    /** The start of a log that the file contains already. */
    readonly contains: number | undefined
  } | null
}

export interface LogLines<File> {
  readonly lines: readonly File[]
  /** The checksum that the first line continues. */
  readonly start: number
  /** The checksum that the next line continues. */
  readonly checksum: number
  /** Length of the good lines. */
  readonly bytes: number
  /** Whether another line can follow. */
  readonly isSound: boolean
  /** Whether something follows the good lines: the last line was cut off while it was written. */
  readonly hasRest: boolean
  /** Whether that is a part of a change, and not only of a probe. */
  readonly isIncomplete: boolean
}

const lineBreak = 0x0a

/**
 * Reads the lines of a log and checks their checksums.
 *
 * @param parseLine is told whether the line was proven to be the emulator's own
 * @throws {FileError} with the line that is damaged, or that does not continue the file
 */
export function readLog<File>(
  { path, bytes, after }: LogBytes,
  parseLine: (line: Buffer, name: string, isProven: boolean) => File,
): LogLines<File> {
  const end = bytes.lastIndexOf(lineBreak) + 1
  const rest = decode(bytes.subarray(end))
  const all = split(bytes.subarray(0, end))
  if (isWholeLineWithMore(rest)) throw toDamage(path, all.length + 1)
  const tail = { bytes: end, hasRest: rest !== '', isIncomplete: rest.trim() !== '' }
  const isSealed = all.some((line) => namedChecksum(line) !== undefined)
  if (after === null && isSealed)
    throw new FileError(
      `${path} holds changes to a file that is missing. Restore that file from a copy, or remove the log to start over.`,
    )
  const start = after?.checksum ?? 0
  const [first] = all
  if (after?.contains !== undefined && first !== undefined) {
    // A log of an earlier version has no checksums.
    if (!isSealed || checkLine(first, after.contains) !== undefined)
      return { lines: [], start: after.contains, checksum: start, isSound: false, ...tail, isIncomplete: false }
  }
  let checksum = start
  const lines = all.map((line, index) => {
    const name = `${path}, line ${index + 1},`
    const next = !isSealed && after?.checksum === undefined ? 0 : continueFrom(line, checksum, index, after?.checksum)
    if (next === undefined) throw toDamage(path, index + 1)
    checksum = next
    return parseLine(line, name, after?.checksum !== undefined)
  })
  // A file without a checksum gets one at the next write, which saves it.
  return { lines, start, checksum, isSound: after?.checksum !== undefined, ...tail }
}

/** Splits whole lines, without their breaks. */
function split(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(lineBreak, start)
    lines.push(bytes.subarray(start, end))
    start = end + 1
  }
  return lines
}

/** The first line after a file whose checksum a person has removed is taken as it is. */
function continueFrom(line: Buffer, checksum: number, index: number, fileChecksum: number | undefined) {
  return index === 0 && fileChecksum === undefined ? namedChecksum(line) : checkLine(line, checksum)
}

function toDamage(path: string, line: number): FileError {
  return new FileError(
    `${path}, line ${line}, is damaged, or was changed outside of the emulator: it does not continue what is before it. Restore the file and its log from a copy, or remove line ${line} and all after it to lose only those changes. The files were left unchanged.`,
  )
}
