import { createHash, randomBytes } from 'node:crypto'
import { appendFileSync, closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { lockFile } from '../../persistence/lock.js'
import { explainFileError } from '../../wire/file-reason.js'
import { FileError, InputError } from '../../wire/input-error.js'

/** A line of the session file. The first is its header, each of the others an event. */
type Line =
  | { readonly version: 1; readonly salt: string }
  /** A code was sent to a number, stored as a hash. */
  | { readonly sent: string }
  /** The ID of a created profile, template or verification, stored as a hash: the upstream could put anything into it. */
  | { readonly created: string }
  /** A number, stored as a hash, and the fictional number that replaces it. */
  | { readonly number: string; readonly standIn: string }

/** The memory of passthrough over restarts: the number of sends, the created resources, and the fictional numbers. */
export class Session {
  #sends = 0
  readonly #created = new Set<string>()
  readonly #sentTo = new Set<string>()
  readonly #standIns = new Map<string, string>()
  readonly #hashes = new Map<string, string>()

  private constructor(
    /** The salt of hashes and made-up codes. */
    readonly salt: string,
    private readonly write: (line: Line) => void,
    readonly close: () => void,
  ) {}

  /**
   * Opens a session.
   *
   * @param path a file that is created if it does not exist; undefined to keep the session in memory
   * @throws {InputError} when the file is not a session file, or cannot be read and written
   * @throws {LockedError} when another emulator uses it
   */
  static open(path: string | undefined): Session {
    const newSalt = randomBytes(16).toString('base64url')
    if (path === undefined)
      return new Session(
        newSalt,
        () => {},
        () => {},
      )
    const unlock = lockSession(path)
    try {
      const lines = readLines(path)
      const file = openSync(path, 'a', 0o600)
      const write = (line: Line) => void writeSync(file, `${JSON.stringify(line)}\n`)
      const [first] = lines
      const salt = first !== undefined && 'salt' in first ? first.salt : newSalt
      if (first === undefined) write({ version: 1, salt })
      const session = new Session(salt, write, () => {
        closeSync(file)
        unlock()
      })
      for (const line of lines) session.#take(line)
      return session
    } catch (error) {
      unlock()
      throw error
    }
  }

  /** The number of requests to send a code, successful or not. */
  get sends(): number {
    return this.#sends
  }

  /** Counts a send. Must be called before sending, so that a crash cannot lose it. */
  countSend(number: string): void {
    this.#record({ sent: this.#hash(number) })
  }

  hasSentTo(number: string): boolean {
    return this.#sentTo.has(this.#hash(number))
  }

  recordCreated(id: string): void {
    if (!this.hasCreated(id)) this.#record({ created: this.#hash(id) })
  }

  hasCreated(id: string): boolean {
    // Files of earlier versions have the IDs themselves.
    return this.#created.has(this.#hash(id)) || this.#created.has(id)
  }

  /** The fictional number that replaces a real one in this session. */
  standInFor(number: string): string {
    const hash = this.#hash(number)
    const known = this.#standIns.get(hash)
    if (known !== undefined) return known
    const standIn = toFictional(this.#standIns.size)
    this.#record({ number: hash, standIn })
    return standIn
  }

  #record(line: Line): void {
    this.write(line)
    this.#take(line)
  }

  #take(line: Line): void {
    if ('sent' in line) {
      this.#sends++
      this.#sentTo.add(line.sent)
    } else if ('created' in line) this.#created.add(line.created)
    else if ('standIn' in line) this.#standIns.set(line.number, line.standIn)
  }

  #hash(number: string): string {
    let hash = this.#hashes.get(number)
    if (hash === undefined) {
      hash = createHash('sha256')
        .update(this.salt + number)
        .digest('base64url')
      this.#hashes.set(number, hash)
    }
    return hash
  }
}

/** Locks a session file, whose folder is created. @throws {LockedError} {FileError} */
function lockSession(path: string): () => void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    return lockFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    throw new FileError(explainFileError(`The session file ${path}`, 'written', error))
  }
}

/** Reads the lines of a file; no lines if it does not exist. A line that a crash cut off is skipped. */
function readLines(path: string): Line[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new FileError(explainFileError(`The session file ${path}`, 'read', error))
  }
  if (text === '') return []
  const lines = text.split('\n').map(parseLine)
  const [first] = lines
  if (!isLine(first) || !('salt' in first))
    throw new InputError(
      `${path} is not a session file of version 1. It was not changed; use another file with --session.`,
    )
  if (!text.endsWith('\n')) appendFileSync(path, '\n')
  return lines.filter(isLine)
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isLine(value: unknown): value is Line {
  if (typeof value !== 'object' || value === null) return false
  const { version, salt, sent, created, number, standIn } = value as Record<string, unknown>
  const isFirst = version === 1 && typeof salt === 'string'
  return (
    isFirst ||
    typeof sent === 'string' ||
    typeof created === 'string' ||
    (typeof number === 'string' && typeof standIn === 'string')
  )
}

/** US area codes whose numbers 555-0100 to 555-0199 are reserved for fiction; not 303, which test numbers use. */
const areas = ['312', '415', '206', '212', '305', '404', '512', '617', '702', '713', '801', '860', '907', '919', '971']

/** Returns one of 1500 fictional numbers, in a fixed order that repeats. */
function toFictional(index: number): string {
  const area = areas[Math.floor(index / 100) % areas.length]
  return `+1${area}55501${String(index % 100).padStart(2, '0')}`
}
