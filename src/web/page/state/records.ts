/** The page's knowledge of a sandbox: phones, verifications and the journal. Plain data, without signals. */
import type { Channel, Entry, Message, Status } from '../api/types.js'

/** Entries that the page keeps; older ones make room. */
const mostEntries = 6000

/** A phone, with what it got, oldest first. */
export interface Phone {
  readonly number: string
  readonly messages: Message[]
}

/** A verification as the page has seen it. */
export interface Verification {
  readonly id: string
  phoneNumber: string | null
  channel: Channel | null
  status: Status
  delivery: string | null
  /** Wrong codes as counted from the journal, and those from before it. */
  rejected: number
  earlierRejected: number
  message: Message | null
  /** Oldest first. */
  readonly entries: Entry[]
}

/** Number of an entry in its life of the sandbox; a cursor is `<life>-<number>`. */
const sequenceOf = (cursor: string): number => Number(cursor.slice(cursor.lastIndexOf('-') + 1))

export const failedChecksOf = ({ rejected, earlierRejected }: Verification): number =>
  Math.min(rejected + earlierRejected, 5)

export class Records {
  /** By number; the phone with the newest message comes last. */
  readonly phones = new Map<string, Phone>()
  readonly verifications = new Map<string, Verification>()
  /** Oldest first. */
  entries: Entry[] = []
  messageCount = 0
  /** Cursor of the newest entry; where the stream goes on. */
  cursor = ''
  readonly #messageIds = new Set<string>()

  /** Adds what was there before the stream: messages and entries, both newest first. */
  load(messages: readonly Message[], entries: readonly Entry[]): void {
    for (const entry of entries.toReversed()) this.apply(entry)
    for (const message of messages.toReversed()) this.#addMessage(message)
    for (const message of messages) {
      const { verificationId, status, failedChecks, delivery } = message
      const verification = verificationId === null ? undefined : this.verifications.get(verificationId)
      if (verification === undefined) continue
      if (status) verification.status = status
      if (delivery) verification.delivery = delivery
      verification.earlierRejected = Math.max((failedChecks ?? 0) - verification.rejected, 0)
    }
  }

  /** Adds one entry; one that is already there changes nothing. Returns the message that came with it. */
  apply(entry: Entry): Message | null {
    if (this.cursor !== '' && sequenceOf(entry.cursor) <= sequenceOf(this.cursor)) return null
    this.cursor = entry.cursor
    this.entries.push(entry)
    if (this.entries.length > mostEntries * 1.2) this.#dropOldest()
    const message = entry.message && this.#addMessage(entry.message) ? entry.message : null
    if (entry.verificationId !== null) this.#applyTo(this.#open(entry.verificationId), entry)
    return message
  }

  /** Phones, the one with the newest message first. */
  newestPhones(): Phone[] {
    return [...this.phones.values()].reverse()
  }

  #dropOldest(): void {
    const dropped = this.entries.splice(0, this.entries.length - mostEntries)
    for (const { verificationId } of dropped) {
      const verification = verificationId === null ? undefined : this.verifications.get(verificationId)
      if (verification === undefined) continue
      verification.entries.shift()
      if (verification.entries.length === 0 && verification.message === null) this.verifications.delete(verification.id)
    }
  }

  /** @returns whether it is new */
  #addMessage(message: Message): boolean {
    if (this.#messageIds.has(message.id)) return false
    this.#messageIds.add(message.id)
    this.messageCount++
    const { phoneNumber, verificationId } = message
    const phone = this.phones.get(phoneNumber) ?? { number: phoneNumber, messages: [] }
    phone.messages.push(message)
    this.phones.delete(phoneNumber)
    this.phones.set(phoneNumber, phone)
    if (verificationId !== null) {
      const verification = this.#open(verificationId)
      verification.message = message
      verification.channel = message.channel
      verification.phoneNumber = phoneNumber
    }
    return true
  }

  #open(id: string): Verification {
    const known = this.verifications.get(id)
    if (known !== undefined) return known
    const verification: Verification = {
      id,
      phoneNumber: null,
      channel: null,
      status: 'pending',
      delivery: null,
      rejected: 0,
      earlierRejected: 0,
      message: null,
      entries: [],
    }
    this.verifications.set(id, verification)
    return verification
  }

  #applyTo(verification: Verification, entry: Entry): void {
    verification.entries.push(entry)
    verification.phoneNumber ??= entry.phoneNumber
    if (entry.channel) verification.channel ??= entry.channel
    const after = entry.event?.split('.')[1]
    if (entry.kind === 'verification' && after !== undefined) verification.status = after as Status
    if (entry.kind === 'delivery' && after !== undefined) verification.delivery = after
    if (entry.kind === 'request' && entry.decided?.outcome === 'rejected' && entry.status === 200)
      verification.rejected++
  }
}
