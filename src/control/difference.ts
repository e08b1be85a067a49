/**
 * Where something is other than wanted, a sentence each: of an object only the members that are wanted are looked at,
 * everything else is equal or not.
 */
export function findDifferences(wanted: unknown, actual: unknown, where: string): string[] {
  if (isObject(wanted)) {
    if (!isObject(actual)) return [toSentence(where, wanted, actual)]
    return Object.entries(wanted).flatMap(([name, member]) => findDifferences(member, actual[name], `${where}.${name}`))
  }
  if (Array.isArray(wanted) && Array.isArray(actual) && wanted.length === actual.length) {
    return wanted.flatMap((member, index) => findDifferences(member, actual[index], `${where}[${index}]`))
  }
  return wanted === actual ? [] : [toSentence(where, wanted, actual)]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Members that hold one-time codes, which an answer does not show. */
const secret = /^(request\.(code|custom_code|verification_code)|answer\.data(\[\d+\])?\.custom_code)$/

function toSentence(where: string, wanted: unknown, actual: unknown): string {
  if (actual === undefined) return `${where}: expected ${show(wanted)}, but there is none`
  if (secret.test(where)) return `${where}: not the expected one`
  return `${where}: expected ${show(wanted)}, got ${show(actual)}`
}

const show = (value: unknown) => {
  const text = JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
