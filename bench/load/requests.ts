/** The requests of the load, the same bytes for every contender. */

export const profileId = '4900019b-76da-b800-8000-000000000001'

/** Placeholder for the seven digits of the phone number. */
const placeholder = '0000000'

/** `create-at-root` is a create for a server without a base path. */
export type Workload = 'create' | 'create-at-root' | 'create-with-code' | 'check' | 'list'

const customCode = '43612'

/** Formats an HTTP request as text, with a JSON body. */
export function writeRequest(method: string, path: string, body?: object): string {
  const head = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer sandbox_default\r\nAccept: application/json\r\n`
  if (body === undefined) return `${head}\r\n`
  const text = JSON.stringify(body)
  return `${head}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
}

const create = { phone_number: `+1303${placeholder}`, verify_profile_id: profileId }

const texts: Readonly<Record<Workload, string>> = {
  create: writeRequest('POST', '/v2/verifications/sms', create),
  'create-at-root': writeRequest('POST', '/verifications/sms', create),
  'create-with-code': writeRequest('POST', '/v2/verifications/sms', {
    ...create,
    custom_code: customCode,
  }),
  check: writeRequest('POST', `/v2/verifications/by_phone_number/+1303${placeholder}/actions/verify`, {
    code: customCode,
    verify_profile_id: profileId,
  }),
  list: writeRequest('GET', '/v2/verify_profiles'),
}

/** Text that a correct answer contains, so that no contender is fast by refusing requests. */
export const proofs: Readonly<Record<Workload, string>> = {
  create: '"pending"',
  'create-at-root': '"pending"',
  'create-with-code': '"pending"',
  check: '"accepted"',
  list: '"page_number"',
}

/** The bytes of a request that creates another profile for the list. */
export function toProfileRequest(name: string): Buffer {
  return Buffer.from(
    writeRequest('POST', '/v2/verify_profiles', { name, sms: {}, call: {}, flashcall: {}, whatsapp: {} }),
  )
}

/** The request of a connection, built once and then patched: building it each time would be the main cost of the load. */
export class RequestBuffer {
  readonly #bytes: Buffer
  readonly #digitsAt: number

  constructor(workload: Workload) {
    this.#bytes = Buffer.from(texts[workload])
    const at = texts[workload].indexOf(`+1303${placeholder}`)
    this.#digitsAt = at < 0 ? -1 : at + '+1303'.length
  }

  /** Returns the request for the number +1303 and these seven digits. */
  withNumber(number: number): Buffer {
    if (this.#digitsAt < 0) return this.#bytes
    for (let i = placeholder.length - 1, rest = number; i >= 0; i--, rest = Math.floor(rest / 10)) {
      this.#bytes[this.#digitsAt + i] = 48 + (rest % 10)
    }
    return this.#bytes
  }
}
