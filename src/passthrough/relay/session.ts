import { createHash, randomBytes } from 'node:crypto'
import { appendFileSync, closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { lockFile } from '../../persistence/session-lock.js'
import { InputError } from '../../wire/input-error.js'
import { toFictional } from './fictional-number.js'

/** A line of the file; the first one begins it, each other is one thing that has happened. */
type Line =
  | { readonly version: 1; readonly salt: string }
  /** A request that sends has gone out to a number, of which the hash is kept. */
  | { readonly sent: string }
  /** Id of a profile, template or verification that was made. */
  | { readonly made: string }
  /** A number, as a hash, and the fictional one that stands for it. */
  | { readonly number: string; readonly standIn: string }

/** What a passthrough remembers over restarts: how often it has sent, what it has made, and which number stands for which. */
export class Session {
  #sends = 0
  readonly #made = new Set<string>()
  readonly #sentTo = new Set<string>()
  readonly #standIns = new Map<string, string>()
  readonly #hashes = new Map<string, string>()

  private constructor(
    /** What made-up things of this session are made from. */
    readonly salt: string,
    private readonly write: (line: Line) => void,
    readonly close: () => void,
  ) {}

  /**
   * @param path a file that is made if it is not there; undefined: nothing is kept
   * @throws {InputError} when the file holds something else, or another emulator has it
   */
  static open(path: string | undefined): Session {
    const newSalt = randomBytes(16).toString('base64url')
    if (path === undefined)
      return new Session(
        newSalt,
        () => {},
        () => {},
      )
    mkdirSync(dirname(path), { recursive: true })
    const unlock = lockFile(path)
    try {
      const lines = read(path)
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

  /** How many requests that send have gone out, whatever became of them. */
  get sends(): number {
    return this.#sends
  }

  /** Written down before anything goes out, so that a crash cannot forget it. */
  countSend(number: string): void {
    this.#note({ sent: this.#hash(number) })
  }

  hasSentTo(number: string): boolean {
    return this.#sentTo.has(this.#hash(number))
  }

  noteMade(id: string): void {
    if (!this.#made.has(id)) this.#note({ made: id })
  }

  hasMade(id: string): boolean {
    return this.#made.has(id)
  }

  /** The fictional number that stands for a real one from now on. */
  standInFor(number: string): string {
    const hash = this.#hash(number)
    const known = this.#standIns.get(hash)
    if (known !== undefined) return known
    const standIn = toFictional(this.#standIns.size)
    this.#note({ number: hash, standIn })
    return standIn
  }

  #note(line: Line): void {
    this.write(line)
    this.#take(line)
  }

  #take(line: Line): void {
    if ('sent' in line) {
      this.#sends++
      this.#sentTo.add(line.sent)
    } else if ('made' in line) this.#made.add(line.made)
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

/** The lines of a file; none where it is not there. A line that a crash has cut is passed over. */
function read(path: string): Line[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new InputError(`The session file ${path} cannot be read: ${(error as Error).message}`)
  }
  if (text === '') return []
  const lines = text.split('\n').map(parse)
  const [first] = lines
  if (!isLine(first) || !('salt' in first))
    throw new InputError(
      `${path} is no session file of version 1. It was left as it is; name another one with --session.`,
    )
  if (!text.endsWith('\n')) appendFileSync(path, '\n')
  return lines.filter(isLine)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isLine(value: unknown): value is Line {
  if (typeof value !== 'object' || value === null) return false
  const { version, salt, sent, made, number, standIn } = value as Record<string, unknown>
  const isFirst = version === 1 && typeof salt === 'string'
  return (
    isFirst ||
    typeof sent === 'string' ||
    typeof made === 'string' ||
    (typeof number === 'string' && typeof standIn === 'string')
  )
}
