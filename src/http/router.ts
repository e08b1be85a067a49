import type { Params, Result, Router } from 'hono/router'

interface PatternRoute<Handler> {
  readonly pattern: RegExp
  readonly names: readonly string[]
  readonly handler: Handler
}

/**
 * Finds the one route of a request: a literal path by look-up, a path with parameters by trying the few of its method.
 * Literal paths win over parameters (T1). Hono's own fast router cannot hold `/verifications/:id/actions/verify` beside
 * `/verifications/by_phone_number/:phone/...`, and the one it falls back to costs several times this.
 */
export class OperationRouter<Handler> implements Router<Handler> {
  readonly name = 'OperationRouter'
  readonly #literal = new Map<string, Handler>()
  readonly #literalPaths = new Set<string>()
  readonly #patterns = new Map<string, PatternRoute<Handler>[]>()

  add(method: string, path: string, handler: Handler): void {
    if (!path.includes(':')) {
      this.#literal.set(`${method} ${path}`, handler)
      this.#literalPaths.add(path)
      return
    }
    const names: string[] = []
    const source = path.replaceAll(/:(\w+)/g, (_, name: string) => {
      names.push(name)
      return '([^/]+)'
    })
    const routes = this.#patterns.get(method) ?? []
    routes.push({ pattern: new RegExp(`^${source}$`), names, handler })
    this.#patterns.set(method, routes)
  }

  match(method: string, path: string): Result<Handler> {
    const literal = this.#literal.get(`${method} ${path}`)
    if (literal !== undefined) return [[[literal, noParams]]]
    // A wrong method at a literal path is no look-up of an id that is spelled like it (H7).
    if (this.#literalPaths.has(path)) return [[]]
    for (const { pattern, names, handler } of this.#patterns.get(method) ?? []) {
      const found = pattern.exec(path)
      if (found === null) continue
      const params: Params = {}
      names.forEach((name, index) => {
        params[name] = found[index + 1] as string
      })
      return [[[handler, params]]]
    }
    return [[]]
  }
}

const noParams: Params = {}
