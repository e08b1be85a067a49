/** A request that a button sends, as data: it is carried out, and shown as curl, Node and Python. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the origin, with its query. */
  readonly path: string
  readonly body?: unknown
  /** The same with the client of the package: what follows `emulator.`. */
  readonly node?: string
}

/** The emulator refused a request (with its HTTP status), or did not answer (0). */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message)
  }
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

/**
 * Sends a request with the token, or with the key of the sandbox where it goes to the emulated API.
 *
 * @throws {ApiError}
 */
export async function sendRequest(
  connection: Connection,
  { method, path, body }: ApiRequest,
  signal?: AbortSignal,
): Promise<Response> {
  const headers: Record<string, string> = {}
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (path.startsWith('/v2/')) headers.authorization = `Bearer sandbox_${connection.sandbox}`
  else if (connection.token !== undefined) headers.authorization = `Bearer ${connection.token}`
  let response: Response
  try {
    response = await fetch(connection.origin + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiError('The emulator does not answer.', 0)
  }
  if (response.ok) return response
  throw new ApiError(toMessage(await response.text(), response.status), response.status)
}

/** The sentence of a refusal: problem details of the control API, or an error of the emulated one with its hint. */
function toMessage(text: string, status: number): string {
  try {
    const { detail, errors } = JSON.parse(text) as { detail?: string; errors?: { detail: string }[] }
    return detail ?? errors?.map((error) => error.detail).join(' ') ?? `The emulator answered ${status}.`
  } catch {
    return `The emulator answered ${status}.`
  }
}
