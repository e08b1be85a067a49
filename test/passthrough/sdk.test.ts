import Telnyx from 'telnyx'
import { expect, test } from 'vitest'
import { testTime } from '../support/emulator.js'
import { usePair } from './pair.js'

test('the official SDK completes the tutorial through passthrough without drift', async () => {
  let now = testTime
  const wall = () => now
  const [ann, ben, cid, dot, eve, fay] = [
    '+13125550101',
    '+13125550102',
    '+442079460123',
    '+15551234567',
    '+13125550105',
    '+13125550106',
  ] as const
  const guardrails = {
    allowNumbers: [ann, ben, cid, dot, eve, fay],
    maxSends: 8,
    allowExisting: false,
    allowUnknown: false,
  }
  const { upstream, passing } = await usePair(
    { ...guardrails, upstreamKey: 'sandbox_default' },
    { now: wall },
    { now: wall },
  )
  const client = new Telnyx({ baseURL: passing.url, apiKey: passing.apiKey, maxRetries: 0 })
  const { inbox } = upstream

  const templates = await client.verifyProfiles.retrieveTemplates()
  const template = templates.data.find(({ text }) => text?.includes('will expire') && !text.includes('share'))
  const section = { app_name: 'Corner Shop', code_length: 6, messaging_template_id: template?.id as string }
  const profile = await client.verifyProfiles.create({ name: 'Logins', sms: section, call: section, flashcall: {} })
  const verify_profile_id = profile.data?.id as string
  const to = (phone_number: string) => ({ phone_number, verify_profile_id })
  const check = async (phone: string, code: string) =>
    (await client.verifications.byPhoneNumber.actions.verify(phone, { code, verify_profile_id })).data.response_code
  const statusOf = async (id: string | undefined) => (await client.verifications.retrieve(id as string)).data.status

  const texted = await client.verifications.triggerSMS(to(ann))
  expect(await check(ann, (await inbox.next(ann)).code)).toBe('accepted')
  expect(await statusOf(texted.data.id)).toBe('accepted')

  await client.verifications.triggerCall(to(ben))
  expect(await check(ben, (await inbox.next(ben)).code)).toBe('accepted')

  await client.verifications.triggerFlashcall(to(cid))
  expect(await check(cid, (await inbox.next(cid)).from.slice(-6))).toBe('accepted')

  const mistyped = await client.verifications.triggerSMS({ ...to(dot), custom_code: '43612' })
  expect(await check(dot, '43621')).toBe('rejected')
  expect(await statusOf(mistyped.data.id)).toBe('pending')
  expect(await check(dot, '43612')).toBe('accepted')

  const late = await client.verifications.triggerSMS(to(eve))
  now += 5 * 60_000
  expect(await check(eve, (await inbox.next(eve)).code)).toBe('expired')
  expect(await statusOf(late.data.id)).toBe('expired')

  const guessed = await client.verifications.triggerSMS({ ...to(fay), custom_code: '778899' })
  for (const guess of ['1', '12', '123', '1234', '12345']) expect(await check(fay, guess)).toBe('rejected')
  expect(await check(fay, '778899')).toBe('max_attempts_exceeded')
  expect(await statusOf(guessed.data.id)).toBe('invalid')

  const { data } = await client.verifications.byPhoneNumber.list(fay)
  expect(data.map(({ id, status }) => ({ id, status }))).toEqual([{ id: guessed.data.id, status: 'invalid' }])
  await client.verifyProfiles.update(verify_profile_id, { name: 'Logins 2' })
  const names: (string | undefined)[] = []
  for await (const { name } of client.verifyProfiles.list()) names.push(name)
  expect(names[0]).toBe('Logins 2')
  await client.verifyProfiles.delete(verify_profile_id)
  await expect(client.verifyProfiles.retrieve(verify_profile_id)).rejects.toThrow(Telnyx.NotFoundError)
  await expect(client.verifications.triggerSMS(to('+13125550199'))).rejects.toThrow(Telnyx.PermissionDeniedError)

  expect(await passing.server.contract.get()).toMatchObject({
    drifted: 0,
    drift: [],
    skipped: {},
    refused: 1,
    guardrails: { sends: 6 },
  })
})
