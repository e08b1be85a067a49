/** Values by name: `number`, `prefix`, and what steps have captured. */
export type Variables = ReadonlyMap<string, string>

/** A text needs a value that no step has given. */
export class MissingVariable extends Error {
  constructor(readonly variable: string) {
    super(`\${${variable}} has no value`)
  }
}

/** Puts values in place of `${name}` in every text of a value. @throws {MissingVariable} */
export function fill<T>(value: T, variables: Variables): T {
  return mapTexts(value, (text) =>
    text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const found = variables.get(name)
      if (found === undefined) throw new MissingVariable(name)
      return found
    }),
  ) as T
}

/** Shorter values are replaced only where they are a whole text: a piece of another might look the same. */
const tellingLength = 8

/**
 * Puts `${name}` in place of values, so that the answers of two runs can be compared, and nothing is told of the account
 * that a run was made with.
 */
export function unfill<T>(value: T, variables: Variables): T {
  const known = [...variables].sort(([, a], [, b]) => b.length - a.length)
  return mapTexts(value, (text) => {
    const whole = known.find(([, found]) => found === text)
    if (whole) return `\${${whole[0]}}`
    return known.reduce(
      (rest, [name, found]) => (found.length < tellingLength ? rest : rest.replaceAll(found, `\${${name}}`)),
      text,
    )
  }) as T
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapTexts(member, change)]))
}
