import type { PathParams } from '../wire/path-match.js'
import type { Answer, Pending } from './answer.js'
import type { Call } from './call.js'

type Handler = (call: Call, params: PathParams) => Pending<Answer>

/** A module that is loaded by the first request that needs it. */
class OnDemand<Module> {
  #module: Module | undefined

  constructor(private readonly importModule: () => Promise<Module>) {}

  async load(): Promise<Module> {
    this.#module ??= await this.importModule()
    return this.#module
  }

  /** Creates a handler that takes no turn of its own once the module is loaded, so that requests keep their order. */
  handler(create: (module: Module) => Handler): Handler {
    let handle: Handler | undefined
    return (call, params) => {
      if (this.#module !== undefined) handle ??= create(this.#module)
      if (handle !== undefined) return handle(call, params)
      return this.load().then((module) => {
        handle ??= create(module)
        return handle(call, params)
      })
    }
  }
}

/** The control API, and those operations of the emulated API that do not send a code: no start needs them. */
export const controlApi = new OnDemand(() => import('./control-request.js'))
export const otherOperations = new OnDemand(() => import('./other-implementations.js'))

/** Loads both at once, so that no request of a test waits for files. */
export async function loadOperations(): Promise<void> {
  await Promise.all([controlApi.load(), otherOperations.load()])
}
