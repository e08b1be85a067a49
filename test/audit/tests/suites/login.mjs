/** A login by code, as an application would have it: `accepted` is the only yes. */

/** No code was sent. The message is for the visitor. */
export class CannotSend extends Error {}

/** Errors that another try cannot cure: invalid numbers, and countries that are not allowed. */
const unreachable = ['10002', '10016', '40309']

export class Login {
  #base
  #headers
  #profile
  #fetch

  constructor({ TELNYX_BASE_URL, TELNYX_API_KEY, TELNYX_VERIFY_PROFILE_ID }, fetch = globalThis.fetch) {
    this.#base = TELNYX_BASE_URL
    this.#headers = { authorization: `Bearer ${TELNYX_API_KEY}`, 'content-type': 'application/json' }
    this.#profile = TELNYX_VERIFY_PROFILE_ID
    this.#fetch = fetch
  }

  /** Sends a code and returns the ID of the verification. */
  async sendCode(phone, more = {}) {
    const answer = await this.#post('/verifications/sms', {
      phone_number: phone,
      verify_profile_id: this.#profile,
      ...more,
    }).catch(() => undefined)
    if (typeof answer?.data?.id === 'string') return answer.data.id
    const isUnreachable = unreachable.includes(answer?.errors?.[0]?.code)
    throw new CannotSend(isUnreachable ? 'We cannot reach this number.' : 'Please try again later.')
  }

  /** Checks a code against the newest verification of a phone, or a named one. */
  async checkCode(phone, code, id) {
    const path = id === undefined ? `by_phone_number/${phone}` : id
    const answer = await this.#post(`/verifications/${path}/actions/verify`, { code, verify_profile_id: this.#profile })
    const word = answer.data?.response_code
    if (word === 'accepted') return 'in'
    if (word === 'rejected') return 'wrong code'
    return 'ask for a new code'
  }

  async #post(path, body) {
    const response = await this.#fetch(`${this.#base}${path}`, {
      method: 'POST',
      headers: this.#headers,
      body: JSON.stringify(body),
    })
    if (!response.headers.get('content-type')?.includes('json')) throw new Error('not JSON')
    return response.json()
  }
}
