const base = 'https://api.telnyx.com/v2'
const headers = { authorization: `Bearer ${process.env.TELNYX_API_KEY}`, 'content-type': 'application/json' }
const post = async (path, body) => {
  const response = await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body) })
  return (await response.json()).data
}
const phone = '+13035551234'
const profile = process.env.TELNYX_VERIFY_PROFILE_ID
await post('/verifications/sms', { phone_number: phone, verify_profile_id: profile })
const inbox = `${process.env.TVE_URL}/_emulator/inbox/${phone}/next?sandbox=${process.env.TVE_SANDBOX}`
const { message } = await (await fetch(inbox)).json()
const wrong = message.code === '00000' ? '00001' : '00000'
const check = async (code) =>
  (await post(`/verifications/by_phone_number/${phone}/actions/verify`, { code, verify_profile_id: profile }))
    .response_code
console.log(await check(wrong), await check(message.code))
