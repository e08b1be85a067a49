import Telnyx from 'telnyx'
import { connect } from 'telnyx-verify-emulator'
import { beforeEach, expect, inject, test } from 'vitest'
import { meetAll } from './meeting.js'

const url = inject('emulatorUrl')
const worker = Number(process.env.WORKER)
const workers = Number(process.env.WORKERS)

/** Everybody's phone number. */
const phone_number = '+13035551234'

/** The key chooses the sandbox; a sandbox begins when it is first named. */
const verify = connect({ url, sandbox: `worker-${worker}` })
const client = new Telnyx({ apiKey: verify.apiKey, baseURL: verify.url })
const verify_profile_id = verify.profileId

const send = () => client.verifications.triggerSMS({ phone_number, verify_profile_id })
const check = async (code: string) =>
  (await client.verifications.byPhoneNumber.actions.verify(phone_number, { code, verify_profile_id })).data
    ?.response_code

beforeEach(() => verify.reset())

test('each worker gets its own codes, though all send to one number at once', async () => {
  await meetAll({ url, worker, workers, place: 'codes' })
  let since: string | undefined
  for (let round = 1; round <= 10; round += 1) {
    await send()
    const { code, cursor } = await verify.inbox.next(phone_number, { since })
    expect(await check(code)).toBe('accepted')
    expect(await verify.inbox.list()).toHaveLength(round)
    since = cursor
  }
})

test('each worker has its own time', async () => {
  await meetAll({ url, worker, workers, place: 'clocks' })
  await send()
  const { code } = await verify.inbox.next(phone_number)
  const isLate = worker % 2 === 0
  if (isLate) await verify.clock.advance('5m')
  await meetAll({ url, worker, workers, place: 'clocks moved' })
  expect(await check(code)).toBe(isLate ? 'expired' : 'accepted')
})

test('each worker has its own outages', async () => {
  const isOut = worker % 2 === 0
  if (isOut) await verify.faults.set([{ fault: { kind: 'status', status: 503, retry_after: 0 } }])
  await meetAll({ url, worker, workers, place: 'outages' })
  if (isOut) await expect(send()).rejects.toThrow('503')
  else await expect(send()).resolves.toMatchObject({ data: { status: 'pending' } })
})
