import { createPathPattern, noParams, type PathParams, type PathPattern } from '../wire/path-match.js'

/** The route of a request. */
export interface Match<Handler> {
  readonly handler: Handler
  /** Not decoded. */
  readonly params: PathParams
}

/** The routes of a method. */
interface Routes<Handler> {
  readonly literal: Map<string, Match<Handler>>
  readonly patterns: (PathPattern & { readonly handler: Handler })[]
}

/**
 * Finds the route of a request: a literal path by lookup, a path with parameters by trying the few of its method.
 * Literal paths take precedence (T1).
 */
export class OperationRouter<Handler> {
  readonly #methods = new Map<string, Routes<Handler>>()
  readonly #literalPaths = new Set<string>()

  /** @param path in the notation of the OpenAPI documents */
  add(method: string, path: string, handler: Handler): void {
    const routes: Routes<Handler> = this.#methods.get(method) ?? { literal: new Map(), patterns: [] }
    this.#methods.set(method, routes)
    const pattern = createPathPattern(path)
    if (pattern.isLiteral) {
      routes.literal.set(path, { handler, params: noParams })
      this.#literalPaths.add(path)
    } else routes.patterns.push({ ...pattern, handler })
  }

  match(method: string, path: string): Match<Handler> | undefined {
    const routes = this.#methods.get(method)
    if (routes === undefined) return undefined
    const literal = routes.literal.get(path)
    if (literal !== undefined) return literal
    // A literal path with a wrong method must not match as an id (H7).
    if (this.#literalPaths.has(path)) return undefined
    for (const { match, handler } of routes.patterns) {
      const params = match(path)
      if (params !== null) return { handler, params }
    }
    return undefined
  }
}
