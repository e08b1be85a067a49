import { expect, onTestFinished, test } from 'vitest'
import type { EmulatorOptions } from '../../src/index.js'
import { type Api, useApi } from '../support/emulator.js'
import { EventReader, type Sent } from '../support/event-reader.js'
import { useWebhooks } from '../support/webhooks.js'

const phone_number = '+13035551234'
const dataOf = (sent: Sent | undefined) => JSON.parse(sent?.data ?? 'null')

async function open({ emulator }: Pick<Api, 'emulator'>, query = '', headers: Record<string, string> = {}) {
  const target = `${emulator.url.replace(/\/v2$/, '')}/_emulator/events?details=true${query}`
  const reader = new EventReader(await emulator.fetch(target, { headers }))
  onTestFinished(() => reader.leave())
  return reader
}

async function useStream(options: EmulatorOptions = {}) {
  const api = await useApi(options)
  return {
    ...api,
    open: (query = '', headers = {}) => open(api, query, headers),
    /** Requests whose path ends in a number. */
    ask: async (from: number, to: number) => {
      for (let i = from; i <= to; i++) await api.get(`/nowhere/${i}`)
    },
  }
}

test('the stream begins with where the journal stands, and who tells it', async () => {
  const { open, ask } = await useStream()
  await ask(1, 2)
  const [ready] = await (await open()).take(1)
  expect(ready).toMatchObject({ event: 'ready', id: undefined })
  expect(dataOf(ready)).toEqual({ cursor: '0-2', resumed: false, boot: expect.stringMatching(/^\w{10,}$/) })
})

test('a reader that comes back misses nothing and gets nothing twice', async () => {
  const { open, ask } = await useStream()
  const first = await open()
  const { boot } = dataOf((await first.take(1))[0])
  await ask(1, 2)
  const last = (await first.take(2)).at(-1)
  await first.leave()
  await ask(3, 4)
  const second = await open(`&since=${last?.id}&boot=${boot}`)
  const [ready, ...rest] = await second.take(3)
  expect(dataOf(ready)).toMatchObject({ resumed: true, cursor: '0-4' })
  expect(rest.map(({ id }) => id)).toEqual(['0-3', '0-4'])
})

test('the id that a browser sends by itself wins over the query', async () => {
  const { open, ask } = await useStream()
  await ask(1, 4)
  const reader = await open('&since=0-1', { 'last-event-id': '0-3' })
  const [ready, next] = await reader.take(2)
  expect([dataOf(ready).resumed, next?.id]).toEqual([true, '0-4'])
})

test('a cursor of another process is not taken for one of this: everything is told again', async () => {
  const { open, ask } = await useStream()
  await ask(1, 3)
  const [ready, first] = await (await open('&since=0-2&boot=another')).take(2)
  expect([dataOf(ready).resumed, first?.id]).toEqual([false, '0-1'])
})

test('a cursor from before a reset, or one that lies ahead, is told so too', async () => {
  const { open, ask, emulator } = await useStream()
  await ask(1, 3)
  await emulator.reset()
  await ask(4, 4)
  for (const since of ['0-3', '1-99']) {
    const [ready, first] = await (await open(`&since=${since}`)).take(2)
    expect([dataOf(ready).resumed, first?.id], since).toEqual([false, '1-1'])
  }
})

test('a reader whose place has been pushed out of the journal is told that something is lost', async () => {
  const { open, ask } = await useStream({ journal: 3 })
  await ask(1, 5)
  const resumedSince = async (since: string) => dataOf((await (await open(`&since=${since}`)).take(1))[0]).resumed
  expect(await resumedSince('0-1')).toBe(false)
  expect(await resumedSince('0-2')).toBe(true) // 3, 4 and 5 are still there
})

test('a moved clock is told with what is due, whoever moves it', async () => {
  const { open, emulator, post } = await useStream()
  await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
  const reader = await open()
  await emulator.clock.advance('1m')
  await emulator.clock.freeze()
  await emulator.clock.next()
  const sent = await reader.take(5)
  expect(sent.map(({ event }) => event)).toEqual(['ready', 'clock', 'clock', 'verification', 'clock'])
  expect(dataOf(sent[1])).toMatchObject({ clock: { now: '2026-01-31T09:31:00.123Z' }, due_total: 1 })
  expect(dataOf(sent[2])).toMatchObject({ clock: { frozen: true }, due: [{ kind: 'expiry', phone_number }] })
  expect(dataOf(sent[4])).toMatchObject({ due: [], due_total: 0 })
})

test('a reset is told with the cursor of the new life, and the stream stays open', async () => {
  const { open, emulator, ask } = await useStream()
  const reader = await open()
  await ask(1, 1)
  await emulator.reset()
  await ask(2, 2)
  const sent = await reader.take(4)
  expect(sent.map(({ event, id }) => `${event} ${id}`)).toEqual([
    'ready undefined',
    'request 0-1',
    'reset 1-0',
    'request 1-1',
  ])
})

test('every other control operation that changes something is told by its name, an assertion is not', async () => {
  const { open, emulator } = await useStream()
  const reader = await open()
  await emulator.journal.assert({ times: 0 })
  await emulator.scenarios.add({ outcome: 'rejected' })
  await emulator.faults.clear()
  await emulator.sandbox('other').scenarios.add({ outcome: 'rejected' })
  await emulator.journal.clear()
  await emulator.addRecords({ version: 1 })
  const sent = await reader.take(5)
  expect(sent.map(({ event, data }) => `${event} ${data}`).slice(1)).toEqual([
    'change {"operation":"CreateScenario"}',
    'change {"operation":"ReplaceFaults"}',
    'change {"operation":"ClearJournal"}',
    'reset {}',
  ])
})

test('what was refused has changed nothing', async () => {
  const { open, post, emulator } = await useStream()
  const reader = await open()
  expect((await post('//_emulator/clock/advance', { by: 'soon' })).status).toBe(400)
  await emulator.clock.freeze()
  expect((await reader.take(2)).map(({ event }) => event)).toEqual(['ready', 'clock'])
})

test('a deleted sandbox is told to those who read it', async () => {
  const { open, emulator } = await useStream()
  await emulator.sandbox('mine').reset()
  const reader = await open('&sandbox=mine')
  await emulator.server.sandboxes.delete('mine')
  expect((await reader.take(2)).map(({ event }) => event)).toEqual(['ready', 'reset'])
})

test('without details a stream has entries only', async () => {
  const { emulator, get } = await useApi()
  const reader = new EventReader(await emulator.fetch(`${emulator.url.replace('/v2', '')}/_emulator/events`))
  await emulator.clock.freeze()
  await get('/nowhere')
  expect((await reader.take(1)).map(({ event }) => event)).toEqual(['request'])
  await reader.leave()
})

test('an entry of a message has the message whole, but only where codes are shown', async () => {
  const { emulator, post } = await useApi()
  await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
  const messageIn = async (codes: 'shown' | 'masked') =>
    (await emulator.journal.list({ kind: 'message', codes })).entries[0]
  expect(await messageIn('shown')).toMatchObject({ channel: 'sms', message: (await emulator.inbox.list())[0] })
  expect(await messageIn('masked')).not.toHaveProperty('message')
})

test('an entry of a webhook names its delivery and its attempt', async () => {
  const { emulator, start } = await useWebhooks({ receiver: { answers: [500] } })
  await start('sms')
  await emulator.clock.advance('10s')
  const { entries } = await emulator.journal.list({ kind: 'webhook' })
  const deliveries = (await emulator.webhooks.list()).webhooks
  const told = entries.map(({ webhookId, attempt }) => `${webhookId} ${attempt}`).sort()
  const made = deliveries.flatMap(({ id, attempts }) => attempts.map(({ number }) => `${id} ${number}`))
  expect(told).toEqual(made.sort())
  expect(made).toContainEqual(expect.stringMatching(/ 2$/))
})

test('a message says how its verification stands now', async () => {
  const { emulator, post } = await useApi()
  const { body } = await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
  const check = (code: string) => post(`/verifications/${body.data.id}/actions/verify`, { code })
  const message = async () => (await emulator.inbox.list())[0]
  const code = (await message())?.code ?? ''
  await check(code === '00000' ? '11111' : '00000')
  expect(await message()).toMatchObject({ status: 'pending', delivery: 'delivered', failedChecks: 1 })
  await check(code)
  expect(await message()).toMatchObject({ status: 'accepted', failedChecks: 1 })
  await post('/verified_numbers', { phone_number: '+13035550188', verification_method: 'sms' })
  expect(await message()).toMatchObject({ status: null, delivery: null, failedChecks: 0, verificationId: null })
})
