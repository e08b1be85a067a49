import { lastMoment } from '../core/clock.js'
import { channels, type Message, type Verification } from '../core/records.js'
import { fromTimestamp } from '../wire/timestamp.js'
import { ByteScanner, Memo, toBytes, toNumber } from './byte-scanner.js'
import { usual, usualText } from './usual-values.js'

const spelled = {
  id: toBytes('{"id":"'),
  type: toBytes(',"type":"'),
  number: toBytes(',"phone_number":"'),
  profile: toBytes(',"verify_profile_id":"'),
  timeout: toBytes(',"timeout_secs":'),
  created: toBytes(',"created_at":"'),
  updated: toBytes(',"updated_at":"'),
  status: toBytes(',"status":"'),
  customCode: toBytes(',"custom_code":"'),
  code: toBytes(',"emulator":{"code":"'),
  delivery: toBytes(',"delivery":"'),
  failedChecks: toBytes(',"failed_checks":'),
  timeoutRequested: toBytes(',"timeout_requested":true'),
  usd: toBytes(',"usd":'),
  sequence: toBytes(',"message":{"sequence":'),
  from: toBytes(',"from":"'),
  text: toBytes(',"text":"'),
  sent: toBytes(',"sent_at":"'),
  brace: toBytes('}'),
  end: toBytes('}}'),
}

const statuses = ['pending', 'accepted', 'invalid', 'expired', 'error'] as const
const deliveries = ['queued', 'sent', 'delivered', 'sending_failed', 'delivery_failed', 'delivery_unconfirmed'] as const

const toPrice = (usd: number | undefined) => (usd === undefined ? undefined : Math.round(usd * 1e6))

/** A word of a list. Any other is unknown, so that a file of a later version is refused and not misread. */
const oneOf = <Word extends string>(words: readonly Word[]) => new Memo((text) => words.find((word) => word === text))

/**
 * Reads verifications from the bytes of a file that the emulator has written itself. It reads only what
 * `writeVerification` writes for most of them, character by character, so it needs no validation, takes a fraction of
 * the time of JSON.parse, and leaves no garbage: values that repeat are one string.
 *
 * The bytes must be proven by a checksum, because the values are taken as they are.
 */
export class VerificationScanner {
  readonly #scanner: ByteScanner
  readonly #channel = oneOf(channels)
  readonly #profileId = new Memo<string>((text) => text)
  readonly #status = oneOf(statuses)
  readonly #delivery = oneOf(deliveries)
  readonly #code = new Memo<string>((text) => text)
  readonly #timeoutSecs = new Memo(toNumber)
  readonly #price = new Memo((text) => toPrice(toNumber(text)))
  readonly #time = new Memo<number>(fromTimestamp)
  readonly #updated = new Memo<number>(fromTimestamp)
  readonly #sent = new Memo<number>(fromTimestamp)
  #latest = { createdAt: Number.NaN, timeoutSecs: 0, expiresAt: Number.NaN }
  readonly #from = new Memo<string>((text) => text)

  // What `scan` has found.
  /** The place of the phone number. */
  numberPlace = 0
  profileId = ''
  createdAt = 0
  expiresAt = 0
  price = 0
  /** Of its message; 0 without one. */
  sequence = 0
  isPending = false

  /** @param decode returns the ASCII text between two places */
  constructor(
    readonly bytes: Uint8Array,
    private readonly decode: (start: number, end: number) => string,
  ) {
    this.#scanner = new ByteScanner(bytes, decode)
  }

  /** The place after the last verification. */
  get place(): number {
    return this.#scanner.place
  }

  /**
   * Whether `read` can read the verification at a place. What must be known of it before it is needed is then in this
   * object, so that nothing is made.
   */
  scan(place: number): boolean {
    const scanner = this.#scanner
    scanner.start(place)
    const idLength = scanner.skipText(spelled.id)
    if (scanner.finds(spelled.type)) scanner.memoHere(this.#channel)
    scanner.skipText(spelled.number)
    this.numberPlace = scanner.textPlace
    this.profileId = this.#readProfileId()
    const timeoutSecs = scanner.finds(spelled.timeout) ? scanner.memoHere(this.#timeoutSecs) : usual.timeoutSecs
    this.createdAt = scanner.memo(spelled.created, this.#time) ?? 0
    if (scanner.finds(spelled.updated)) scanner.memoHere(this.#updated)
    this.isPending = !scanner.finds(spelled.status) || scanner.memoHere(this.#status) === 'pending'
    if (scanner.finds(spelled.customCode)) scanner.skipHere()
    scanner.skipText(spelled.code)
    const isDelivered = !scanner.finds(spelled.delivery)
    if (!isDelivered) scanner.memoHere(this.#delivery)
    if (scanner.finds(spelled.failedChecks)) scanner.number()
    scanner.finds(spelled.timeoutRequested)
    this.price = (scanner.finds(spelled.usd) ? scanner.memoHere(this.#price) : 0) ?? 0
    this.sequence = scanner.finds(spelled.sequence) ? scanner.number() : 0
    if (this.sequence > 0) {
      if (scanner.finds(spelled.from)) scanner.memoHere(this.#from)
      if (scanner.finds(spelled.text)) scanner.skipHere()
      if (scanner.finds(spelled.sent)) scanner.memoHere(this.#sent)
      scanner.skip(spelled.brace)
    }
    scanner.skip(spelled.end)
    if (!scanner.isSound || idLength !== 36) return false
    this.expiresAt = this.#expiryOf(this.createdAt, timeoutSecs as number)
    // Without both, the record is one that a person has written, whose message is made.
    return !isDelivered || this.sequence > 0
  }

  /** Reads the verification at a place; undefined if it is spelled in another way. */
  read(place: number): Verification | undefined {
    const scanner = this.#scanner
    scanner.start(place)
    const id = scanner.text(spelled.id)
    const channel = scanner.finds(spelled.type) ? scanner.memoHere(this.#channel) : usual.channel
    const phoneNumber = scanner.text(spelled.number)
    const profileId = this.#readProfileId()
    const timeoutSecs = scanner.finds(spelled.timeout) ? scanner.memoHere(this.#timeoutSecs) : usual.timeoutSecs
    const createdAt = scanner.memo(spelled.created, this.#time)
    const updatedAt = scanner.finds(spelled.updated) ? scanner.memoHere(this.#updated) : createdAt
    const status = scanner.finds(spelled.status) ? scanner.memoHere(this.#status) : 'pending'
    const customCode = scanner.finds(spelled.customCode) ? scanner.memoHere(this.#code) : null
    const code = scanner.memo(spelled.code, this.#code)
    const isDelivered = !scanner.finds(spelled.delivery)
    const delivery = isDelivered ? 'delivered' : scanner.memoHere(this.#delivery)
    const failedChecks = scanner.finds(spelled.failedChecks) ? scanner.number() : 0
    const timeoutRequested = scanner.finds(spelled.timeoutRequested)
    const price = scanner.finds(spelled.usd) ? scanner.memoHere(this.#price) : 0
    const sequence = scanner.finds(spelled.sequence) ? scanner.number() : 0
    // Without both, the record is one that a person has written, whose message is made.
    if (!scanner.isSound || (isDelivered && sequence === 0)) return undefined
    const verification: Verification = {
      id,
      channel: channel as Verification['channel'],
      phoneNumber,
      profileId,
      code: code as string,
      customCode: customCode as string | null,
      extension: null,
      timeoutSecs: timeoutSecs as number,
      timeoutRequested,
      price: price as number,
      createdAt: createdAt as number,
      expiresAt: this.#expiryOf(createdAt as number, timeoutSecs as number),
      updatedAt: updatedAt as number,
      status: status as Verification['status'],
      failedChecks,
      delivery: delivery as Verification['delivery'],
      due: null,
      message: null,
      trace: null,
      older: null,
      olderPending: null,
    }
    if (sequence > 0) verification.message = this.#readMessage(sequence, verification)
    scanner.skip(spelled.end)
    return scanner.isSound ? verification : undefined
  }

  #readProfileId(): string {
    const scanner = this.#scanner
    return scanner.finds(spelled.profile) ? (scanner.memoHere(this.#profileId) ?? '') : usual.profileId
  }

  /** The text at a place, which ends with a quote. */
  textAt(place: number): string {
    return this.decode(place, this.bytes.indexOf(0x22, place))
  }

  /** Equal times are one number in memory, like those of a Memo. */
  #expiryOf(createdAt: number, timeoutSecs: number): number {
    const latest = this.#latest
    if (latest.createdAt !== createdAt || latest.timeoutSecs !== timeoutSecs)
      this.#latest = {
        createdAt,
        timeoutSecs,
        expiresAt: Math.min(createdAt + timeoutSecs * 1000, lastMoment),
      }
    return this.#latest.expiresAt
  }

  #readMessage(sequence: number, about: Verification): Message {
    const scanner = this.#scanner
    const from = scanner.finds(spelled.from) ? (scanner.memoHere(this.#from) as string) : usual.from
    const text = scanner.finds(spelled.text) ? scanner.textHere() : usualText(about.code)
    const sentAt = scanner.finds(spelled.sent) ? (scanner.memoHere(this.#sent) as number) : about.createdAt
    scanner.skip(spelled.brace)
    return { sequence, about, channel: about.channel, from, text, sentAt, older: null }
  }
}
