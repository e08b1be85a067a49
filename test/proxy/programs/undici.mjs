import { request } from 'undici'

const { TELNYX_API_KEY, TELNYX_VERIFY_PROFILE_ID: verify_profile_id, TVE_URL, TVE_SANDBOX } = process.env
const headers = { authorization: `Bearer ${TELNYX_API_KEY}`, 'content-type': 'application/json' }
const post = async (path, body) => {
  const answer = await request(`https://api.telnyx.com/v2${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  return (await answer.body.json()).data
}
const phone = '+13035551234'
await post('/verifications/sms', { phone_number: phone, verify_profile_id })
const { message } = await (await request(`${TVE_URL}/_emulator/inbox/${phone}/next?sandbox=${TVE_SANDBOX}`)).body.json()
const wrong = message.code === '00000' ? '00001' : '00000'
const check = async (code) =>
  (await post(`/verifications/by_phone_number/${phone}/actions/verify`, { code, verify_profile_id })).response_code
console.log(await check(wrong), await check(message.code))
