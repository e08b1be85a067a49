import { expect, test } from 'vitest'
import { type Api, useApi } from '../support/emulator.js'
import { useReceiver } from '../support/receiver.js'

const phone = '+13035551234'

const call = async ({ post, emulator }: Api, channel = 'call') => {
  const body = { phone_number: phone, verify_profile_id: emulator.profileId }
  return (await post(`/verifications/${channel}`, body)).body.data.id as string
}

const eventsOf = async ({ emulator }: Api) =>
  (await emulator.journal.list()).entries.filter(({ kind }) => kind === 'call').map(({ text }) => text)

test('an answered call is noted, and its code can be checked', async () => {
  const api = await useApi()
  const id = await call(api)
  const message = await api.emulator.inbox.answer(phone)
  expect(message).toMatchObject({ channel: 'call', verificationId: id, status: 'pending' })
  expect(await eventsOf(api)).toEqual([`call.answered ${phone} (call)`])
  expect((await api.get('//_emulator/journal?kind=call')).body.entries).toHaveLength(1)
  const { body } = await api.post(`/verifications/${id}/actions/verify`, { code: message.code })
  expect(body.data.response_code).toBe('accepted')
})

test('C11: a declined call ends its verification in an error, which the reading and the webhook show', async () => {
  const receiver = await useReceiver()
  const api = await useApi({ webhooks: { url: receiver.url } })
  const id = await call(api)
  expect(await api.emulator.inbox.decline(phone)).toMatchObject({ verificationId: id, status: 'error' })
  expect(await eventsOf(api)).toEqual([`call.declined ${phone} (call)`])
  expect((await api.get(`/verifications/${id}`)).body.data.status).toBe('error')
  await api.emulator.clock.advance(0) // waits for attempts in flight
  const { webhooks } = await api.emulator.webhooks.list()
  expect(webhooks[0]).toMatchObject({ eventType: 'verification.complete', verificationId: id })
})

test('the newest call counts, and declining an accepted one changes nothing', async () => {
  const api = await useApi()
  const [older, newer] = [await call(api), await call(api)]
  await api.emulator.inbox.decline(phone)
  expect((await api.get(`/verifications/${older}`)).body.data.status).toBe('pending')
  expect((await api.get(`/verifications/${newer}`)).body.data.status).toBe('error')
  expect(await api.emulator.inbox.decline(phone)).toMatchObject({ status: 'error' })
  expect(await eventsOf(api)).toHaveLength(2)
})

test('a number that no call has reached is told what to do; a flash call is none', async () => {
  const api = await useApi()
  await call(api, 'flashcall')
  const refused = { status: 404, message: expect.stringContaining('POST /v2/verifications/call') }
  await expect(api.emulator.inbox.answer(phone)).rejects.toMatchObject(refused)
  await expect(api.emulator.inbox.decline('13035551234')).rejects.toMatchObject({ status: 400 })
})

test('a call about a verified number can be answered and declined', async () => {
  const api = await useApi()
  await api.post('/verified_numbers', { phone_number: phone, verification_method: 'call' })
  expect(await api.emulator.inbox.answer(phone)).toMatchObject({ verificationId: null, status: null })
  expect(await api.emulator.inbox.decline(phone)).toMatchObject({ verificationId: null, status: null })
})
