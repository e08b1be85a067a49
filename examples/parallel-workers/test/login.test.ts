import Telnyx from 'telnyx'
import { connect } from 'telnyx-verify-emulator'
import { beforeEach, expect, inject, test } from 'vitest'
import { meetAll } from './meeting.js'

const url = inject('emulatorUrl')
const worker = Number(process.env.WORKER)
const workers = Number(process.env.WORKERS)

/** The same number in all workers. */
const phone_number = '+13035551234'

/** The key selects the sandbox, which is created the first time it is used. */
const telnyx = connect({ url, sandbox: `worker-${worker}` })
const client = new Telnyx({ apiKey: telnyx.apiKey, baseURL: telnyx.url })
let verify_profile_id: string

const send = async () => (await client.verifications.triggerSMS({ phone_number, verify_profile_id })).data
const check = async (id = '', code = '') => (await client.verifications.actions.verify(id, { code })).data.response_code

/** Resets the sandbox and creates a profile with six-digit codes. */
beforeEach(async () => {
  await telnyx.reset()
  const { data } = await client.verifyProfiles.create({ name: 'Login', sms: { code_length: 6 } })
  verify_profile_id = String(data?.id)
})

test('each worker gets its own codes, although all send to one number at the same time', async () => {
  await meetAll({ url, worker, workers, place: 'codes' })
  let since: string | undefined
  for (let round = 1; round <= 10; round += 1) {
    const { id } = await send()
    const { code, cursor } = await telnyx.inbox.next(phone_number, { since })
    expect(await check(id, code)).toBe('accepted')
    expect(await telnyx.inbox.list()).toHaveLength(round)
    since = cursor
  }
})

test('each worker has its own clock', async () => {
  await meetAll({ url, worker, workers, place: 'clocks' })
  const { id } = await send()
  const { code } = await telnyx.inbox.next(phone_number)
  const isLate = worker % 2 === 0
  if (isLate) await telnyx.clock.advance('5m')
  await meetAll({ url, worker, workers, place: 'clocks moved' })
  expect(await check(id, code)).toBe(isLate ? 'expired' : 'accepted')
})

test('each worker has its own outages', async () => {
  const isOut = worker % 2 === 0
  if (isOut) await telnyx.faults.set([{ fault: { kind: 'status', status: 503, retryAfter: 0 } }])
  await meetAll({ url, worker, workers, place: 'outages' })
  if (isOut) await expect(send()).rejects.toThrow('503')
  else await expect(send()).resolves.toMatchObject({ status: 'pending' })
})
