import type { PathParams } from '../wire/path-match.js'
import type { Answer, Pending } from './answer.js'
import type { Call } from './call.js'
import { nextTurn } from './next-turn.js'

/** Answers the calls of one route. @param params of its path, not decoded */
export type Handler = (call: Call, params: PathParams) => Pending<Answer>

/** A module that is loaded by the first request that needs it. */
export class OnDemand<Module> {
  #module: Module | undefined
  #loading: Promise<Module> | undefined

  constructor(private readonly importModule: () => Promise<Module>) {}

  async load(): Promise<Module> {
    this.#loading ??= this.#load()
    return this.#module ?? this.#loading
  }

  /** Loads the module. What needs it goes on in a later turn, because loading takes long enough. */
  async #load(): Promise<Module> {
    try {
      const module = await this.importModule()
      await nextTurn()
      await nextTurn() // the first may end the turn in which the request arrived
      this.#module = module
      return module
    } catch (error) {
      this.#loading = undefined // the next request tries again
      throw error
    }
  }

  /** Calls back with the module: at once if it is loaded, so that requests keep their order. */
  use<Result>(next: (module: Module) => Pending<Result>): Pending<Result> {
    return this.#module === undefined ? this.load().then(next) : next(this.#module)
  }

  /** Creates a handler from the module when it is first needed. */
  handler(create: (module: Module) => Handler): Handler {
    let handle: Handler | undefined
    const prepare = (module: Module) => {
      handle ??= create(module)
      return handle
    }
    return (call, params) => handle?.(call, params) ?? this.use((module) => prepare(module)(call, params))
  }
}

/** What refuses a request of the emulated API, and explains why. */
export const failures = new OnDemand(() => import('./verify-failure.js'))
