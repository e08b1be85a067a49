import { expect, test } from 'vitest'
import { type Api, type Reply, useApi } from '../support/emulator.js'

const phone = '+442071838750'
const byPhone = `/verifications/by_phone_number/${phone}/actions/verify`
const key = 'KEY0190A1B2C3D4E5F6071829_SecretSecretSecret'

/** A real key, without the warning that it earns. */
const useQuietApi = () => useApi({ onWarning: () => {} })

/** A code that is in no other place; each send uses another one. */
const secret = '7392846105'

/** All answers in which the journal is told, as they go over the wire. */
async function tellings({ get, post }: Api, query = ''): Promise<string> {
  const replies: Reply[] = [
    await get(`//_emulator/journal?limit=1000${query}`),
    await post('//_emulator/journal/assert', { at_least: 1 }),
    await post('//_emulator/journal/assert', { times: 999 }),
    await post('//_emulator/journal/assert', { match: { request: { code: 'other' }, answer: { data: 'other' } } }),
    await post('//_emulator/journal/assert', { match: { request: 'x', answer: [] } }),
  ]
  const { body } = await get('//_emulator/snapshot?journal=true')
  return JSON.stringify([replies.map(({ body }) => body), body.journal])
}

async function streamed({ emulator }: Api, query = ''): Promise<string> {
  const response = await emulator.fetch(`${emulator.url.replace('/v2', '')}/_emulator/events?since=0-0${query}`)
  const { entries } = await emulator.journal.list({ limit: 1000 })
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk)
    if (text.split('\n\n').length > entries.length + 1) break
  }
  return text
}

const spaced = (code: string) => [...code].join(' ')

async function expectMasked(api: Api, code: string): Promise<void> {
  for (const told of [await tellings(api), await streamed(api)]) {
    expect(told).not.toContain(code)
    expect(told).not.toContain(spaced(code))
  }
}

const start = (api: Api, channel: string, body: object = {}) =>
  api.post(`/verifications/${channel}`, { phone_number: phone, verify_profile_id: api.emulator.profileId, ...body })
const codeOf = async (api: Api) => (await api.emulator.inbox.next(phone, { timeout: 0 })).code

test.each(['sms', 'call', 'flashcall', 'whatsapp'])(
  'a generated code by %s: written, spoken, or the end of a number',
  async (channel) => {
    const api = await useApi()
    await start(api, channel)
    const code = await codeOf(api)
    await api.post(byPhone, { code, verify_profile_id: api.emulator.profileId })
    await expectMasked(api, code)
    expect(await tellings(api)).toContain(channel === 'call' ? spaced('*****') : '*****')
  },
)

test.each(['sms', 'call', 'whatsapp'])('a custom code by %s is masked', async (channel) => {
  const api = await useApi()
  const { body } = await start(api, channel, { custom_code: secret })
  await api.get(`/verifications/${body.data.id}`)
  await api.get(`/verifications/by_phone_number/${phone}`)
  await api.post(`/verifications/${body.data.id}/actions/verify`, { code: secret, detail: 'beside it' })
  await expectMasked(api, secret)
})

test.each(['sms', 'call'])('the code of a verified number by %s is masked', async (verification_method) => {
  const api = await useApi()
  await api.post('/verified_numbers', { phone_number: phone, verification_method })
  const code = await codeOf(api)
  await api.post(`/verified_numbers/${phone}/actions/verify`, { verification_code: code })
  await expectMasked(api, code)
})

test('codes in custom templates and names are masked', async () => {
  const api = await useApi()
  const template = await api.post('/verify_profiles/templates', { text: '{{code}}{{code}} for {{app_name}}' })
  const section = { app_name: `Shop ${secret}`, messaging_template_id: template.body.data.id }
  const { body } = await api.post('/verify_profiles', { name: 'x', sms: section, call: section })
  await api.emulator.journal.clear()
  for (const channel of ['sms', 'call'])
    await start(api, channel, { custom_code: secret, verify_profile_id: body.data.id })
  await expectMasked(api, secret)
})

test.each([
  ['a code as a number', { code: Number(secret) }],
  ['in an array', { code: [secret] }],
  ['in an object', { code: { value: secret } }],
  ['as another API calls it', { otp: secret, verify_profile_id: 'x' }],
  ['in another spelling', { verificationCode: secret, Code: secret, customCode: secret, PIN: secret }],
  ['deep in a body', { data: [{ attributes: { code: secret } }] }],
  ['malformed: cut', `{"code": "${secret}"`],
  ['malformed: a comma too many', `{"verify_profile_id":"x","code":"${secret}",}`],
  ['malformed: single quotes', `{'code': '${secret}'}`],
  ['malformed: no quotes', `{code: ${secret}, x}`],
  ['malformed: an array', `{"code":["${secret}"`],
  ['a form', `code=${secret}&verify_profile_id=x`],
  ['XML', `<code>${secret}</code>`],
  ['over 16 KiB', { code: secret, filler: 'x'.repeat(20_000) }],
  ['over 16 KiB, and malformed', `{"code": "${secret}", "filler": "${'x'.repeat(20_000)}`],
  ['nested deeper than anybody reads', `{"code": "${secret}", "x": ${'['.repeat(5000)}${']'.repeat(5000)}}`],
])('the code of an invalid request is masked: %s', async (_, body) => {
  const api = await useApi()
  await start(api, 'sms')
  await api.post(byPhone, body)
  await api.post(
    `/verified_numbers/${phone}/actions/verify`,
    typeof body === 'string' ? body : { ...body, verification_code: `${secret}1` },
  )
  await expectMasked(api, secret)
})

test('a code in a query is masked, also in the hint that cites it', async () => {
  const api = await useApi()
  await api.post(`${byPhone}?code=${secret}`, {})
  const wrong = await api.post(`/verified_numbers/${phone}/actions/verify`, { verification_code: Number(secret) })
  expect(wrong.headers.get('x-emulator-hint')).toContain(secret)
  await expectMasked(api, secret)
  expect(await tellings(api)).toContain('?code=**********')
})

test('codes=shown reveals codes, in the list and in the stream', async () => {
  const api = await useApi()
  await start(api, 'call', { custom_code: secret })
  await api.post(`${byPhone}?code=${secret}`, { code: secret, verify_profile_id: api.emulator.profileId })
  const { body } = await api.get('//_emulator/journal?codes=shown')
  for (const told of [JSON.stringify(body), await streamed(api, '&codes=shown')]) {
    expect(told).toContain(`"code":"${secret}"`)
    expect(told).toContain(`"custom_code":"${secret}"`)
    expect(told).toContain(`?code=${secret}`)
    expect(told).toContain(spaced(secret))
  }
})

test('other digits stay readable', async () => {
  const api = await useApi()
  await start(api, 'sms')
  await api.post(byPhone, { code: '1', verify_profile_id: api.emulator.profileId })
  await api.post(byPhone, {})
  const { entries } = await api.emulator.journal.list({ kind: 'request', limit: 2 })
  expect(entries.map(({ answer }) => answer?.body)).toMatchObject([
    { errors: [{ code: '10004' }, { code: '10004' }] },
    { data: { phone_number: phone, response_code: 'rejected' } },
  ])
})

test.each([
  ['a real key', `Bearer ${key}`, 'Bearer KEY0****'],
  ['a short one', 'Bearer hunter2', 'Bearer ****'],
  ['another scheme', `Basic ${key}`, '****'],
  ['no scheme', key, '****'],
  ['with something behind it', `Bearer ${key} ${key}`, '****'],
  ["a sandbox's, which is not secret", 'Bearer sandbox_default', 'Bearer sandbox_default'],
])('keys are masked always: %s', async (_, authorization, masked) => {
  const api = await useQuietApi()
  await api.get('/verify_profiles', { authorization })
  const [entry] = (await api.emulator.journal.list({ codes: 'shown' })).entries
  expect(entry?.request?.headers.authorization).toBe(masked)
  const told = (await tellings(api, '&codes=shown')) + (await streamed(api, '&codes=shown'))
  expect(told + JSON.stringify(await api.emulator.snapshot.take({ journal: true }))).not.toMatch(/0190A1B2|hunter2/)
})

test('a snapshot of a sandbox that counts requests by key holds no key', async () => {
  const api = await useApi({ limits: { requestsPerSecond: 5 }, onWarning: () => {} })
  await api.get('/verify_profiles', { authorization: `Bearer ${key}` })
  const snapshot = await api.emulator.snapshot.take({ journal: true })
  expect(Object.keys(snapshot.overrides?.windows ?? {})).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)])
  expect(JSON.stringify(snapshot)).not.toContain('0190A1B2')
})
