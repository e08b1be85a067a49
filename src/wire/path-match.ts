/** The parameters of a path by name, not decoded. */
export type PathParams = Readonly<Record<string, string>>

/** A path of an OpenAPI document, compiled for matching request paths. */
export interface PathPattern {
  readonly path: string
  /** Whether it has no parameters. */
  readonly isLiteral: boolean
  /** Returns the parameters in a request's path, or null if it does not match. */
  readonly match: (path: string) => PathParams | null
}

/** Shared by all literal paths, which have no parameters. */
export const noParams: PathParams = {}

/**
 * Compiles a path like `/verifications/{verification_id}` to a pattern. A parameter matches one non-empty segment.
 *
 * @example
 * ```ts
 * createPathPattern('/verify_profiles/{id}').match('/verify_profiles/4900019b') // { id: '4900019b' }
 * ```
 */
export function createPathPattern(path: string): PathPattern {
  const names = Array.from(path.matchAll(/\{([^}]+)\}/g), ([, name]) => name as string)
  if (names.length === 0) return { path, isLiteral: true, match: (sent) => (sent === path ? noParams : null) }
  const [first, ...others] = path.split(/\{[^}]+\}/) as [string, ...string[]]
  const match = (sent: string): PathParams | null => {
    if (!sent.startsWith(first)) return null
    const params: Record<string, string> = {}
    let at = first.length
    for (let index = 0; index < names.length; index++) {
      const slash = sent.indexOf('/', at)
      const end = slash < 0 ? sent.length : slash
      const literal = others[index] as string
      if (end === at || !sent.startsWith(literal, end)) return null
      params[names[index] as string] = sent.slice(at, end)
      at = end + literal.length
    }
    return at === sent.length ? params : null
  }
  return { path, isLiteral: false, match }
}

/** The patterns that match a path. If a literal one matches, those with parameters are ignored (T1). */
export function findPaths<Pattern extends PathPattern>(patterns: readonly Pattern[], path: string): readonly Pattern[] {
  const literal = patterns.filter((pattern) => pattern.isLiteral && pattern.path === path)
  return literal.length > 0 ? literal : patterns.filter((pattern) => !pattern.isLiteral && pattern.match(path) !== null)
}
