import { expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'
import { useReceiver } from '../support/receiver.js'

const app = 'http://app.invalid/hooks'

async function useLogged(isReceived = true) {
  const receiver = await useReceiver()
  const api = await useApi(isReceived ? { webhooks: { url: receiver.url } } : {})
  const { emulator, post } = api
  const start = (phone_number = '+13035551234') =>
    post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
  /** Follows until a number of events was read. */
  const follow = async (count: number, backfill?: string | number) => {
    const ids: string[] = []
    for await (const { body } of emulator.webhooks.follow(app, { backfill })) {
      ids.push(JSON.parse(body).data.id)
      if (ids.length === count) break
    }
    return ids
  }
  return { ...api, receiver, start, follow }
}

/** Both events of a verification that is sent: verify.sent and verify.delivered. */
const eventsPerSend = 2

test('a backfill begins with the logged events of the last while, oldest first, and then continues', async () => {
  const { emulator, start, follow } = await useLogged()
  await start('+13035550001')
  await emulator.clock.advance('1h')
  await start('+13035550002')
  await emulator.clock.advance('1m')
  const { webhooks } = await emulator.webhooks.list()
  const logged = webhooks.map(({ eventId, eventType, phoneNumber }) => ({ eventId, eventType, phoneNumber })).reverse()
  const recent = logged.filter(({ phoneNumber }) => phoneNumber === '+13035550002').map(({ eventId }) => eventId)
  expect(recent).toHaveLength(eventsPerSend)
  expect(await follow(recent.length, '10m')).toEqual(recent)
  expect(await follow(logged.length, '2h')).toEqual(logged.map(({ eventId }) => eventId))
  expect((await follow(logged.length, 7_200_000)).at(0)).toBe(logged[0]?.eventId)
  // The first event that is read without a backfill is a new one.
  const reading = follow(1)
  await start('+13035550003')
  expect(logged.map(({ eventId }) => eventId)).not.toContain((await reading)[0])
  await emulator.clock.advance('1s')
})

test('no event is lost or doubled between the backfill and what follows, whenever the reader comes', async () => {
  const { start, follow, emulator } = await useLogged()
  const sends = 40
  const readers: Promise<string[]>[] = []
  for (let i = 0; i < sends; i++) {
    readers.push(follow(sends * eventsPerSend, '1h'))
    await start(`+1303555${String(1000 + i)}`)
  }
  const [first = [], ...others] = await Promise.all(readers)
  expect(new Set(first).size).toBe(sends * eventsPerSend)
  for (const ids of others) expect(ids).toEqual(first)
  await emulator.clock.advance('1s')
  const { webhooks } = await emulator.webhooks.list({ limit: 1000 })
  expect(webhooks.map(({ eventId }) => eventId).sort()).toEqual([...first].sort())
})

test('an event that was sent twice, or dropped on its way, is streamed once', async () => {
  const { emulator, start, follow } = await useLogged()
  await emulator.webhooks.faults.add({ fault: 'duplicate', times: 1 })
  await emulator.webhooks.faults.add({ fault: 'dropped', times: 1 })
  await start()
  await emulator.clock.advance('1s')
  expect((await emulator.webhooks.list()).webhooks).toHaveLength(3)
  expect(new Set(await follow(eventsPerSend, '1h')).size).toBe(eventsPerSend)
})

test('the log has no events of profiles without a URL, and the stream continues with them', async () => {
  const { start, follow } = await useLogged(false)
  await start('+13035550001')
  const reading = follow(eventsPerSend, '1h')
  await start('+13035550002')
  expect(await reading).toHaveLength(eventsPerSend)
})

test.each(['soon', '-1m', '5 minutes', ''])('the backfill %j is 400 with examples', async (backfill) => {
  const { get } = await useApi()
  const query = new URLSearchParams({ url: app, backfill })
  const { status, body } = await get(`//_emulator/webhooks/listen?${query}`)
  expect(status).toBe(400)
  expect(body.detail).toContain(`Invalid duration "${backfill}". Examples: 90s`)
})
