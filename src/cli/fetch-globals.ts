/**
 * Node loads its fetch stack, a quarter of our start time, when `Request`, `Response` or `Headers` is first touched;
 * the node server touches all three when it is imported, to inherit from them, and then answers without them. So the
 * command, which owns its process, puts stand-ins in their place: they are inherited from like the originals and load
 * those only when one is really constructed or asked for something. To be imported before anything else.
 */
type Constructor = abstract new (...args: never[]) => object

function standInFor(name: 'Request' | 'Response' | 'Headers'): void {
  const original = Object.getOwnPropertyDescriptor(globalThis, name)
  if (original === undefined) return
  let loaded: Constructor | undefined
  // A plain function, because its prototype can be handed out before the original's is known.
  const target = function standIn() {}
  const load = (): Constructor => {
    if (loaded === undefined) {
      loaded = (original.get ? original.get.call(globalThis) : original.value) as Constructor
      Object.setPrototypeOf(target.prototype, loaded.prototype)
    }
    return loaded
  }
  // Nothing can be an instance of what was never loaded.
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
