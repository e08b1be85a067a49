import type { Decision } from '../../core/decision.js'
import { explainAccident, findAccident } from '../../wire/accident.js'
import { readValue } from './segment.js'

/** Explains a phone number or an ID in a body that cannot be meant, in a clause; undefined if it looks right. */
export function explainField(name: string, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  if (name === '') return isJson(value) ? 'the body is JSON inside a string; serialize it once' : undefined
  if (value.trim() === '') return `${name} is empty; is the variable set?`
  const { kind, text } = readValue(value)
  if (kind === 'phone' && name.endsWith('_id')) return `${name} is a phone number; are the two fields swapped?`
  if (kind === 'id' && name === 'phone_number') return 'phone_number is an ID; are the two fields swapped?'
  // A text may consist of a variable, like a template.
  const accident = name === 'text' ? undefined : findAccident(value)
  // An ID in braces is one that C# printed, not a placeholder.
  const isId = kind === 'id' && accident === 'unfilled'
  if (accident !== undefined && kind !== 'phone' && !isId) return explainAccident(accident, name, value)
  if (/%[\da-f]{2}/i.test(value)) return `${name} is percent-encoded; in JSON write it decoded`
  if (kind === 'id' && text !== value.toLowerCase()) return `write ${name} as ${text}`
  return kind === 'word' && value !== value.trim() ? `${name} has spaces around it` : undefined
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

/** Explains a code that can never be right, without quoting it; undefined if it consists of digits. */
export function explainCode(value: unknown): string | undefined {
  if (typeof value !== 'string' || /^\d+$/.test(value)) return undefined
  const text = value.trim()
  if (text === '') return 'the code is empty; is the variable set?'
  if (findAccident(text) === 'quoted') return 'the code is in quotes; send the digits alone'
  if (findAccident(text) !== undefined) return 'the code is a placeholder; is the variable set?'
  if (/^\d+$/.test(text)) return 'there are spaces around the code; trim what the user typed'
  if (/^\d[\d\s.\-\u2013]*\d$/.test(text)) return 'there are separators in the code; send the digits alone'
  if (/^\p{Nd}+$/u.test(text)) return 'the code has digits other than 0 to 9; convert what the user typed'
  if (/^(?:%[\da-f]{2}|\d)+$/i.test(text)) return 'the code is percent-encoded; in JSON write it decoded'
  return 'the code has characters other than digits; send the digits alone'
}

/** Adds a hint about a code that was not accepted and cannot be one. */
export function hintCode(decision: Decision | null, body: unknown, hints: string[]): void {
  if (decision === null || decision.outcome === null || decision.outcome === 'accepted') return
  const explained = explainCode((body as { code?: unknown } | undefined)?.code)
  if (explained !== undefined) hints.push(explained)
}
