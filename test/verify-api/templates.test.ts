import { expect, test } from 'vitest'
import { type Api, useApi } from '../support/emulator.js'

const phone_number = '+4915112345678'

/** The text that a profile with these sections sends over a channel. */
async function textOf(api: Api, profile: object, channel = 'sms', request: object = {}) {
  const { body } = await api.post('/verify_profiles', { name: 'The Shop', ...profile })
  const started = await api.post(`/verifications/${channel}`, {
    phone_number,
    verify_profile_id: body.data.id,
    custom_code: '00123',
    ...request,
  })
  expect(started.status).toBe(200)
  return (await api.emulator.inbox.next(phone_number)).text
}

test('T1: the list begins with the six built-in templates and has no meta', async () => {
  const { get, post } = await useApi()
  const own = await post('/verify_profiles/templates', { text: 'Code {{code}}' })
  const { status, body } = await get('/verify_profiles/templates')
  expect(status).toBe(200)
  expect(Object.keys(body)).toEqual(['data'])
  expect(body.data).toHaveLength(7)
  expect(body.data[0]).toEqual({
    id: '0abb5b4f-459f-445a-bfcd-488998b7572d',
    text: 'Your {{app_name}} verification code is: {{code}}.',
  })
  expect(body.data[6]).toEqual(own.body.data)
})

test('T2: a changed template applies to every profile that uses it', async () => {
  const api = await useApi()
  const { id } = (await api.post('/verify_profiles/templates', { text: 'One {{code}}' })).body.data
  const profile = { sms: { messaging_template_id: id } }
  expect(await textOf(api, profile)).toBe('One 00123')
  const { body } = await api.post('/verify_profiles', { name: 'Kept', ...profile })
  expect((await api.patch(`/verify_profiles/templates/${id}`, { text: 'Two {{code}}' })).body.data).toEqual({
    id,
    text: 'Two {{code}}',
  })
  await api.post('/verifications/sms', { phone_number, verify_profile_id: body.data.id, custom_code: '4321' })
  expect((await api.emulator.inbox.next(phone_number)).text).toBe('Two 4321')
})

test('T2: a single template can be neither read nor deleted', async () => {
  const api = await useApi()
  const { id } = (await api.post('/verify_profiles/templates', { text: 'One {{code}}' })).body.data
  for (const method of ['GET', 'DELETE']) {
    const reply = await api.send(method, `/verify_profiles/templates/${id}`)
    expect(reply.status).toBe(405)
    expect(reply.headers.get('allow')).toBe('PATCH')
  }
})

test.each([
  ['Your {{app_name}} code: {{code}}, {{code}}!', {}, 'Your Acme code: 00123, 00123!'],
  ['{{code}} for {{default_verification_timeout_secs}} minutes', {}, '00123 for 5 minutes'],
  ['{{code}} for {{default_verification_timeout_secs}} minutes', { timeout_secs: 61 }, '00123 for 2 minutes'],
  ['{{code}} {{user_name}} {{ code }}', {}, '00123 {{user_name}} {{ code }}'],
])('T3: %s with %j', async (text, request, expected) => {
  const api = await useApi()
  const { id } = (await api.post('/verify_profiles/templates', { text })).body.data
  expect(await textOf(api, { sms: { app_name: 'Acme', messaging_template_id: id } }, 'sms', request)).toBe(expected)
})

test.each([
  ['without {{code}}', 'Hello {{app_name}}', 400, '10015'],
  ['empty', '', 422, '10004'],
  ['missing', undefined, 422, '10004'],
])('T4: a text that is %s', async (_, text, status, code) => {
  const { post } = await useApi()
  const reply = await post('/verify_profiles/templates', { text })
  expect(reply.status).toBe(status)
  expect(reply.body.errors[0]).toMatchObject({ code, source: { pointer: '/text' } })
})

test.each(['0abb5b4f-459f-445a-bfcd-488998b7572d', '00000000-0000-4000-8000-000000000000', 'mine'])(
  'T4: the template %s cannot be changed',
  async (id) => {
    const { patch } = await useApi()
    const reply = await patch(`/verify_profiles/templates/${id}`, { text: '{{code}}' })
    expect(reply.status).toBe(404)
    expect(reply.body.errors[0].code).toBe('10005')
  },
)

test.each([
  ['sms', 'Your verification code is 00123.'],
  ['whatsapp', 'Your verification code is 00123.'],
  ['call', 'Your verification code is 0 0 1 2 3. Your verification code is 0 0 1 2 3.'],
])('T5: the default text is used without a template, by %s', async (channel, text) => {
  const api = await useApi()
  expect(await textOf(api, { sms: {}, call: {}, whatsapp: {} }, channel)).toBe(text)
})

test('T6: without an app name the name of the profile is used', async () => {
  const api = await useApi()
  const messaging_template_id = '2ca3f1da-5621-4aa6-ae56-df21caff79e0'
  expect(await textOf(api, { sms: { messaging_template_id } })).toBe('00123 is your verification code for The Shop.')
})

test.each(['{{ code }}', 'Hi {{Code}}', 'Hi {code}', 'Hi ${code}', 'Hi <code>', 'Hi %CODE%'])(
  'T4: the hint quotes a misspelled variable: %s',
  async (text) => {
    const { post } = await useApi()
    const { status, headers } = await post('/verify_profiles/templates', { text })
    expect(status).toBe(400)
    expect(headers.get('x-emulator-hint')).toMatch(/must contain \{\{code\}\}, exactly so; you wrote \S/)
  },
)

test('T3: {{code}} and {{app_name}} are filled in, the timeout as minutes, rounded up; unknown variables are kept', async () => {
  const api = await useApi()
  const text = '{{app_name}}: {{code}}, {{default_verification_timeout_secs}} min, {{unknown}}'
  const template = await api.post('/verify_profiles/templates', { text })
  const sms = { messaging_template_id: template.body.data.id, app_name: 'Shop', default_verification_timeout_secs: 61 }
  expect(await textOf(api, { sms })).toBe('Shop: 00123, 2 min, {{unknown}}')
})
