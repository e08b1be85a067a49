/** The URL is fixed and the key is the production key: this application has no code for tests. */
const api = 'https://api.telnyx.com/v2'
const profileId = '4900019b-76da-b800-8000-000000000001'

async function post(path: string, body: object): Promise<Response> {
  const headers = { authorization: `Bearer ${process.env.TELNYX_API_KEY}`, 'content-type': 'application/json' }
  return fetch(`${api}${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
}

/** Reads the body of an answer. A proxy or a captive portal answers in HTML. @throws if it is not JSON */
async function readJson(response: Response): Promise<unknown> {
  if (!response.headers.get('content-type')?.includes('json')) throw new Error('The answer is not JSON.')
  return response.json()
}

/** Sends a code to a phone and returns the ID of the verification, or undefined if no code could be sent. */
export async function sendCode(phoneNumber: string): Promise<string | undefined> {
  try {
    const response = await post('/verifications/sms', { phone_number: phoneNumber, verify_profile_id: profileId })
    if (!response.ok) return undefined
    const { data } = (await readJson(response)) as { data: { id: string } }
    return data.id
  } catch {
    return undefined // no connection, or an answer that is not the API's
  }
}

/**
 * Returns whether the code is correct. The API answers 200 to a wrong or late code too: only `accepted` means yes.
 *
 * @throws if the code could not be checked
 */
export async function checkCode(verificationId: string, code: string): Promise<boolean> {
  const response = await post(`/verifications/${verificationId}/actions/verify`, { code })
  if (response.status === 404) return false // no verification is pending: the code was already used
  if (!response.ok) throw new Error(`The code could not be checked: ${response.status}`)
  const { data } = (await readJson(response)) as { data: { response_code: string } }
  return data.response_code === 'accepted'
}
