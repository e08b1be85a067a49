import { crc32 } from 'node:zlib'
import { FileError } from '../wire/input-error.js'

/**
 * Checksums of stored files. CRC-32 detects every changed byte. It does not protect against
 * forgery, which a local file does not need.
 *
 * The first member of a file is the checksum of all text after it. The last member of a line is the checksum of the text
 * before it, of all lines before it, and of the file that the log continues. A line that is missing, repeated, or belongs
 * to another file is therefore detected, too.
 */

/** Formats a checksum. */
export const toHex = (checksum: number) => checksum.toString(16).padStart(8, '0')

const fileStart = /^\{\n {2}"checksum": "([0-9a-f]{8})",\n/
const lineEnd = /,"checksum":"([0-9a-f]{8})"\}$/
/** The start of a file and the end of a line are shorter than this. Characters. */
const longestSeal = 40

export interface Sealed {
  readonly bytes: Buffer
  readonly checksum: number
}

/** Whether a member of a file is a list of records, each on a line of its own. */
export const isList = (value: unknown): value is Iterable<object | string> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value

/** A record that is a string is JSON already. */
export const toJson = (record: object | string) => (typeof record === 'string' ? record : JSON.stringify(record))

/**
 * Formats a file as JSON with one record per line (readable, good for diffs, and fast to write) and a checksum in its
 * first line.
 *
 * @param file its members; a list may be any iterable, and its records JSON already
 * @example
 * ```ts
 * sealFile({ version: 1, profiles: [] }).bytes.toString() // '{\n  "checksum": "3f7a11c2",\n  "version": 1,\n ...'
 * ```
 */
export function sealFile(file: object): Sealed {
  const parts = Object.entries(file).map(([key, value]) => {
    if (!isList(value)) return `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`
    const records = Array.from(value, (record) => `    ${toJson(record)}`)
    return `  ${JSON.stringify(key)}: [${records.length === 0 ? '' : `\n${records.join(',\n')}\n  `}]`
  })
  const content = Buffer.from(`${parts.join(',\n')}\n}\n`)
  const checksum = crc32(content)
  return { bytes: Buffer.concat([Buffer.from(`{\n  "checksum": "${toHex(checksum)}",\n`), content]), checksum }
}

/** Lines are encoded here, one after the other: a new buffer for each would cost as much as the checksum. */
let scratch: Buffer | undefined
/** Enough for the changes of hundreds of requests in one turn. Bytes. */
const scratchLength = 512 * 1024

/**
 * Formats a line of a log, with the checksum that continues the one before. The bytes are valid until the next call.
 *
 * @example
 * ```ts
 * const first = sealLine('{"version":1}', fileChecksum)
 * const second = sealLine('{"version":1}', first.checksum)
 * ```
 */
export function sealLine(json: string, previous: number): Sealed {
  const isShort = json.length * 3 + longestSeal <= scratchLength
  scratch ??= Buffer.allocUnsafe(scratchLength)
  const buffer = isShort ? scratch : Buffer.allocUnsafe(Buffer.byteLength(json) + longestSeal)
  const end = buffer.write(json) - 1 // without the closing bracket
  const checksum = crc32(buffer.subarray(0, end), previous)
  const length = end + buffer.write(`,"checksum":"${toHex(checksum)}"}\n`, end)
  return { bytes: buffer.subarray(0, length), checksum }
}

/**
 * Checks the content of a file against its checksum.
 *
 * @returns the checksum; undefined for a file without one, which an earlier version or a person has written
 * @throws {FileError} if they do not match
 */
export function checkFile(bytes: Buffer, path: string): number | undefined {
  const start = bytes.subarray(0, longestSeal).toString('latin1')
  const [seal, found] = fileStart.exec(start) ?? []
  if (seal === undefined || found === undefined) {
    if (!start.includes('"checksum"')) return undefined
    throw new FileError(`${path} ${isChanged}: its first lines are not as they were written. ${whatToDo}`)
  }
  const checksum = crc32(bytes.subarray(seal.length))
  if (toHex(checksum) !== found)
    throw new FileError(`${path} ${isChanged}: its content does not match its checksum. ${whatToDo}`)
  return checksum
}

const isChanged = 'is damaged, or was changed outside of the emulator'
const whatToDo =
  'Restore it from a copy. To use the file as it is, remove its line "checksum". The file was left unchanged.'

/** The checksum that a line continues from one before, or undefined if the line does not continue it. */
export function checkLine(line: Buffer, previous: number): number | undefined {
  const [end, found] = endOf(line)
  if (end === undefined || found === undefined) return undefined
  const checksum = crc32(line.subarray(0, line.length - end.length), previous)
  return toHex(checksum) === found ? checksum : undefined
}

/** The checksum that a line names; undefined if it names none. */
export function namedChecksum(line: Buffer): number | undefined {
  const [, found] = endOf(line)
  return found === undefined ? undefined : Number.parseInt(found, 16)
}

const endOf = (line: Buffer): readonly string[] =>
  lineEnd.exec(line.toString('latin1', Math.max(0, line.length - longestSeal))) ?? []

/** Whether a text without a line break at its end is more than an incomplete line: a whole one, with the break changed. */
export function isWholeLineWithMore(text: string): boolean {
  return /,"checksum":"[0-9a-f]{8}"\}[\s\S]/.test(text)
}
