/** Requests of the page, over the client's own way to an emulator. */
import { createCall } from '../../../client/call.js'
import { ConnectionError, ControlError } from '../../../client/errors.js'

/** A request that a button sends, as data: it is carried out, and shown as curl, Node and Python. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the origin, with its query. */
  readonly path: string
  readonly body?: unknown
  /** The call of the package's client that does the same: the part after `emulator.`. */
  readonly node?: string
}

export interface Connection {
  readonly origin: string
  readonly sandbox: string
  readonly token: string | undefined
}

/** Path of a control operation in the sandbox of the connection. */
export function controlPath(
  path: string,
  sandbox: string,
  query: Readonly<Record<string, string | number>> = {},
): string {
  const search = new URLSearchParams({ sandbox })
  for (const [name, value] of Object.entries(query)) search.set(name, String(value))
  return `/_emulator${path}?${search}`
}

const fetchHere: typeof fetch = (input, init) => fetch(input, init)

/**
 * Sends a request with the token, or with the key of the sandbox where it goes to the emulated API.
 *
 * @throws {ControlError} {ConnectionError}
 */
export async function sendRequest(
  { origin, sandbox, token }: Connection,
  { method, path, body }: ApiRequest,
  signal?: AbortSignal,
): Promise<Response> {
  const isVerify = path.startsWith('/v2/')
  const key = isVerify ? `sandbox_${sandbox}` : token
  const call = createCall({ origin, fetch: fetchHere, token: key, toConnectionError })
  try {
    return await call(method, path, { body, signal })
  } catch (error) {
    throw isVerify && error instanceof ControlError ? toVendorError(error) : error
  }
}

/** A page is told nothing about the reason. */
const toConnectionError = (origin: string, cause: unknown) =>
  new ConnectionError(`No emulator is running at ${origin}.`, 'connection_failed', { cause })

/** An error of the emulated API in its own words, which are a list of errors. */
function toVendorError(error: ControlError): ControlError {
  const { errors } = error.problem as { errors?: readonly { readonly detail: string }[] }
  return errors === undefined ? error : new ControlError(errors.map(({ detail }) => detail).join(' '), error.status)
}
