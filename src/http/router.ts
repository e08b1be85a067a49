import type { Params, Result, Router } from 'hono/router'
import { createPathPattern, type PathPattern } from '../wire/path-match.js'

/**
 * Finds the one route of a request: a literal path by look-up, a path with parameters by trying the few of its method.
 * Literal paths win over parameters (T1). Hono's own fast router cannot hold `/verifications/:id/actions/verify` beside
 * `/verifications/by_phone_number/:phone/...`, and the one it falls back to costs several times this.
 */
export class OperationRouter<Handler> implements Router<Handler> {
  readonly name = 'OperationRouter'
  readonly #literal = new Map<string, Handler>()
  readonly #literalPaths = new Set<string>()
  readonly #patterns = new Map<string, (PathPattern & { readonly handler: Handler })[]>()

  /** @param path as the OpenAPI documents write it */
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
    if (literal !== undefined) return [[[literal, noParams]]]
    // A wrong method at a literal path is no look-up of an id that is spelled like it (H7).
    if (this.#literalPaths.has(path)) return [[]]
    for (const { match, handler } of this.#patterns.get(method) ?? []) {
      const params = match(path)
      if (params !== null) return [[[handler, params as Params]]]
    }
    return [[]]
  }
}

const noParams: Params = {}
