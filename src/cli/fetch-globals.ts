/**
 * Replaces `Request`, `Response` and `Headers` with stand-ins that load the originals on first use. Node loads its fetch
 * stack, a quarter of the start-up time, when one of the three is first touched; the node server touches all of them at
 * import, to inherit from them, and then answers without them. The command owns its process, so it may do this. Import
 * this module before any other.
 */
type Constructor = abstract new (...args: never[]) => object

function standInFor(name: 'Request' | 'Response' | 'Headers'): void {
  const original = Object.getOwnPropertyDescriptor(globalThis, name)
  if (original === undefined) return
  let loaded: Constructor | undefined
  // A plain function, whose prototype is available before the original's is known.
  const target = function standIn() {}
  const load = (): Constructor => {
    if (loaded === undefined) {
      loaded = (original.get ? original.get.call(globalThis) : original.value) as Constructor
      Object.setPrototypeOf(target.prototype, loaded.prototype)
    }
    return loaded
  }
  // No value can be an instance of a class that was never loaded.
  const isInstance = (value: unknown) => loaded !== undefined && value instanceof loaded
  const standIn: object = new Proxy(target, {
    construct: (_, args, newTarget) => {
      const actual = load()
      return Reflect.construct(actual, args, newTarget === standIn ? actual : newTarget)
    },
    get: (_, key) => {
      if (key === 'prototype') return target.prototype
      if (key === Symbol.hasInstance) return isInstance
      return Reflect.get(load(), key)
    },
  })
  Object.defineProperty(globalThis, name, { value: standIn, configurable: true, writable: true, enumerable: false })
}

standInFor('Request')
standInFor('Response')
standInFor('Headers')
