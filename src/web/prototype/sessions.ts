import { randomBytes } from 'node:crypto'

/** The verification that a visitor of the login form has started. */
export interface Session {
  readonly id: string
  readonly phoneNumber: string
  readonly verificationId: string
  /** Unix milliseconds. */
  readonly startedAt: number
}

/** The maximum number of sessions, above what any prototype needs. The oldest is dropped beyond it. */
const mostSessions = 1000
export const sessionSecs = 3600

/** The sessions of a prototype, in memory. An unguessable token binds each to one verification. */
export class Sessions {
  readonly #sessions = new Map<string, Session>()

  /** @param now Unix milliseconds */
  constructor(private readonly now: () => number) {}

  begin(phoneNumber: string, verificationId: string): Session {
    const id = randomBytes(24).toString('base64url')
    const session = { id, phoneNumber, verificationId, startedAt: this.now() }
    this.#sessions.set(id, session)
    const [oldest] = this.#sessions.keys()
    if (this.#sessions.size > mostSessions && oldest !== undefined) this.#sessions.delete(oldest)
    return session
  }

  find(id: string | undefined): Session | undefined {
    const session = id === undefined ? undefined : this.#sessions.get(id)
    return session !== undefined && this.now() - session.startedAt < sessionSecs * 1000 ? session : undefined
  }

  end(id: string): void {
    this.#sessions.delete(id)
  }

  /** Seconds until a number may be sent another code; 0 if it may be now. */
  coolDownOf(phoneNumber: string, coolDownSecs: number): number {
    let last = Number.NEGATIVE_INFINITY
    for (const session of this.#sessions.values())
      if (session.phoneNumber === phoneNumber) last = Math.max(last, session.startedAt)
    return Math.max(Math.ceil(coolDownSecs - (this.now() - last) / 1000), 0)
  }
}
