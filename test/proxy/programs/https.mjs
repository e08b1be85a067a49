import { request as plain } from 'node:http'
import { Agent, request } from 'node:https'

const agent = new Agent({ keepAlive: true })
const send = (url, options, body) =>
  new Promise((resolve, reject) => {
    const outgoing = (url.startsWith('https:') ? request : plain)(url, options, (incoming) => {
      let text = ''
      incoming.on('data', (chunk) => (text += chunk))
      incoming.on('end', () => resolve(JSON.parse(text)))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
const headers = { authorization: `Bearer ${process.env.TELNYX_API_KEY}`, 'content-type': 'application/json' }
const post = async (path, body) =>
  (await send(`https://api.telnyx.com/v2${path}`, { method: 'POST', headers, agent }, JSON.stringify(body))).data
const phone = '+13035551234'
const verify_profile_id = process.env.TELNYX_VERIFY_PROFILE_ID
await post('/verifications/sms', { phone_number: phone, verify_profile_id })
const { TVE_URL, TVE_SANDBOX } = process.env
const { message } = await send(`${TVE_URL}/_emulator/inbox/${phone}/next?sandbox=${TVE_SANDBOX}`, {})
const wrong = message.code === '00000' ? '00001' : '00000'
const check = async (code) =>
  (await post(`/verifications/by_phone_number/${phone}/actions/verify`, { code, verify_profile_id })).response_code
console.log(await check(wrong), await check(message.code))
agent.destroy()
