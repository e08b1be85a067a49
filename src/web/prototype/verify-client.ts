import { PrototypeError } from './answer.js'

/** Access to the emulated API as an application has it, with a key that no page sees. */
export interface VerifyAccess {
  /** Base URL, ending in `/v2`. */
  readonly url: string
  readonly apiKey: string
  readonly profileId: string
  readonly fetch: (input: string, init: RequestInit) => Promise<Response>
}

interface VerifyAnswer {
  readonly data?: {
    readonly id?: string
    readonly status?: string
    readonly response_code?: string
    readonly timeout_secs?: number
  }
  readonly errors?: readonly { readonly detail?: string }[]
}

async function call({ url, apiKey, fetch }: VerifyAccess, path: string, body?: object) {
  const response = await fetch(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const answer = (await response.json()) as VerifyAnswer
  if (response.ok && answer.data !== undefined) return answer.data
  const hint = response.headers.get('x-emulator-hint')
  const detail = answer.errors?.[0]?.detail ?? `The verification service answered ${response.status}.`
  throw new PrototypeError(response.status < 500 ? response.status : 502, detail, hint === null ? {} : { hint })
}

/** Sends a code. @throws {PrototypeError} with the message of the service */
export async function startVerification(access: VerifyAccess, channel: string, phoneNumber: string) {
  const started = await call(access, `/verifications/${channel}`, {
    phone_number: phoneNumber,
    verify_profile_id: access.profileId,
  })
  return { id: started.id ?? '', expiresInSecs: started.timeout_secs ?? 300 }
}

/** Checks a code. @returns why it was not accepted; null if it was */
export async function checkCode(access: VerifyAccess, id: string, code: string): Promise<string | null> {
  const { response_code } = await call(access, `/verifications/${id}/actions/verify`, { code })
  if (response_code === 'accepted') return null
  const { status } = await call(access, `/verifications/${id}`)
  if (status === 'expired') return 'expired'
  if (status === 'invalid') return 'too_many_attempts'
  return status === 'error' ? 'not_delivered' : 'wrong_code'
}
