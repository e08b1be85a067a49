import type { Entry, EventEntry, JournalBody, RequestEntry } from '../core/journal-entry.js'
import {
  findCredentials,
  type Masked,
  maskCodes,
  maskCodesInText,
  maskHint,
  maskMessage,
  maskShapes,
  maskValues,
  type Side,
} from './masking.js'
import { toMessage } from './message.js'
import { toInstant } from './timestamp.js'
import { toTraceHeaders } from './trace.js'
import type { ControlWire } from './types.js'
import { isDeeper } from './validation.js'

type JournalEntry = ControlWire['JournalEntry']

/** Converts a journal entry for the control API. */
export function toJournalEntry(entry: Entry, cursor: string, { showsCodes = false } = {}): JournalEntry {
  return entry.kind === 'request' ? toRequestEntry(entry, cursor, showsCodes) : toEventEntry(entry, cursor, showsCodes)
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
  return credentials.length === 0 ? shown : (maskEverywhere(shown, credentials) as JournalEntry)
}

function maskEverywhere(value: unknown, values: readonly string[]): unknown {
  if (typeof value === 'string') return maskValues(value, values)
  if (Array.isArray(value)) return value.map((item) => maskEverywhere(item, values))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, member]) => [
    maskValues(name, values),
    maskEverywhere(member, values),
  ])
  return Object.fromEntries(members)
}

function convertRequest(entry: RequestEntry, cursor: string, showsCodes: boolean): JournalEntry {
  const { facts, method, status, decided, timing } = entry
  const masked: Masked = showsCodes ? 'credentials' : 'codes and credentials'
  const path = maskQuery(entry.path, masked)
  const headers = toAnswerHeaders(entry, showsCodes)
  const { 'x-emulator-hint': hint } = headers
  return {
    cursor,
    at: toInstant(entry.at),
    kind: 'request',
    text: `${method} ${path} → ${status === 0 ? 'no answer' : status}${formatDecision(entry)}`,
    phone_number: facts.phoneNumber,
    verification_id: facts.verificationId,
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
    ...toShownTrace(entry),
    ...(entry.latencyMs > 0 && { latency_ms: roundMs(entry.latencyMs) }),
    ...(timing !== null && { work_ms: roundMs(timing.workMs), took_ms: roundMs(timing.tookMs) }),
    request: { headers: maskHeaders(entry.requestHeaders, masked), ...toBody('request', entry.requestBody, masked) },
    answer: { headers, ...toBody('answer', entry.answerBody, masked) },
  }
}

const roundMs = (ms: number) => Math.round(ms * 1000) / 1000

/** The trace of a request. Its state is the sender's own text, in which a credential is masked. */
function toShownTrace({ trace }: RequestEntry) {
  const { tracestate, ...shown } = toTraceHeaders(trace)
  return tracestate === undefined ? shown : { ...shown, tracestate: maskShapes(tracestate) }
}

/** The deciding outcome, rule, scenario and fault in parentheses; empty if nothing special decided. */
function formatDecision({ decided }: RequestEntry): string {
  const { outcome, errorCode, rule, scenario, fault } = decided
  const what = [outcome ?? errorCode, scenario === null ? rule : null, scenario, fault].filter((word) => word !== null)
  return what.length > 0 ? ` (${what.join(', ')})` : ''
}

function toEventEntry(entry: EventEntry, cursor: string, showsCodes: boolean): JournalEntry {
  const { kind, event, phoneNumber, channel, text, code, message, webhook } = entry
  const suffix = text === null ? '' : `: ${showsCodes || code === null ? text : maskMessage(text, code)}`
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
const maskQuery = (path: string, masked: Masked) =>
  path.replace(/\?.*$/s, (query) => maskShapes(maskCodesInText(query, masked)))

/** Authorization is masked already. */
function maskHeaders(headers: Readonly<Record<string, string>>, masked: Masked): Record<string, string> {
  const mask = (name: string, value: string) =>
    name === 'authorization' ? value : maskShapes(maskCodesInText(value, masked), name)
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, mask(name, value)]))
}

function toAnswerHeaders({ answerHeaders, requestBody }: RequestEntry, showsCodes: boolean): Record<string, string> {
  const { 'x-emulator-hint': hint } = answerHeaders
  if (hint === undefined || showsCodes) return { ...answerHeaders }
  return { ...answerHeaders, 'x-emulator-hint': maskHint(hint, requestBody.text) }
}

/** Maximum depth of parsed bodies, in levels. Deeper ones are shown as text. */
const deepestBody = 100

function toBody(side: Side, { text, length }: JournalBody, masked: Masked): { body: unknown; length?: number } {
  if (text === null) return { body: null }
  const json = text.length < length ? undefined : parseJson(text)
  const cut = text.length < length && { length }
  if (json === undefined || isDeeper(json, deepestBody))
    return { body: maskShapes(maskCodesInText(text, masked)), ...cut }
  return { body: maskCodes(side, json, masked) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
