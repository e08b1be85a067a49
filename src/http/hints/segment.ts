import { type Accident, explainAccident, findAccident } from '../../wire/accident.js'
import { isUuid } from '../../wire/uuid.js'

/** What a segment of a path is, by its shape. */
export interface Segment {
  readonly kind: 'word' | 'phone' | 'id' | 'accident' | 'empty'
  /** The value as it should be written: a number in E.164, an ID in lower case with dashes, a word as sent. */
  readonly text: string
  /** A clause that says how it is misspelled. */
  readonly flaw?: string
}

/** Pairs of characters that are left around a value by templates and quotes. */
const wrapped = /^(?:[{<("'[]|urn:uuid:|tel:)+|[}>)"'\]]+$/gi

/** Reads a segment of a path, still encoded. */
export function readSegment(sent: string): Segment {
  const once = decode(sent)
  const twice = decode(once)
  const segment = readValue(twice)
  if (twice === once || segment.kind === 'word') return segment
  return { ...segment, flaw: `${toName(segment)} is encoded twice` }
}

/** Reads a decoded value. */
export function readValue(value: string): Segment {
  const text = value.trim()
  if (text === '') return { kind: 'empty', text: '', flaw: 'it is empty; is the variable set?' }
  const bare = text.replaceAll(wrapped, '')
  const whole = readId(text) ?? readPhone(text)
  const found = whole ?? readId(bare) ?? readPhone(bare)
  if (found !== undefined) {
    if (whole === undefined)
      return { ...found, flaw: `${toName(found)} must be written without "${text.replace(bare, '...')}"` }
    if (text === value) return found
    return { ...found, flaw: explainSpace(found, value) }
  }
  const accident = findAccident(text)
  if (accident !== undefined) return { kind: 'accident', text, flaw: explainValue(accident, text) }
  return { kind: 'word', text }
}

const explainValue = (accident: Accident, text: string) => explainAccident(accident, 'a value in the path', text)

/** A plus sign that was sent unescaped in a form becomes a space. */
function explainSpace(found: Segment, value: string): string {
  if (found.kind === 'phone' && value.startsWith(' '))
    return 'the plus sign of the phone number became a space; write it as "+" or "%2B"'
  return `${toName(found)} has spaces around it`
}

function readId(text: string): Segment | undefined {
  if (isUuid(text)) return { kind: 'id', text: text.toLowerCase() }
  if (!/^[\da-f]{32}$/i.test(text)) return undefined
  const dashed = text.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  return { kind: 'id', text: dashed, flaw: 'the ID lacks its dashes' }
}

function readPhone(text: string): Segment | undefined {
  const digits = text.replace(/^(?:00|\+)/, '').replaceAll(/[\s().-]/g, '')
  if (!/^[1-9]\d{6,14}$/.test(digits) || !/^\+?[\d\s().-]+$/.test(text)) return undefined
  const phone = `+${digits}`
  if (text === phone) return { kind: 'phone', text: phone }
  const flaw = text === digits ? 'lacks its plus sign' : 'must be in E.164, a plus sign and digits only'
  return { kind: 'phone', text: phone, flaw: `the phone number ${flaw}` }
}

const toName = ({ kind }: Segment) =>
  kind === 'phone' ? 'the phone number' : kind === 'id' ? 'the ID' : 'a part of the path'

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
