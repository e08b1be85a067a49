import type { Fetch } from '../http/fetch.js'
import type { Problem } from './types.js'

/** The emulator refused a steering request, or none was there. */
export class EmulatorError extends Error {
  override readonly name = 'EmulatorError'
  constructor(
    message: string,
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    /** What it said beside that, as in the 422 of an assertion: `misses`. */
    readonly problem: Partial<Problem> = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

export interface CallOptions {
  readonly query?: Readonly<Record<string, unknown>>
  /** Sent as JSON. */
  readonly body?: unknown
  readonly accept?: string
  readonly signal?: AbortSignal | undefined
}

/** Sends one request to the control API and gives its answer whole. @throws {EmulatorError} */
export type Call = (method: string, path: string, options?: CallOptions) => Promise<Response>

export interface Target {
  /** Without a path. */
  readonly origin: string
  readonly fetch: Fetch
  readonly token?: string | undefined
}

/** The way to one emulator. */
export function createCall({ origin, fetch, token }: Target): Call {
  return async (method, path, { query = {}, body, accept, signal } = {}) => {
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
    const target = `${origin}${path}${search.size > 0 ? `?${search}` : ''}`
    const headers: Record<string, string> = {}
    if (body !== undefined) headers['content-type'] = 'application/json'
    if (accept !== undefined) headers.accept = accept
    if (token !== undefined) headers.authorization = `Bearer ${token}`
    const init: RequestInit = { method, headers }
    if (body !== undefined) init.body = JSON.stringify(body)
    if (signal !== undefined) init.signal = signal
    let response: Response
    try {
      response = await fetch(target, init)
    } catch (error) {
      if (signal?.aborted) throw error
      throw new EmulatorError(
        `No emulator answers at ${origin}. Start one with \`telnyx-verify-emulator\`, or mend the url.`,
        0,
        {},
        {
          cause: error,
        },
      )
    }
    if (response.ok) return response
    const problem = (await readJson(response, target)) as Partial<Problem>
    throw new EmulatorError(problem.detail ?? `${target} answered ${response.status}`, response.status, problem)
  }
}

/** @throws {EmulatorError} when it is not JSON: something else answers there */
export async function readJson(response: Response, target = response.url): Promise<unknown> {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    throw new EmulatorError(
      `${target} answered ${response.status} with something that is not JSON. Is that an emulator?`,
      response.status,
    )
  }
}
