import { closest, distance } from 'fastest-levenshtein'

/** Names that other APIs use for a field of this one. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  phone_number: ['to', 'phone', 'number', 'recipient', 'destination', 'msisdn'],
  verify_profile_id: ['profile', 'profile_id', 'service_id', 'verification_profile_id'],
  code: ['otp', 'pin', 'token', 'verification_code'],
  verification_code: ['code', 'otp', 'pin'],
  verification_method: ['method', 'type', 'channel', 'via'],
}

/** Maximum number of listed names; the others are only counted. */
const mostListed = 50

/**
 * Two sentences about an unknown name: that it is unknown, and the nearest known name, or all known names if none is
 * similar.
 *
 * @param kind the kind of name, in the singular
 * @param otherwise a sentence that replaces the list
 * @example
 * ```ts
 * suggest('outcome', 'acepted', ['accepted', 'expired']) // Unknown outcome "acepted". Did you mean accepted?
 * suggest('outcome', 'maybe', ['accepted', 'expired']) // Unknown outcome "maybe". Expected one of: accepted, expired.
 * ```
 */
export function suggest(kind: string, name: string, known: readonly string[], otherwise = listKnown(known)): string {
  return `Unknown ${kind} "${name}". ${suggestNearest(name, known) ?? otherwise}`
}

/** The second sentence alone, if a known name is similar enough. */
export function suggestNearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const nearest = closest(name, known)
  const edits = distance(toBare(name), toBare(nearest))
  return edits < name.length && edits <= Math.max(2, name.length / 3) ? `Did you mean ${nearest}?` : undefined
}

/** The nearest of the known names, if at most `mostEdits` letters differ. */
export function findNearest(name: string, known: readonly string[], mostEdits: number): string | undefined {
  const nearest = closest(name, known)
  return distance(name, nearest) <= mostEdits ? nearest : undefined
}

/** A clause about a missing field of a body, if one of the sent names was probably meant for it. */
export function suggestField(missing: string, sent: readonly string[]): string | undefined {
  const meant =
    sent.find((name) => toBare(name) === toBare(missing)) ??
    sent.find((name) => synonyms[missing]?.some((synonym) => toBare(synonym) === toBare(name))) ??
    sent.find((name) => distance(toBare(name), toBare(missing)) <= 2)
  return meant === undefined ? undefined : `you sent \`${meant}\`, did you mean \`${missing}\`?`
}

function listKnown(known: readonly string[]): string {
  if (known.length === 0) return 'None are available.'
  const others = known.length - mostListed
  return `Expected one of: ${known.slice(0, mostListed).join(', ')}${others > 0 ? ` and ${others} others` : ''}.`
}

/** A spelling without case and separators. */
export const toBare = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
