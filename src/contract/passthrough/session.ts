import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Unusable } from '../../wire/unusable.js'
import { toFictional } from './fictional-number.js'
import { lockFile } from './lock.js'

interface Kept {
  readonly version: 1
  readonly salt: string
  sends: number
  /** Ids of profiles, templates and verifications. */
  readonly made: string[]
  /** The number that stands for each real one, which itself is kept as a hash. */
  readonly numbers: Record<string, string>
  /** Hashes of numbers that something was sent to. */
  readonly sentTo: string[]
}

/** What a passthrough remembers over restarts: how often it has sent, what it has made, and which number stands for which. */
export class Session {
  readonly #made: Set<string>
  readonly #sentTo: Set<string>
  readonly #hashes = new Map<string, string>()

  private constructor(
    private readonly kept: Kept,
    private readonly path: string | undefined,
    private readonly unlock: () => void,
  ) {
    this.#made = new Set(kept.made)
    this.#sentTo = new Set(kept.sentTo)
  }

  /**
   * @param path a file that is made if it is not there; undefined: nothing is kept
   * @throws {Unusable} when the file holds something else, or another emulator has it
   */
  static open(path: string | undefined): Session {
    if (path === undefined) return new Session(begin(), undefined, () => {})
    mkdirSync(dirname(path), { recursive: true })
    const unlock = lockFile(path)
    try {
      const session = new Session(read(path) ?? begin(), path, unlock)
      session.#save() // what cannot be written is said now, not at the first send
      return session
    } catch (error) {
      unlock()
      throw error
    }
  }

  /** How many requests that send have gone out, whatever became of them. */
  get sends(): number {
    return this.kept.sends
  }

  /** What made-up things of this session are made from. */
  get salt(): string {
    return this.kept.salt
  }

  /** Written down before anything goes out, so that a crash cannot forget it. */
  countSend(number: string): void {
    this.kept.sends++
    const hash = this.#hash(number)
    if (!this.#sentTo.has(hash)) {
      this.#sentTo.add(hash)
      this.kept.sentTo.push(hash)
    }
    this.#save()
  }

  hasSentTo(number: string): boolean {
    return this.#sentTo.has(this.#hash(number))
  }

  noteMade(id: string): void {
    if (this.#made.has(id)) return
    this.#made.add(id)
    this.kept.made.push(id)
    this.#save()
  }

  hasMade(id: string): boolean {
    return this.#made.has(id)
  }

  /** The fictional number that stands for a real one from now on. */
  standInFor(number: string): string {
    const hash = this.#hash(number)
    const known = this.kept.numbers[hash]
    if (known !== undefined) return known
    const standIn = toFictional(Object.keys(this.kept.numbers).length)
    this.kept.numbers[hash] = standIn
    this.#save()
    return standIn
  }

  close(): void {
    this.unlock()
  }

  #hash(number: string): string {
    let hash = this.#hashes.get(number)
    if (hash === undefined) {
      hash = createHash('sha256')
        .update(this.kept.salt + number)
        .digest('base64url')
      this.#hashes.set(number, hash)
    }
    return hash
  }

  #save(): void {
    if (this.path === undefined) return
    const draft = `${this.path}.draft`
    writeFileSync(draft, `${JSON.stringify(this.kept, null, 2)}\n`, { mode: 0o600 })
    renameSync(draft, this.path)
  }
}

const begin = (): Kept => ({ version: 1, salt: randomBytes(16).toString('base64url'), sends: 0, made: [], numbers: {}, sentTo: [] })

function read(path: string): Kept | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Unusable(`The session file ${path} cannot be read: ${(error as Error).message}`)
  }
  const kept = parse(text)
  if (isKept(kept)) return kept
  throw new Unusable(`${path} is no session file of version 1. It was left as it is; name another one with --session.`)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false
  const { version, salt, sends, made, numbers, sentTo } = value as Partial<Kept>
  const isCount = Number.isInteger(sends) && (sends as number) >= 0
  const areLists = [made, sentTo].every((list) => Array.isArray(list) && list.every((item) => typeof item === 'string'))
  return version === 1 && typeof salt === 'string' && isCount && areLists && typeof numbers === 'object' && numbers !== null
}
