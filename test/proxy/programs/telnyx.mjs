import Telnyx from 'telnyx'

const client = new Telnyx({ apiKey: process.env.TELNYX_API_KEY, baseURL: 'https://api.telnyx.com/v2' })
const phone_number = '+13035551234'
const verify_profile_id = process.env.TELNYX_VERIFY_PROFILE_ID
const sent = await client.verifications.triggerSMS({ phone_number, verify_profile_id })
const { TVE_URL, TVE_SANDBOX } = process.env
const { message } = await (await fetch(`${TVE_URL}/_emulator/inbox/${phone_number}/next?sandbox=${TVE_SANDBOX}`)).json()
const wrong = message.code === '00000' ? '00001' : '00000'
const check = async (code) => (await client.verifications.actions.verify(sent.data.id, { code })).data.response_code
console.log(await check(wrong), await check(message.code))
