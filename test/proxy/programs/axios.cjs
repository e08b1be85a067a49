const axios = require('axios')
const { TELNYX_API_KEY, TELNYX_VERIFY_PROFILE_ID: verify_profile_id, TVE_URL, TVE_SANDBOX } = process.env
const client = axios.create({
  baseURL: 'https://api.telnyx.com/v2',
  headers: { authorization: `Bearer ${TELNYX_API_KEY}` },
})
const phone_number = '+13035551234'
const main = async () => {
  await client.post('/verifications/sms', { phone_number, verify_profile_id })
  const { message } = (await axios.get(`${TVE_URL}/_emulator/inbox/${phone_number}/next?sandbox=${TVE_SANDBOX}`)).data
  const wrong = message.code === '00000' ? '00001' : '00000'
  const check = async (code) =>
    (await client.post(`/verifications/by_phone_number/${phone_number}/actions/verify`, { code, verify_profile_id }))
      .data.data.response_code
  console.log(await check(wrong), await check(message.code))
}
main()
