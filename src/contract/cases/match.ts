import { stringifyJson } from '../../wire/deep-json.js'
import { isUuid } from '../../wire/uuid.js'
import type { ComparedAnswer } from '../diff/answers.js'
import type { StepExpectation } from './case.js'

/** A place where an answer is not as expected. */
export interface AnswerMismatch {
  /** As in an `AnswerDifference`. */
  readonly place: string
  readonly expected: string
  readonly actual: string
}

/** The patterns that may stand for a value. */
const patterns: Readonly<Record<string, (value: unknown) => boolean>> = {
  '<any>': (value) => value !== undefined,
  '<absent>': (value) => value === undefined,
  '<text>': (value) => typeof value === 'string' && value !== '',
  '<integer>': Number.isInteger,
  '<list>': Array.isArray,
  '<empty list>': (value) => Array.isArray(value) && value.length === 0,
  '<uuid>': (value) => typeof value === 'string' && isUuid(value),
  '<time with microseconds>': matchesPattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
}

function matchesPattern(pattern: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && pattern.test(value)
}

/**
 * Compares an answer with an expectation. An object requires its fields and allows others; a list requires exactly its
 * items. A text in angle brackets is a pattern; a text between tildes (`~not found~`) must occur, in upper or lower case.
 *
 * @returns every mismatch
 */
export function matchAnswer({ status, headers, body }: StepExpectation, answer: ComparedAnswer): AnswerMismatch[] {
  return [
    ...(status === undefined ? [] : matchValue('status', status, answer.status)),
    ...Object.entries(headers ?? {}).flatMap(([name, expected]) =>
      matchValue(`header ${name}`, expected, answer.headers[name]),
    ),
    ...(body === undefined ? [] : matchValue('body ', body, answer.body)),
  ]
}

function matchValue(place: string, expected: unknown, actual: unknown): AnswerMismatch[] {
  const mismatch = () => [{ place: place.trimEnd(), expected: formatValue(expected), actual: formatValue(actual) }]
  if (typeof expected === 'string') return matchesText(expected, actual) ? [] : mismatch()
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return mismatch()
    return expected.flatMap((finding, index) => matchValue(`${place}/${index}`, finding, actual[index]))
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return mismatch()
    return Object.entries(expected).flatMap(([name, member]) =>
      matchValue(
        `${place}/${name}`,
        member,
        Object.hasOwn(actual, name) ? (actual as Record<string, unknown>)[name] : undefined,
      ),
    )
  }
  return expected === actual ? [] : mismatch()
}

function matchesText(expected: string, actual: unknown): boolean {
  const pattern = patterns[expected]
  if (pattern) return pattern(actual)
  const [, part] = /^~(.+)~$/.exec(expected) ?? []
  if (part === undefined) return expected === actual
  return typeof actual === 'string' && actual.toLowerCase().includes(part.toLowerCase())
}

function formatValue(value: unknown): string {
  const text = value === undefined ? 'absent' : stringifyJson(value)
  return text.length > 200 ? `${text.slice(0, 199)}…` : text
}
