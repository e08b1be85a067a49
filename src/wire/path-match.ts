/** The parameters of a path by name, as sent. */
export type PathParams = Readonly<Record<string, string>>

/** A path of an OpenAPI document, ready to be compared with paths of requests. */
export interface PathPattern {
  readonly path: string
  /** Whether it has no parameters. */
  readonly isLiteral: boolean
  /** The parameters in a request's path, or null where it is another path. */
  readonly match: (path: string) => PathParams | null
}

/** A literal path has no parameters; one object serves all. */
const noParams: PathParams = {}

/**
 * A path like `/verifications/{verification_id}` as a pattern. A parameter stands for one segment, which is not empty.
 *
 * @example
 * ```ts
 * createPathPattern('/verify_profiles/{id}').match('/verify_profiles/4900019b') // { id: '4900019b' }
 * ```
 */
export function createPathPattern(path: string): PathPattern {
  const names = Array.from(path.matchAll(/\{([^}]+)\}/g), ([, name]) => name as string)
  if (names.length === 0) return { path, isLiteral: true, match: (sent) => (sent === path ? noParams : null) }
  const literals = path.split(/\{[^}]+\}/).map((literal) => literal.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = new RegExp(`^${literals.join('([^/]+)')}$`)
  const match = (sent: string): PathParams | null => {
    const found = pattern.exec(sent)
    if (found === null) return null
    const params: Record<string, string> = {}
    for (let index = 0; index < names.length; index++) params[names[index] as string] = found[index + 1] as string
    return params
  }
  return { path, isLiteral: false, match }
}

/** The patterns that a path fits; where it fits a literal one, those with parameters do not count (T1). */
export function findPaths<Pattern extends PathPattern>(patterns: readonly Pattern[], path: string): readonly Pattern[] {
  const literal = patterns.filter((pattern) => pattern.isLiteral && pattern.path === path)
  return literal.length > 0 ? literal : patterns.filter((pattern) => !pattern.isLiteral && pattern.match(path) !== null)
}
