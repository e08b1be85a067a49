import type { Params, Result, Router } from 'hono/router'
import { createPathPattern, noParams, type PathPattern } from '../wire/path-match.js'

/**
 * Finds the route of a request: a literal path by lookup, a path with parameters by trying the few of its method.
 * Literal paths take precedence (T1). Hono's own fast router supports `/verifications/:id/actions/verify` only without
 * `/verifications/by_phone_number/:phone/...`, and its fallback is several times slower than this.
 */
export class OperationRouter<Handler> implements Router<Handler> {
  readonly name = 'OperationRouter'
  readonly #literal = new Map<string, Handler>()
  readonly #literalPaths = new Set<string>()
  readonly #patterns = new Map<string, (PathPattern & { readonly handler: Handler })[]>()

  /** @param path in the notation of the OpenAPI documents */
  add(method: string, path: string, handler: Handler): void {
    const pattern = createPathPattern(path)
    if (pattern.isLiteral) {
      this.#literal.set(`${method} ${path}`, handler)
      this.#literalPaths.add(path)
      return
    }
    const routes = this.#patterns.get(method) ?? []
    routes.push({ ...pattern, handler })
    this.#patterns.set(method, routes)
  }

  match(method: string, path: string): Result<Handler> {
    const literal = this.#literal.get(`${method} ${path}`)
    if (literal !== undefined) return [[[literal, noParams as Params]]]
    // A literal path with a wrong method must not match as an id (H7).
    if (this.#literalPaths.has(path)) return [[]]
    for (const { match, handler } of this.#patterns.get(method) ?? []) {
      const params = match(path)
      if (params !== null) return [[[handler, params as Params]]]
    }
    return [[]]
  }
}
