import { type Event, nameOfEvent } from './events.js'
import type { Facts } from './overrides.js'
import type { Channel, Message } from './records.js'
import type { Trace } from './trace.js'
import type { Attempt, WebhookDelivery } from './webhook-records.js'

/** A body as it was sent over the wire, truncated if it is long. */
export interface JournalBody {
  /** Null without a body. */
  readonly text: string | null
  /** Length of the whole body in UTF-16 units. */
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
  /** The path with its query, as sent. */
  readonly path: string
  /** HTTP status, or 0 without an answer. */
  readonly status: number
  readonly decided: Decided
  /** Headers with masked keys. */
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestBody: JournalBody
  /** The trace that the request belongs to. */
  readonly trace: Trace | null
  /** The latency that the answer was given, in milliseconds; 0 for none. */
  readonly latencyMs: number
  /** Milliseconds from the arrival of the request until its answer was ready, and until it left; null if not measured. */
  readonly timing: { readonly workMs: number; readonly tookMs: number } | null
  readonly answerHeaders: Readonly<Record<string, string>>
  readonly answerBody: JournalBody
}

export interface EventEntry {
  readonly kind: 'message' | 'call' | 'delivery' | 'verification' | 'webhook'
  readonly at: number
  readonly event: string
  readonly phoneNumber: string
  readonly verificationId: string | null
  readonly channel: Channel
  /** The text of a message, or the URL and result of a webhook. */
  readonly text: string | null
  /** Code of a message, to be masked in its text. */
  readonly code: string | null
  /** The message; null for other kinds. */
  readonly message: Message | null
  /** ID of the webhook delivery, and the number of its attempt; null for other kinds. */
  readonly webhook: { readonly id: string; readonly attempt: number | null } | null
}

export type Entry = RequestEntry | EventEntry

const longestBody = 16 * 1024

/**
 * Truncates a body so that a full journal stays small. One that is at most twice too long is truncated only when it is read,
 * because the copy takes longer than everything else about a request.
 */
export function toKeptBody(text: string | null): JournalBody {
  if (text === null) return { text, length: 0 }
  return { text: text.length > 2 * longestBody ? copy(text.slice(0, longestBody)) : text, length: text.length }
}

/** A kept body as it is read. */
export function toJournalBody(kept: JournalBody): JournalBody {
  const { text, length } = kept
  return text !== null && text.length > longestBody ? { text: text.slice(0, longestBody), length } : kept
}

/** Copies a part of a text: the result of `slice` would keep the whole text in memory. */
function copy(part: string): string {
  return JSON.parse(JSON.stringify(part))
}

/** The events that the journal records. */
export type EntryEvent = Exclude<Event, { kind: 'webhook-event' }>

export function isEntry(event: Event): event is EntryEvent {
  return event.kind !== 'webhook-event'
}

/** Records an event. Each branch writes its literal in full: a create makes three entries, and spreading is slow. */
export function toEventEntry(event: EntryEvent): EventEntry {
  const { at } = event
  const name = nameOfEvent(event)
  if (event.kind === 'attempt' || event.kind === 'dropped') return toWebhookEntry(event, name)
  if (event.kind === 'message') {
    const { message } = event
    const { about, channel, text } = message
    const { phoneNumber, code } = about
    const verificationId = 'id' in about ? about.id : null
    return {
      kind: 'message',
      at,
      event: name,
      phoneNumber,
      verificationId,
      channel,
      text,
      code,
      message,
      webhook: null,
    }
  }
  if (event.kind === 'call') {
    const { about, channel } = event.message
    const verificationId = 'id' in about ? about.id : null
    return {
      kind: 'call',
      at,
      event: name,
      phoneNumber: about.phoneNumber,
      verificationId,
      channel,
      text: null,
      code: null,
      message: null,
      webhook: null,
    }
  }
  const { id: verificationId, phoneNumber, channel } = event.verification
  const kind = event.kind === 'settled' ? 'verification' : 'delivery'
  return {
    kind,
    at,
    event: name,
    phoneNumber,
    verificationId,
    channel,
    text: null,
    code: null,
    message: null,
    webhook: null,
  }
}

function toWebhookEntry(event: EntryEvent & { kind: 'attempt' | 'dropped' }, name: string): EventEntry {
  const { id, event: webhookEvent } = event.delivery
  const { id: verificationId, phoneNumber, channel } = webhookEvent.verification
  const result = event.kind === 'attempt' ? formatAttempt(event.attempt) : formatDropped(event.delivery)
  return {
    kind: 'webhook',
    at: event.at,
    event: name,
    phoneNumber,
    verificationId,
    channel,
    text: `${webhookEvent.type} ${result}`,
    code: null,
    message: null,
    webhook: { id, attempt: event.kind === 'attempt' ? event.attempt.number : null },
  }
}

const formatAttempt = ({ url, reroutedTo, status, error, tookMs }: Attempt) =>
  `to ${url}${reroutedTo === undefined ? '' : `, refused, then to ${reroutedTo}`}: ${error ?? status} (${Math.round(tookMs)} ms)`

function formatDropped({ urls, fault }: WebhookDelivery): string {
  return `to ${urls[0]}: ${fault === null ? 'not sent because too many webhooks are queued' : 'dropped by a webhook fault'}`
}
