import type { Fetch } from '../http/fetch.js'
import { ConnectionError, toControlError } from './errors.js'
import { fromWire } from './wire-case.js'

export interface CallOptions {
  /** Wire names; undefined members are omitted. */
  readonly query?: Readonly<Record<string, unknown>>
  /** Sent as JSON. */
  readonly body?: unknown
  readonly accept?: string
  readonly signal?: AbortSignal | undefined
  /** The sandbox whose own key is sent if the client has no token. @default the one of the query */
  readonly sandbox?: string | undefined
}

/** Sends one request to the control API and returns the whole answer. @throws {ControlError} {ConnectionError} */
export type Call = (method: string, path: string, options?: CallOptions) => Promise<Response>

export interface ServerAddress {
  /** Without a path. */
  readonly origin: string
  readonly fetch: Fetch
  readonly token?: string | undefined
  /** Converts what `fetch` threw to an error that says what to do. A page needs other words than a program. */
  readonly toConnectionError: (origin: string, cause: unknown) => ConnectionError
}

/** Creates the function that sends requests to one emulator. */
export function createCall({ origin, fetch, token, toConnectionError }: ServerAddress): Call {
  return async (method, path, { query = {}, body, accept, signal, sandbox = query.sandbox } = {}) => {
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
    const text = String(search)
    const target = `${origin}${path}${text === '' ? '' : `?${text}`}`
    const headers: Record<string, string> = {}
    if (body !== undefined) headers['content-type'] = 'application/json'
    if (accept !== undefined) headers.accept = accept
    if (token !== undefined) headers.authorization = `Bearer ${token}`
    else if (typeof sandbox === 'string' && /^[!-~]*$/.test(sandbox))
      headers.authorization = `Bearer sandbox_${sandbox}`
    const init: RequestInit = { method, headers }
    if (body !== undefined) init.body = JSON.stringify(body)
    if (signal !== undefined) init.signal = signal
    let response: Response
    try {
      response = await fetch(target, init)
    } catch (error) {
      if (signal?.aborted) throw error
      throw toConnectionError(origin, error)
    }
    if (response.ok) return response
    const problem = fromWire('Problem', await readJson(response, target))
    throw toControlError(problem.detail ?? `${target} answered ${response.status}.`, response.status, problem)
  }
}

/** @throws {ConnectionError} if the answer is not JSON, because something else listens there */
export async function readJson(response: Response, target = response.url): Promise<unknown> {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    throw new ConnectionError(
      `${target} answered ${response.status} with something that is not JSON. Check that the URL is that of an emulator.`,
      'not_an_emulator',
    )
  }
}
