import type { Fetch } from './fetch.js'

/** The constructors that Node's own fetch knows. */
interface NativeGlobals {
  readonly Request: typeof Request
  readonly AbortSignal: typeof AbortSignal
  readonly AbortController: typeof AbortController
}

let native: NativeGlobals | undefined

/**
 * Finds the constructors of Node itself. A test environment such as jsdom replaces the globals by its own, which Node's
 * fetch does not accept, or has none.
 */
function findNative(): NativeGlobals {
  native ??= process.getBuiltinModule('node:vm').runInThisContext(`({
    get Request() { return Request },
    get AbortSignal() { return AbortSignal },
    get AbortController() { return AbortController },
  })`) as NativeGlobals
  return native
}

/** What a Request of Node, of another realm and of a polyfill have in common. */
type RequestLike = Pick<Request, 'url' | 'method' | 'headers' | 'signal' | 'arrayBuffer'>

/**
 * Creates the Request that a `fetch` was called with. Both parts may come from another realm or from a polyfill, as they do
 * in Jest and in jsdom. Made at once if it can be, so that requests are answered in the order of their calls.
 */
export function toNativeRequest(...[input, init]: Parameters<Fetch>): Request | Promise<Request> {
  if (isForeignRequest(input)) return copyForeign(input, init)
  const { Request } = findNative()
  return new Request(input, withNativeSignal(init))
}

async function copyForeign(input: RequestLike, init: RequestInit | undefined): Promise<Request> {
  const { Request } = findNative()
  const { url, method, headers, signal } = input
  const hasBody = method !== 'GET' && method !== 'HEAD' && init?.body === undefined
  const body = hasBody ? { body: await input.arrayBuffer() } : {}
  return new Request(url, withNativeSignal({ method, headers, signal, ...body, ...init }))
}

const isForeignRequest = (input: unknown): input is RequestLike =>
  typeof input === 'object' &&
  input !== null &&
  !(input instanceof findNative().Request) &&
  'url' in input &&
  'arrayBuffer' in input

/** Replaces a signal of another realm by one that follows it. */
function withNativeSignal(init: RequestInit | undefined): RequestInit | undefined {
  const signal = init?.signal ?? undefined
  const { AbortController, AbortSignal } = findNative()
  const isNative: boolean = signal instanceof AbortSignal
  if (signal === undefined || isNative) return init
  const follower = new AbortController()
  const abort = () => follower.abort(signal.reason)
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  return { ...init, signal: follower.signal }
}
