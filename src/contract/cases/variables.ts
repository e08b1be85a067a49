import { mapJson } from '../../wire/deep-json.js'

/** Values by name: `number`, `prefix`, and what steps have captured. */
export type Variables = ReadonlyMap<string, string>

/** A text contains a variable that no step has captured. */
export class MissingVariableError extends Error {
  override readonly name = 'MissingVariableError'

  constructor(readonly variable: string) {
    super(`\${${variable}} has no value`)
  }
}

/** Replaces `${name}` by its value in every text of a value. @throws {MissingVariableError} */
export function fill<T>(value: T, variables: Variables): T {
  return mapTexts(value, (text) =>
    text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const found = variables.get(name)
      if (found === undefined) throw new MissingVariableError(name)
      return found
    }),
  ) as T
}

/** Shorter values are replaced only where they are a whole text, because they may occur in others by chance. */
const minPartLength = 8

/**
 * Replaces values by `${name}`, so that the answers of two runs can be compared and reveal nothing about the account of
 * a run.
 */
export function unfill<T>(value: T, variables: Variables): T {
  const known = [...variables].sort(([, a], [, b]) => b.length - a.length)
  return mapTexts(value, (text) => {
    const whole = known.find(([, found]) => found === text)
    if (whole) return `\${${whole[0]}}`
    return known.reduce(
      (rest, [name, found]) => (found.length < minPartLength ? rest : rest.replaceAll(found, `\${${name}}`)),
      text,
    )
  }) as T
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  return mapJson(value, null, {
    enter: () => () => null,
    toLeaf: (leaf) => (typeof leaf === 'string' ? change(leaf) : leaf),
    toName: (name) => name,
  })
}
