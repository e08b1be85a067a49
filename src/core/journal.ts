import { type Event, nameOfEvent } from './events.js'
import type { Facts } from './overrides.js'
import type { Channel, Message } from './records.js'
import type { Attempt, WebhookDelivery } from './webhook-records.js'

/** A body as it went over the wire, cut where it is long. */
export interface JournalBody {
  /** Null for none. */
  readonly text: string | null
  /** Length of the whole, in UTF-16 units. */
  readonly length: number
}

/** What decided an answer. */
export interface Decided {
  readonly rule: string | null
  readonly scenario: string | null
  readonly fault: string | null
  readonly outcome: string | null
  readonly errorCode: string | null
}

export interface RequestEntry {
  readonly kind: 'request'
  /** Unix milliseconds of the sandbox's clock. */
  readonly at: number
  readonly facts: Facts
  readonly method: string
  /** With its query, as sent. */
  readonly path: string
  /** 0 where no answer was given. */
  readonly status: number
  readonly decided: Decided
  /** Keys are masked in it. */
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestBody: JournalBody
  readonly answerHeaders: Readonly<Record<string, string>>
  readonly answerBody: JournalBody
}

export interface EventEntry {
  readonly kind: 'message' | 'delivery' | 'verification' | 'webhook'
  readonly at: number
  readonly event: string
  readonly phoneNumber: string
  readonly verificationId: string | null
  readonly channel: Channel
  /** What the handset got, of a message; what was posted where, of a webhook. */
  readonly text: string | null
  /** Of a message, to be masked in it. */
  readonly code: string | null
  /** Null except of a message. */
  readonly message: Message | null
  /** The webhook delivery, and the number of its attempt; null except of a webhook. */
  readonly webhook: { readonly id: string; readonly attempt: number | null } | null
}

export type Entry = RequestEntry | EventEntry

/** An entry and its place: entries are counted from 1. */
export interface Numbered {
  readonly sequence: number
  readonly entry: Entry
}

const longestBody = 16 * 1024

/** Keeps a body that is not too long to keep a thousand of. */
export function toJournalBody(text: string | null): JournalBody {
  if (text === null) return { text, length: 0 }
  return { text: text.length > longestBody ? copy(text.slice(0, longestBody)) : text, length: text.length }
}

/** A part of a text by itself: as it comes from `slice`, it would keep the whole text in memory. */
function copy(part: string): string {
  return JSON.parse(JSON.stringify(part))
}

/** The events that make an entry. */
export type EntryEvent = Exclude<Event, { kind: 'told' }>

export function isEntry(event: Event): event is EntryEvent {
  return event.kind !== 'told'
}

export function toEventEntry(event: EntryEvent): EventEntry {
  const usual = { at: event.at, event: nameOfEvent(event), text: null, code: null, message: null, webhook: null }
  if (event.kind === 'attempt' || event.kind === 'dropped') {
    const { id, event: told } = event.delivery
    const came = event.kind === 'attempt' ? sayAttempt(event.attempt) : sayDropped(event.delivery)
    const webhook = { id, attempt: event.kind === 'attempt' ? event.attempt.number : null }
    const { channel } = told.verification
    return { ...usual, kind: 'webhook', ...keysOf(told.verification), channel, text: `${told.type} ${came}`, webhook }
  }
  if (event.kind === 'message') {
    const { message } = event
    const { about, channel, text } = message
    return { ...usual, kind: 'message', ...keysOf(about), channel, text, code: about.code, message }
  }
  const { verification } = event
  const kind = event.kind === 'settled' ? 'verification' : 'delivery'
  return { ...usual, kind, ...keysOf(verification), channel: verification.channel }
}

const sayAttempt = ({ url, status, error, tookMs }: Attempt) =>
  `to ${url}: ${error ?? status} (${Math.round(tookMs)} ms)`

function sayDropped({ urls, fault }: WebhookDelivery): string {
  return `to ${urls[0]}: ${fault === null ? 'not sent, too many webhooks are waiting' : 'dropped, as a webhook fault asks'}`
}

function keysOf(about: { readonly phoneNumber: string; readonly id?: string }) {
  return { phoneNumber: about.phoneNumber, verificationId: about.id ?? null }
}

/** What happened in a sandbox, the last so many entries of it: a ring. */
export class Journal {
  readonly #ring: Entry[] = []
  readonly #listeners = new Set<(numbered: Numbered) => void>()
  #sequence = 0
  /** The sequence of the last entry that was cleared away. */
  #cleared = 0

  /** @param capacity 0: nothing is kept */
  constructor(readonly capacity: number) {}

  /** Of the newest entry; 0 before the first. */
  get sequence(): number {
    return this.#sequence
  }

  get size(): number {
    return this.#ring.length
  }

  /** How many entries have had to make room, or were never kept. */
  get dropped(): number {
    return this.#sequence - this.#cleared - this.#ring.length
  }

  /** Whether an entry would be kept or heard; if not, none need be made. */
  get isOn(): boolean {
    return this.capacity > 0 || this.#listeners.size > 0
  }

  get isListenedTo(): boolean {
    return this.#listeners.size > 0
  }

  add(entry: Entry): void {
    const sequence = ++this.#sequence
    if (this.capacity > 0) this.#ring[this.#placeOf(sequence)] = entry
    for (const listener of this.#listeners) listener({ sequence, entry })
  }

  /** What is kept after a place in the sequence, newest first. */
  *newestFirst(after = 0): Generator<Numbered> {
    const oldest = Math.max(this.#sequence - this.#ring.length, after)
    for (let sequence = this.#sequence; sequence > oldest; sequence--) {
      yield { sequence, entry: this.#ring[this.#placeOf(sequence)] as Entry }
    }
  }

  /** Forgets all entries. The count goes on, so that a cursor from before hides nothing that comes after. */
  clear(): void {
    this.#ring.length = 0
    this.#cleared = this.#sequence
  }

  /** Begins anew, at 1; those who listen go on. */
  restart(): void {
    this.#ring.length = 0
    this.#sequence = 0
    this.#cleared = 0
  }

  /** Hears every entry until the returned function is called. */
  listen(listener: (numbered: Numbered) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #placeOf(sequence: number): number {
    return (sequence - this.#cleared - 1) % this.capacity
  }
}
