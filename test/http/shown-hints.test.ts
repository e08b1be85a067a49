import { expect, test } from 'vitest'
import { createEventLog } from '../../src/cli/start/event-log.js'
import type { RefusedRequest } from '../../src/index.js'
import { useApi } from '../support/emulator.js'

const phone_number = '+13035551234'

test('H11: an ignored field is in the hint of the answer and of the journal entry, with its name today', async () => {
  const { post, emulator } = await useApi()
  const created = await post('/verify_profiles', { name: 'Shop', sms: { messaging_template: 'x' } })
  const hint = 'unknown field sms.messaging_template (did you mean messaging_template_id?) was ignored'
  expect(created.status).toBe(200)
  expect(created.headers.get('x-emulator-hint')).toContain(hint)
  const [entry] = (await emulator.journal.list()).entries
  expect(entry?.hint).toContain(hint)
})

test('the hint of a refusal comes before those about the request', async () => {
  const { post } = await useApi()
  const refused = await post('/verify_profiles', { name: 'Shop', smss: {} })
  expect(refused.headers.get('x-emulator-hint')).toMatch(
    /^add at least one of the sections .* \| unknown field smss \(did you mean sms\?\) was ignored$/,
  )
})

test('a request without a hint has none in the journal', async () => {
  const { get, emulator } = await useApi()
  await get('/verify_profiles')
  expect((await emulator.journal.list()).entries[0]).not.toHaveProperty('hint')
})

test('onRefused is called once for each error, with the hint, and for nothing else', async () => {
  const refused: RefusedRequest[] = []
  const { get, post, emulator } = await useApi({ onRefused: (request) => refused.push(request) })
  await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
  await post('/verifications', { phone_number })
  await get('/verify_profiles', { authorization: 'Bearer sandbox_other', 'x-emulator-outcome': '10011' })
  expect(refused).toMatchObject([
    {
      method: 'POST',
      path: '/v2/verifications',
      status: 404,
      errorCode: '10005',
      hint: expect.stringContaining('POST /v2/verifications was removed'),
      sandbox: 'default',
    },
    { method: 'GET', status: 429, errorCode: '10011', hint: 'header forces this error', sandbox: 'other' },
  ])
})

test('the log of start has one line for each code and each refused request', () => {
  const lines: string[] = []
  const { onRefused, onCode } = createEventLog((line) => lines.push(line), false)
  const refused = {
    method: 'POST',
    path: '/v2/x',
    status: 404,
    errorCode: '10005',
    hint: 'use /v2/y',
    sandbox: 'default',
  }
  onRefused?.(refused)
  onRefused?.({ ...refused, sandbox: 'a', hint: '', errorCode: null })
  onCode?.({ code: '12345', phoneNumber: phone_number, channel: 'sms', sandbox: 'a' })
  createEventLog((line) => lines.push(line), true).onRefused?.(refused)
  expect(lines).toEqual([
    'refused 404 (10005) POST /v2/x: use /v2/y',
    'refused 404 POST /v2/x in sandbox a',
    `code 12345 → ${phone_number} (sms) in sandbox a`,
    JSON.stringify({ event: 'refused', ...refused }),
  ])
})

test('a wait for a message that was refused ends with the reason', async () => {
  const { post, emulator } = await useApi()
  await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId, custom_code: 'abc' })
  await expect(emulator.inbox.next(phone_number, { timeout: 0 })).rejects.toMatchObject({
    message: expect.stringMatching(
      /The last request to send one was refused: POST \/v2\/verifications\/sms → 400 \(10015, V7\): .*custom_code must be/,
    ),
  })
  await post('/verifications/call', { phone_number: '+13035550000', verify_profile_id: emulator.profileId })
  await expect(emulator.inbox.next(phone_number, { timeout: 0 })).rejects.toMatchObject({
    message: expect.stringContaining('was refused'),
  })
})

test('an assertion that fails shows the hints of the nearest requests', async () => {
  const { post, emulator } = await useApi()
  await post('/verifications/sms', { phone_number: '303', verify_profile_id: emulator.profileId })
  const asserted = emulator.journal.assert({ operation: 'CreateVerificationSms', match: { status: 200 } })
  await expect(asserted).rejects.toMatchObject({
    message: expect.stringMatching(/\n {2}hint: write the number in E\.164/),
  })
})
