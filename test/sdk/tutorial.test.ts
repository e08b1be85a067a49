import Telnyx from 'telnyx'
import { expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'

test('T1, P1, V1, V6, V8, V9, V13, C2, C3, C4, C5, C6, C10: the tutorial works from creating a template to checking a code', async () => {
  const { emulator } = await useApi()
  const { inbox, clock } = emulator
  const client = new Telnyx({ baseURL: emulator.url, apiKey: emulator.apiKey, fetch: emulator.fetch, maxRetries: 0 })

  // Choose a template.
  const templates = await client.verifyProfiles.retrieveTemplates()
  const template = templates.data.find(({ text }) => text?.includes('will expire') && !text.includes('share'))
  expect(template?.text).toBe(
    'Your {{app_name}} verification code is: {{code}}. This code will expire in {{default_verification_timeout_secs}} minutes.',
  )

  // Create a profile that sends texts and calls. A flash call needs its section as well.
  const section = { app_name: 'Corner Shop', code_length: 6, messaging_template_id: template?.id as string }
  const profile = await client.verifyProfiles.create({ name: 'Logins', sms: section, call: section, flashcall: {} })
  const verify_profile_id = profile.data?.id as string
  expect(profile.data).toMatchObject({
    name: 'Logins',
    sms: { ...section, default_verification_timeout_secs: 300 },
    call: { ...section, default_verification_timeout_secs: 300 },
    flashcall: { default_verification_timeout_secs: 300 },
  })

  // The application sends a code to a number and checks the user's input.
  const to = (phone_number: string) => ({ phone_number, verify_profile_id })
  const check = async (phone: string, code: string) =>
    (await client.verifications.byPhoneNumber.actions.verify(phone, { code, verify_profile_id })).data.response_code
  const statusOf = async (id: string | undefined) => (await client.verifications.retrieve(id as string)).data.status

  // Ann gets a text message, types the code, and is logged in.
  const ann = '+13035551234'
  const texted = await client.verifications.triggerSMS(to(ann))
  expect(texted.data).toMatchObject({
    type: 'sms',
    phone_number: ann,
    verify_profile_id,
    status: 'pending',
    timeout_secs: 300,
  })
  const text = await inbox.next(ann)
  expect(text.code).toMatch(/^\d{6}$/)
  expect(text.text).toBe(`Your Corner Shop verification code is: ${text.code}. This code will expire in 5 minutes.`)
  expect(await check(ann, text.code)).toBe('accepted')
  expect(await statusOf(texted.data.id)).toBe('accepted')

  // Ben gets a call that speaks the code twice, digit by digit.
  const ben = '+13125000000'
  await client.verifications.triggerCall(to(ben))
  const call = await inbox.next(ben)
  const spoken = `Your Corner Shop verification code is: ${[...call.code].join(' ')}. This code will expire in 5 minutes.`
  expect(call).toMatchObject({ channel: 'call', text: `${spoken} ${spoken}` })
  expect(await check(ben, call.code)).toBe('accepted')

  // Cid's phone rings once; the code is the end of the caller's number.
  const cid = '+442079460123'
  await client.verifications.triggerFlashcall(to(cid))
  const ring = await inbox.next(cid)
  expect(ring).toMatchObject({ channel: 'flashcall', text: `One ring from ${ring.from}` })
  expect(await check(cid, ring.from.slice(-6))).toBe('accepted')

  // Dot mistypes the code, which is an answer and not an error, and tries again.
  const dot = '+15551234567'
  const mistyped = await client.verifications.triggerSMS({ ...to(dot), custom_code: '43612' })
  expect(await check(dot, '43621')).toBe('rejected')
  expect(await statusOf(mistyped.data.id)).toBe('pending')
  expect(await check(dot, '43612')).toBe('accepted')

  // Eve is too late; the clock is advanced instead of waiting.
  const eve = '+13035550105'
  const late = await client.verifications.triggerSMS(to(eve))
  const { code } = await inbox.next(eve)
  const { events: happened } = await clock.advance('5m')
  expect(happened).toMatchObject([{ event: 'verification.expired', phoneNumber: eve, verificationId: late.data.id }])
  expect(await check(eve, code)).toBe('expired')
  expect(await statusOf(late.data.id)).toBe('expired')

  // Fay guesses. The fifth wrong code is still rejected; after that even the right one is refused.
  const fay = '+13035550106'
  const guessed = await client.verifications.triggerSMS({ ...to(fay), custom_code: '778899' })
  for (const guess of ['1', '12', '123', '1234', '12345']) expect(await check(fay, guess)).toBe('rejected')
  expect(await check(fay, '778899')).toBe('max_attempts_exceeded')
  expect(await statusOf(guessed.data.id)).toBe('invalid')

  // Gus does not get his text message, so the application falls back to a call. Each code is valid on its own.
  const gus = '+13035550107'
  const unread = await client.verifications.triggerSMS(to(gus))
  const { cursor } = await inbox.next(gus)
  const fallback = await client.verifications.triggerCall(to(gus))
  const heard = await inbox.next(gus, { since: cursor })
  expect(heard).toMatchObject({ channel: 'call', verificationId: fallback.data.id })
  expect(await check(gus, heard.code)).toBe('accepted')
  const { data } = await client.verifications.byPhoneNumber.list(gus)
  expect(data.map(({ id, type, status }) => ({ id, type, status }))).toEqual([
    { id: fallback.data.id, type: 'call', status: 'accepted' },
    { id: unread.data.id, type: 'sms', status: 'pending' },
  ])
})

test('V6: a profile with only sms makes no calls, and the error says so; WhatsApp needs an empty section', async () => {
  const { emulator } = await useApi()
  const client = new Telnyx({ baseURL: emulator.url, apiKey: emulator.apiKey, fetch: emulator.fetch, maxRetries: 0 })
  const profile = await client.verifyProfiles.create({ name: 'Texts', sms: {} })
  const request = { phone_number: '+13035551234', verify_profile_id: profile.data?.id as string }

  const refused = client.verifications.triggerFlashcall(request)

  await expect(refused).rejects.toThrow(Telnyx.BadRequestError)
  await expect(refused).rejects.toMatchObject({
    error: { errors: [{ code: '10015', detail: 'The request failed because it was not well-formed.' }] },
  })
  await expect(client.verifications.triggerWhatsappVerification(request)).rejects.toThrow(Telnyx.BadRequestError)
  await client.verifyProfiles.update(request.verify_profile_id, { whatsapp: {} })
  expect((await client.verifications.triggerWhatsappVerification(request)).data.status).toBe('pending')
})
