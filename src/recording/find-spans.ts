import { findCredentialShapesInSteps } from '../wire/credential-shapes.js'
import { decodeLevel, firstLevel, type Level, toSource } from '../wire/decoded.js'
import { findNamedValuesInSteps } from '../wire/named-values.js'
import { respell } from '../wire/respelled.js'
import { isPause, type Steps } from '../wire/steps.js'
import { uuidSource } from '../wire/uuid.js'
import { isPublicUrl, redacted } from './redact-url.js'
import { isPhoneLike } from './secret-texts.js'
import type { Secrets } from './secrets.js'

/** A part of a text that must not be written. */
export interface Span {
  readonly start: number
  readonly end: number
  /** `token`: known or named as a credential. `shape`: looks like one. */
  readonly kind: 'url' | 'name' | 'token' | 'number' | 'code' | 'shape'
  /** Decoded; of a number its digits. */
  readonly value: string
  /** As written. */
  readonly source: string
  /** The plus sign of a number as written. */
  readonly sign: string
}

/** Where several overlap, the first kind decides how the whole is replaced. */
const ranks: Readonly<Record<Span['kind'], number>> = { url: 0, name: 1, token: 2, shape: 3, number: 4, code: 5 }

export interface SpanOptions {
  /** Short names are searched one by one. */
  readonly names: readonly string[]
  /** Whether the text may end in the middle of a secret. */
  readonly mayBeCut: boolean
  /** Whether random words are no credentials here. */
  readonly mayLookRandom: boolean
}

/** Four digits, with or without separators. */
const hasDigits = /\d[\s().-]{0,3}\d[\s().-]{0,3}\d[\s().-]{0,3}\d/
const url = /https?:\/\/[^\s"'<>\\]+/gi

/** An ID or a time, which is nothing but that. */
const idOrTime = new RegExp(
  `^(?:${uuidSource}|\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:Z|[+-]\\d\\d:\\d\\d))$`,
  'i',
)

/** Finds all secrets in a text, in each level of its encodings, in order and without overlaps. */
export function* findSpans(text: string, secrets: Secrets, options: SpanOptions): Steps<Span[]> {
  const spans: Span[] = []
  const isIdOrTime = text.length < 40 && idOrTime.test(text)
  let next: Level | undefined = firstLevel(text)
  for (let depth = 0; next !== undefined; depth++) {
    const level: Level = next
    const addAt =
      (level: Level): Add =>
      (start, end, kind, value) => {
        const [from, last] = toSource(level, start, end)
        const to = toEnd(text, from, last)
        const [, signEnd] = toSource(level, start, start + 1)
        const sign = kind === 'number' && level.text[start] === '+' ? text.slice(from, signEnd) : ''
        spans.push({ start: from, end: to, kind, value, source: text.slice(from, to), sign })
      }
    const add = addAt(level)
    yield* findKnown(level, secrets, options, add)
    if (isIdOrTime) break
    yield* findRespelled(level, secrets, addAt)
    yield* findDigits(level, secrets, add)
    yield* findUrls(level, add)
    yield* findNamed(level, add)
    for (const { start, end } of yield* findCredentialShapesInSteps(level.text, options)) add(start, end, 'shape', '')
    next = yield* decodeLevel(level, depth)
  }
  return spans.length < 2 ? spans : yield* mergeSpans(spans, text)
}

type Add = (start: number, end: number, kind: Span['kind'], value: string) => void

function* findKnown({ text }: Level, secrets: Secrets, { names, mayBeCut }: SpanOptions, add: Add): Steps {
  for (const { start, end, secret } of yield* secrets.find(text)) add(start, end, secret.kind, secret.value)
  for (const name of names) {
    const lower = text.toLowerCase()
    for (let at = lower.indexOf(name.toLowerCase()); at >= 0; at = lower.indexOf(name.toLowerCase(), at + 1))
      add(at, at + name.length, 'name', name)
  }
  if (!mayBeCut) return
  const cutOff = secrets.findCutOff(text)
  if (cutOff < text.length) add(cutOff, text.length, 'token', '')
}

/** Finds secrets that are spelled in ways which cannot be told from ordinary text. */
function* findRespelled(level: Level, secrets: Secrets, addAt: (level: Level) => Add): Steps {
  for (const { hasNames, read } of yield* respell(level)) {
    const other = yield* read()
    const add = addAt(other)
    for (const { start, end, secret } of yield* secrets.find(other.text)) add(start, end, secret.kind, secret.value)
    if (hasNames) yield* findNamed(other, add)
    yield
  }
}

/** The place in the original text where a part of it ends; in a dump the end of the line, where it stands once more. */
function toEnd(text: string, start: number, end: number): number {
  if (!/\n[\da-f]{4,16}:?[ \t]/i.test(text.slice(start, end))) return end
  return end + (/^[^\r\n]*/.exec(text.slice(end, end + 100))?.[0].length ?? 0)
}

function* findDigits({ text }: Level, secrets: Secrets, add: Add): Steps {
  if (!hasDigits.test(text)) return
  for (const { start, end, kind, digits } of yield* secrets.findDigits(text)) add(start, end, kind, digits)
}

function* findUrls({ text }: Level, add: Add): Steps {
  if (!text.includes('://')) return
  let count = 0
  for (const { 0: found, index } of text.matchAll(url)) {
    if (!isPublicUrl(found)) add(index, index + found.length, 'url', found)
    if (isPause(count++)) yield
  }
}

function* findNamed({ text }: Level, add: Add): Steps {
  if (!/[:=>]/.test(text)) return
  let count = 0
  for (const { start, end, kind } of yield* findNamedValuesInSteps(text)) {
    if (isPause(count++)) yield
    const value = text.slice(start, end)
    if (value.includes(redacted) || /^(true|false|null|none|\*+)$/i.test(value)) continue
    if (kind === 'credential') add(start, end, 'token', value)
    else if (kind === 'code') add(start, end, 'code', value)
    else if (kind === 'number' && isPhoneLike(value)) add(start, end, 'number', value.replace(/\D/g, ''))
    else if (kind === 'url' && /^\w+:\/\//.test(value) && !isPublicUrl(value)) add(start, end, 'url', value)
  }
}

/** Joins spans that overlap. */
function* mergeSpans(spans: Span[], text: string): Steps<Span[]> {
  yield
  spans.sort((a, b) => a.start - b.start || b.end - a.end)
  yield
  const merged: Span[] = []
  let count = 0
  for (const span of spans) {
    if (isPause(count++)) yield
    const last = merged.at(-1)
    if (last === undefined || span.start >= last.end) {
      merged.push(span)
      continue
    }
    const first = ranks[span.kind] < ranks[last.kind] ? span : last
    const end = Math.max(last.end, span.end)
    merged[merged.length - 1] = { ...first, start: last.start, end, source: text.slice(last.start, end) }
  }
  return merged
}
