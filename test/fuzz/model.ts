/** A second, minimal implementation of the rules of checks, which shares no code with the emulator. */

export interface Modelled {
  readonly id: string
  readonly phone: string
  readonly profile: string
  readonly code: string
  readonly isCustom: boolean
  readonly expiresAt: number
  failed: number
  settled: 'accepted' | 'invalid' | null
  /** Whether the caller's own status settled it (C8). */
  isRejected: boolean
}

export class Model {
  now = 0
  /** Oldest first. */
  readonly all: Modelled[] = []

  constructor(private readonly dialect: 'docs' | 'spec') {}

  start(made: Pick<Modelled, 'id' | 'phone' | 'profile' | 'code' | 'isCustom'>, timeoutSecs: number): void {
    this.all.push({ ...made, expiresAt: this.now + timeoutSecs * 1000, failed: 0, settled: null, isRejected: false })
  }

  status({ settled, expiresAt }: Modelled): string {
    return settled ?? (this.now < expiresAt ? 'pending' : 'expired')
  }

  /** C6. */
  meant(phone: string, profile: string): Modelled | undefined {
    const own = this.all.filter((made) => made.phone === phone && made.profile === profile)
    return own.findLast((made) => this.status(made) === 'pending') ?? own.at(-1)
  }

  /** Runs a check. @returns its answer */
  check(made: Modelled | undefined, code: string): string {
    const over = this.#overFor(made)
    if (made === undefined || over !== null) return over ?? '404 10005'
    if (code === made.code) {
      made.settled = 'accepted'
      return '200 accepted'
    }
    made.failed++
    if (made.failed === 5) made.settled = 'invalid'
    return '200 rejected'
  }

  /** C8. */
  settle(made: Modelled, verdict: 'accepted' | 'rejected'): string {
    const over = this.#overFor(made)
    if (over === '404 10005') return over
    if (!made.isCustom) return '400 10015'
    if (over !== null) return over
    made.settled = verdict === 'accepted' ? 'accepted' : 'invalid'
    made.isRejected = verdict === 'rejected'
    return `200 ${verdict}`
  }

  /** The answer of a verification that can no longer be checked; null if it still can. */
  #overFor(made: Modelled | undefined): string | null {
    const status = made === undefined ? 'accepted' : this.status(made)
    if (status === 'accepted') return '404 10005'
    if (status === 'pending') return null
    if (this.dialect === 'spec' || made?.isRejected) return '200 rejected'
    return status === 'expired' ? '200 expired' : '200 max_attempts_exceeded'
  }
}
