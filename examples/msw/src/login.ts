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

/** Sends a code to a phone and returns the ID of the verification, or undefined if no code could be sent. */
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

/** Returns whether the code is correct. The API answers 200 to a wrong or late code too: only `accepted` means yes. */
export async function checkCode(verificationId: string, code: string): Promise<boolean> {
  const response = await post(`/verifications/${verificationId}/actions/verify`, { code })
  if (!response.ok) return false
  const { data } = (await response.json()) as { data: { response_code: string } }
  return data.response_code === 'accepted'
}
