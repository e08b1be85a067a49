import type { Answer } from '../flow/answer.js'

/** Headers whose values differ from answer to answer. */
const volatile = new Set([
  'date',
  'etag',
  'set-cookie',
  'content-length',
  'x-request-id',
  'x-response-time',
  'server-timing',
])

/**
 * What tells the answer for one phone number from the answer for another, apart from what differs between any two
 * answers: the numbers themselves, codes, tokens, IDs and times.
 *
 * @returns one part of a sentence for each difference; none if no one could tell them apart
 */
export function compareAnswers(one: Answer, other: Answer, phones: readonly string[]): string[] {
  const namesOf = ({ headers }: Answer) => [...new Set(headers.map(([name]) => name))].sort().join(', ')
  const valuesOf = ({ headers }: Answer) =>
    headers
      .filter(([name]) => !volatile.has(name))
      .map(([name, value]) => `${name}: ${mask(value, phones)}`)
      .sort()
      .join('\n')
  const bodies = [one, other].map(({ text }) => mask(text, phones))
  return [
    ...(one.status === other.status ? [] : [`status ${one.status} with an account, ${other.status} without`]),
    ...(namesOf(one) === namesOf(other)
      ? []
      : [`headers with an account: ${namesOf(one)}; without: ${namesOf(other)}`]),
    ...(valuesOf(one) === valuesOf(other) ? [] : ['the values of headers differ']),
    ...(bodies[0] === bodies[1]
      ? []
      : [`body with an account: ${bodies[0]?.slice(0, 120)}; without: ${bodies[1]?.slice(0, 120)}`]),
  ]
}

/**
 * The masked text. Whole numbers go first and the last digits of one last, and only where they stand alone: two digits
 * are in one of ten random codes, too.
 */
function mask(text: string, phones: readonly string[]): string {
  const withoutNumbers = phones.reduce((masked, phone) => masked.replace(anySpelling(phone), '<phone>'), text)
  const withoutTokens = withoutNumbers.replace(/[\w-]{16,}|\d{4}-\d\d-\d\dT[\d:.]+Z?|\d{4,}/g, '<token>')
  const ends = phones.flatMap((phone) => [phone.slice(-3), phone.slice(-2)])
  return withoutTokens.replace(new RegExp(`(?<![\\d<])(?:${ends.join('|')})(?!\\d)`, 'g'), '<end>')
}

/** A number with or without its plus sign and country code, and with any separators between its digits. */
function anySpelling(phone: string): RegExp {
  const digits = [...phone.slice(1)]
  const separated = (some: readonly string[]) => some.join('[\\s().\\-/]*')
  // The subscriber's number without a country code has at least seven digits.
  const spellings = [0, 1, 2, 3].map((start) => digits.slice(start)).filter(({ length }) => length >= 7)
  return new RegExp(`(?:\\+|%2[bB])?(?<!\\d)\\(?(?:${spellings.map(separated).join('|')})(?!\\d)`, 'g')
}
