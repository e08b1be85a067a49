import { expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'
import { useWebhooks } from '../support/webhooks.js'

const phone_number = '+13035551234'

test('the clock lists what is due, soonest first', async () => {
  const { post, get, emulator } = await useApi()
  await emulator.scenarios.add({
    match: { phoneNumber: '+13035550002' },
    outcome: 'delivered',
    delay: '2m',
  })
  const start = async (phone_number: string) =>
    (await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })).body.data.id
  const [first, second] = [await start(phone_number), await start('+13035550002')]
  const { body } = await get('//_emulator/clock')
  expect(body).toEqual({
    clock: { now: '2026-01-31T09:30:00.123Z', frozen: false, offset_ms: 0 },
    due: [
      {
        at: '2026-01-31T09:32:00.123Z',
        kind: 'delivery',
        event: 'delivery.delivered',
        phone_number: '+13035550002',
        verification_id: second,
        webhook_id: null,
        attempt: null,
        text: 'delivery delivered: +13035550002',
      },
      ...[
        [phone_number, first],
        ['+13035550002', second],
      ].map(([phone_number, verification_id]) => ({
        at: '2026-01-31T09:35:00.123Z',
        kind: 'expiry',
        event: 'verification.expired',
        phone_number,
        verification_id,
        webhook_id: null,
        attempt: null,
        text: `verification expired: ${phone_number}`,
      })),
    ],
    due_total: 3,
  })
})

test('a list with a limit tells how many events are due in all', async () => {
  const { post, get, emulator } = await useApi()
  for (let i = 10; i < 70; i++)
    await post('/verifications/sms', { phone_number: `+130355512${i}`, verify_profile_id: emulator.profileId })
  const usual = await get('//_emulator/clock')
  expect([usual.body.due.length, usual.body.due_total]).toEqual([50, 60])
  const two = await get('//_emulator/clock?limit=2')
  expect(two.body.due.map(({ phone_number }: { phone_number: string }) => phone_number)).toEqual([
    '+13035551210',
    '+13035551211',
  ])
  expect(two.body.due_total).toBe(60)
  expect((await get('//_emulator/clock?limit=0')).status).toBe(400)
})

test('what no longer matters is not due: an accepted code does not expire', async () => {
  const { post, emulator } = await useApi()
  await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
  expect(await emulator.clock.due()).toHaveLength(1)
  const { code } = await emulator.inbox.next(phone_number)
  await post(`/verifications/by_phone_number/${phone_number}/actions/verify`, {
    code,
    verify_profile_id: emulator.profileId,
  })
  expect(await emulator.clock.due()).toEqual([])
  expect((await emulator.clock.next()).events).toEqual([])
  expect((await emulator.clock.now()).now).toBe('2026-01-31T09:30:00.123Z')
})

test('next advances from one event to the following, and stays when nothing is due', async () => {
  const { post, emulator } = await useApi()
  await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId, timeout_secs: 60 })
  await post('/verifications/call', { phone_number, verify_profile_id: emulator.profileId, timeout_secs: 90 })
  await emulator.clock.freeze()
  for (const [now, channel] of [
    ['2026-01-31T09:31:00.123Z', 'sms'],
    ['2026-01-31T09:31:30.123Z', 'call'],
  ]) {
    const { events: happened } = await emulator.clock.next()
    expect(
      happened.map(({ at, event }) => `${at} ${event}`),
      channel,
    ).toEqual([`${now} verification.expired`])
    expect(await emulator.clock.now()).toMatchObject({ now, frozen: true })
  }
  expect((await emulator.clock.next()).events).toEqual([])
  expect((await emulator.clock.now()).now).toBe('2026-01-31T09:31:30.123Z')
})

test('the next attempt of a webhook is due with its number, and next makes it', async () => {
  const { start, emulator, receiver } = await useWebhooks({ receiver: { answers: [500] } })
  await emulator.clock.freeze()
  await start('sms')
  await emulator.clock.advance(0)
  const [due] = await emulator.clock.due()
  expect(due).toMatchObject({ kind: 'webhook', event: 'verify.sent', attempt: 2 })
  expect(due?.text).toMatch(/^attempt 2 to post verify\.sent of \+1303\d+ to http:\/\/127\.0\.0\.1:\d+/)
  const before = receiver.requests.length
  const { events: happened } = await emulator.clock.next()
  expect(happened.map(({ event }) => event)).toEqual(['webhook.delivered'])
  expect(receiver.requests).toHaveLength(before + 1)
  expect((await emulator.clock.now()).now).toBe(due?.at)
})

test('next waits for an attempt that is under way, since its failure is followed by another one', async () => {
  let refuse = () => {}
  const refused = new Promise<number>((resolve) => {
    refuse = () => resolve(500)
  })
  const { start, emulator, receiver } = await useWebhooks({ receiver: { answers: [() => refused] } })
  await emulator.clock.freeze()
  await start('sms')
  await receiver.received(1)
  const moved = emulator.clock.next()
  await emulator.server.health()
  refuse()
  const { events: happened } = await moved
  expect(happened.map(({ event }) => event)).toEqual(['webhook.delivered'])
})
