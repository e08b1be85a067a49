import type { Entry, EventEntry, JournalBody, RequestEntry } from '../core/journal-entry.js'
import { stringifyJson } from './deep-json.js'
import {
  findCredentials,
  type Masked,
  maskCodes,
  maskCodesInText,
  maskHint,
  maskMessage,
  maskShapes,
  maskValuesIn,
  type Side,
} from './masking.js'
import { toMessage } from './message.js'
import { toInstant } from './timestamp.js'
import { toTraceHeaders } from './trace.js'
import type { ControlWire } from './types.js'
import { isDeeper } from './validation.js'

type JournalEntry = ControlWire['JournalEntry']

export interface ShownOptions {
  readonly showsCodes?: boolean
  /** Told of an entry in which something was masked only because it looks like a credential. */
  readonly onMaskedShape?: ((entry: JournalEntry) => void) | undefined
}

/** Converts a journal entry for the control API. */
export function toJournalEntry(
  entry: Entry,
  cursor: string,
  { showsCodes = false, onMaskedShape }: ShownOptions = {},
): JournalEntry {
  if (entry.kind !== 'request') return toEventEntry(entry, cursor, showsCodes)
  const shown = toRequestEntry(entry, cursor, showsCodes)
  if (shown.masked_by_shape !== undefined) onMaskedShape?.(shown)
  return shown
}

/** Credentials are masked under any name: an application may repeat them where nothing tells what they are. */
function toRequestEntry(entry: RequestEntry, cursor: string, showsCodes: boolean): JournalEntry {
  const shown = convertRequest(entry, cursor, showsCodes)
  const texts = [
    entry.path,
    entry.requestBody.text ?? '',
    entry.answerBody.text ?? '',
    entry.requestHeaders['user-agent'],
  ]
  const credentials = findCredentials(texts.join('\n'))
  return credentials.length === 0 ? shown : (maskValuesIn(shown, credentials) as JournalEntry)
}

function convertRequest(entry: RequestEntry, cursor: string, showsCodes: boolean): JournalEntry {
  const { facts, method, status, decided, timing } = entry
  const masked: Masked = showsCodes ? 'credentials' : 'codes and credentials'
  const shapes = new Shapes()
  const path = maskPath(entry.path, masked, shapes)
  const headers = toAnswerHeaders(entry, showsCodes)
  const { 'x-emulator-hint': hint } = headers
  return {
    cursor,
    at: toInstant(entry.at),
    kind: 'request',
    text: `${method} ${path} → ${status === 0 ? 'no answer' : status}${formatDecision(entry)}`,
    phone_number: facts.phoneNumber,
    // What no verification has is not an ID, but anything that stood in its place.
    verification_id: status === 404 ? maskShapes(facts.verificationId ?? '') || null : facts.verificationId,
    operation: facts.operation,
    method,
    path,
    status,
    decided: {
      rule: decided.rule,
      scenario: decided.scenario,
      fault: decided.fault,
      outcome: decided.outcome,
      error_code: decided.errorCode,
    },
    ...(hint !== undefined && { hint }),
    ...toShownTrace(entry, shapes),
    ...(entry.latencyMs > 0 && { latency_ms: roundMs(entry.latencyMs) }),
    ...(timing !== null && { work_ms: roundMs(timing.workMs), took_ms: roundMs(timing.tookMs) }),
    request: {
      headers: maskHeaders(entry.requestHeaders, masked, shapes),
      ...toBody('request', entry.requestBody, masked, shapes),
    },
    answer: { headers, ...toBody('answer', entry.answerBody, masked, shapes) },
    ...shapes.toMember(),
  }
}

/** The places in an entry where something was masked only because it looks like a credential. */
class Shapes {
  readonly #places: string[] = []

  add(place: string): void {
    if (this.#places.length < mostPlaces) this.#places.push(place)
  }

  toMember(): Pick<JournalEntry, 'masked_by_shape'> {
    return this.#places.length === 0 ? {} : { masked_by_shape: this.#places }
  }
}

/** More are not listed. */
const mostPlaces = 20

const roundMs = (ms: number) => Math.round(ms * 1000) / 1000

/** The trace of a request. Its state is the sender's own text, in which a credential is masked. */
function toShownTrace({ trace }: RequestEntry, shapes: Shapes) {
  const { tracestate, ...shown } = toTraceHeaders(trace)
  if (tracestate === undefined) return shown
  return { ...shown, tracestate: maskShapes(tracestate, '', () => shapes.add('tracestate')) }
}

/** The deciding outcome, rule, scenario and fault in parentheses; empty if nothing special decided. */
function formatDecision({ decided }: RequestEntry): string {
  const { outcome, errorCode, rule, scenario, fault } = decided
  const what = [outcome ?? errorCode, scenario === null ? rule : null, scenario, fault].filter((word) => word !== null)
  return what.length > 0 ? ` (${what.join(', ')})` : ''
}

function toEventEntry(entry: EventEntry, cursor: string, showsCodes: boolean): JournalEntry {
  const { kind, event, phoneNumber, channel, text, code, message, webhook } = entry
  const clean = webhook === null ? text : maskShapes(maskCodesInText(text ?? '', 'credentials'))
  const suffix = clean === null ? '' : `: ${showsCodes || code === null ? clean : maskMessage(clean, code)}`
  return {
    cursor,
    at: toInstant(entry.at),
    kind,
    text: `${event} ${phoneNumber} (${channel})${suffix}`,
    phone_number: phoneNumber,
    verification_id: entry.verificationId,
    event,
    channel,
    ...(message !== null && showsCodes && { message: toMessage(message) }),
    ...(webhook !== null && { webhook_id: webhook.id }),
    ...(webhook !== null && webhook.attempt !== null && { attempt: webhook.attempt }),
  }
}

/** Paths of operations never contain codes, but queries may. */
function maskPath(path: string, masked: Masked, shapes: Shapes): string {
  let hasShape = false
  const mask = (part: string) =>
    maskShapes(part, '', () => {
      hasShape = true
    })
  const [, segments = '', query = ''] = /^([^?]*)(.*)$/s.exec(path) ?? []
  // Segment by segment: a slash is also a character of base64.
  const clean = segments.replace(/[^/]+/g, mask) + mask(maskCodesInText(query, masked))
  if (hasShape) shapes.add('path')
  return clean
}

/** Authorization is masked already. */
function maskHeaders(
  headers: Readonly<Record<string, string>>,
  masked: Masked,
  shapes: Shapes,
): Record<string, string> {
  const mask = (name: string, value: string) =>
    name === 'authorization'
      ? value
      : maskShapes(maskCodesInText(value, masked), name, () => shapes.add(`request header ${name}`))
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, mask(name, value)]))
}

function toAnswerHeaders({ answerHeaders, requestBody }: RequestEntry, showsCodes: boolean): Record<string, string> {
  const { 'x-emulator-hint': hint } = answerHeaders
  if (hint === undefined) return { ...answerHeaders }
  const clean = maskShapes(showsCodes ? hint : maskHint(hint, requestBody.text))
  return { ...answerHeaders, 'x-emulator-hint': clean }
}

/** Maximum depth of parsed bodies, in levels. Readers give up on deeper ones, so those are shown as text. */
const deepestBody = 100

function toBody(
  side: Side,
  { text, length }: JournalBody,
  masked: Masked,
  shapes: Shapes,
): { body: unknown; length?: number } {
  if (text === null) return { body: null }
  const json = text.length < length ? undefined : parseJson(text)
  const cut = text.length < length && { length }
  const onShape = (pointer = '') => shapes.add(`${side} body${pointer === '' ? '' : ` ${pointer}`}`)
  if (json === undefined) return { body: maskShapes(maskCodesInText(text, masked), '', onShape), ...cut }
  const clean = maskCodes(side, json, { masked, onShape })
  return { body: isDeeper(json, deepestBody) ? stringifyJson(clean) : clean }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
