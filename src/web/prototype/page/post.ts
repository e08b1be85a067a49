/** The answer of the two routes. */
export interface PrototypeAnswer {
  readonly verified?: boolean
  readonly reason?: string
  readonly phone_number?: string
  readonly resend_in?: number
  readonly retry_after?: number
  readonly error?: string
  readonly hint?: string
}

/** Posts to one of the two routes. The session is in a cookie that no script can read. */
export async function post(path: 'start' | 'check', body: object): Promise<{ ok: boolean; body: PrototypeAnswer }> {
  const response = await fetch(`/prototype/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { ok: response.ok, body: (await response.json()) as PrototypeAnswer }
}
