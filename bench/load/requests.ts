/** What the load sends; the bytes are the same whoever answers. */

export const profileId = '4900019b-76da-b800-8000-000000000001'

/** Stands in a request where the seven digits of its number go. */
const placeholder = '0000000'

export type Workload = 'create' | 'create-with-code' | 'check' | 'list'

const customCode = '43612'

/** An HTTP request as text; a body is sent as JSON. */
export function writeRequest(method: string, path: string, body?: object): string {
  const head = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer sandbox_default\r\nAccept: application/json\r\n`
  if (body === undefined) return `${head}\r\n`
  const text = JSON.stringify(body)
  return `${head}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
}

const texts: Readonly<Record<Workload, string>> = {
  create: writeRequest('POST', '/v2/verifications/sms', {
    phone_number: `+1303${placeholder}`,
    verify_profile_id: profileId,
  }),
  'create-with-code': writeRequest('POST', '/v2/verifications/sms', {
    phone_number: `+1303${placeholder}`,
    verify_profile_id: profileId,
    custom_code: customCode,
  }),
  check: writeRequest('POST', `/v2/verifications/by_phone_number/+1303${placeholder}/actions/verify`, {
    code: customCode,
    verify_profile_id: profileId,
  }),
  list: writeRequest('GET', '/v2/verify_profiles'),
}

/** What a good answer's body holds, so that no contender is fast by refusing. */
export const proofs: Readonly<Record<Workload, string>> = {
  create: '"pending"',
  'create-with-code': '"pending"',
  check: '"accepted"',
  list: '"page_number"',
}

/** The bytes of a request that makes one more profile, for a list worth the name. */
export function toProfileRequest(name: string): Buffer {
  return Buffer.from(
    writeRequest('POST', '/v2/verify_profiles', { name, sms: {}, call: {}, flashcall: {}, whatsapp: {} }),
  )
}

/** One connection's request, written once and only patched after: making it anew each time would be the load's main cost. */
export class RequestBuffer {
  readonly #bytes: Buffer
  readonly #digitsAt: number

  constructor(workload: Workload) {
    this.#bytes = Buffer.from(texts[workload])
    const at = texts[workload].indexOf(`+1303${placeholder}`)
    this.#digitsAt = at < 0 ? -1 : at + '+1303'.length
  }

  /** The request for the number +1303 and these seven digits. */
  withNumber(number: number): Buffer {
    if (this.#digitsAt < 0) return this.#bytes
    for (let i = placeholder.length - 1, rest = number; i >= 0; i--, rest = Math.floor(rest / 10)) {
      this.#bytes[this.#digitsAt + i] = 48 + (rest % 10)
    }
    return this.#bytes
  }
}
