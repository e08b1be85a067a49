import { closest, distance } from 'fastest-levenshtein'

/** What people write who know another API, for a field of this one. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  phone_number: ['to', 'phone', 'number', 'recipient', 'destination', 'msisdn'],
  verify_profile_id: ['profile', 'profile_id', 'service_id', 'verification_profile_id'],
  code: ['otp', 'pin', 'token', 'verification_code'],
  verification_code: ['code', 'otp', 'pin'],
  verification_method: ['method', 'type', 'channel', 'via'],
}

const bare = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** The name among those sent that was probably meant for a missing field: another case, a synonym, a slip of the hand. */
export function findMeant(missing: string, sent: readonly string[]): string | undefined {
  return (
    sent.find((name) => bare(name) === bare(missing)) ??
    sent.find((name) => synonyms[missing]?.some((synonym) => bare(synonym) === bare(name))) ??
    sent.find((name) => distance(bare(name), bare(missing)) <= 2)
  )
}

/** The nearest of some known names, if it is near enough to be meant. */
export function findNearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const nearest = closest(name, known)
  return distance(bare(name), bare(nearest)) <= Math.max(2, name.length / 3) ? nearest : undefined
}

/** A sentence about an unknown name: with the nearest known one if it is near enough to be meant, otherwise with all. */
export function suggest(kind: string, name: string, known: readonly string[]): string {
  const nearest = findNearest(name, known)
  return `Unknown ${kind} "${name}". ${nearest === undefined ? `Known: ${known.join(', ')}.` : `Did you mean ${nearest}?`}`
}
