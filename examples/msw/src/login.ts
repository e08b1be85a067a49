/** The address is fixed, and the key is the one of production: this application knows nothing of tests. */
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

/** Sends a code to a phone and returns the id of the verification; undefined when that is not possible. */
export async function sendCode(phoneNumber: string): Promise<string | undefined> {
  try {
    const response = await post('/verifications/sms', { phone_number: phoneNumber, verify_profile_id: profileId })
    if (!response.ok) return undefined
    const { data } = (await response.json()) as { data: { id: string } }
    return data.id
  } catch {
    return undefined // no connection
  }
}

/** Whether the user may come in. A wrong or late code is answered with 200 too; only one word is a yes. */
export async function checkCode(verificationId: string, code: string): Promise<boolean> {
  const response = await post(`/verifications/${verificationId}/actions/verify`, { code })
  if (!response.ok) return false
  const { data } = (await response.json()) as { data: { response_code: string } }
  return data.response_code === 'accepted'
}
