import { describe, expect, test } from 'vitest'
import type { Entry, Message } from '../../../src/web/page/api/types.js'
import { matchesFilter } from '../../../src/web/page/panels/filter.js'
import { failedChecksOf, Records, type Verification } from '../../../src/web/page/state/records.js'
import { toDuration, toElapsed, toSteps } from '../../../src/web/page/state/story.js'
import { type Api, useApi } from '../../support/emulator.js'

const number = '+13035551234'

/** The lists that the page reads: inbox and journal, newest first. */
async function readLists({ emulator }: Api): Promise<{ messages: Message[]; entries: Entry[] }> {
  const messages = await emulator.inbox.list()
  return { messages, entries: (await emulator.journal.list({ codes: 'shown' })).entries }
}

/** A code that was entered wrongly twice, and then expired. */
async function makeStory(api: Api): Promise<{ id: string }> {
  const { body } = await api.post('/verifications/sms', {
    phone_number: number,
    verify_profile_id: api.emulator.profileId,
  })
  const { id } = body.data
  for (const code of ['00000', '00001']) await api.post(`/verifications/${id}/actions/verify`, { code })
  await api.post('//_emulator/clock/advance', { by: '5m' })
  return { id }
}

const find = (records: Records, id: string) => records.verifications.get(id) as Verification

describe('records', () => {
  test('the stream and the lists lead to the same records', async () => {
    const api = await useApi()
    const { id } = await makeStory(api)
    const { messages, entries } = await readLists(api)
    const loaded = new Records()
    loaded.load(messages, entries)
    const followed = new Records()
    for (const entry of entries.toReversed()) followed.apply(entry)
    for (const records of [loaded, followed]) {
      expect(records.messageCount).toBe(1)
      expect(find(records, id)).toMatchObject({ status: 'expired', channel: 'sms', phoneNumber: number })
      expect(failedChecksOf(find(records, id))).toBe(2)
    }
  })

  test('an entry that comes twice changes nothing', async () => {
    const api = await useApi()
    const { id } = await makeStory(api)
    const { entries } = await readLists(api)
    const records = new Records()
    for (const entry of [...entries.toReversed(), ...entries.toReversed()]) records.apply(entry)
    expect(records.entries).toHaveLength(entries.length)
    expect(failedChecksOf(find(records, id))).toBe(2)
  })

  test('failed checks from before the journal are counted on', async () => {
    const api = await useApi()
    const { id } = await makeStory(api)
    const { messages, entries } = await readLists(api)
    const records = new Records()
    records.load(messages, entries.slice(0, 1)) // the journal has lost the rest
    expect(failedChecksOf(find(records, id))).toBe(2)
  })

  test('the phone with the newest message comes first', async () => {
    const api = await useApi()
    const records = new Records()
    for (const phone_number of [number, '+13035550199', number])
      await api.post('/verifications/sms', { phone_number, verify_profile_id: api.emulator.profileId })
    const { messages, entries } = await readLists(api)
    records.load(messages, entries)
    expect(records.newestPhones().map((phone) => [phone.number, phone.messages.length])).toEqual([
      [number, 2],
      ['+13035550199', 1],
    ])
  })

  test('the journal of the page stays bounded, and forgets verifications without a message', () => {
    const records = new Records()
    for (let place = 1; place <= 8000; place++)
      records.apply({
        cursor: `1-${place}`,
        at: '2026-01-31T09:30:00.000Z',
        kind: 'request',
        text: 'a request',
        phoneNumber: null,
        verificationId: `id-${place}`,
      } as Entry)
    expect(records.entries.length).toBeLessThanOrEqual(7200)
    expect(records.verifications.size).toBe(records.entries.length)
  })
})

describe('story', () => {
  test('a story goes from the request to the end, with the rules that decided', async () => {
    const api = await useApi()
    const { id } = await makeStory(api)
    const { messages, entries } = await readLists(api)
    const records = new Records()
    records.load(messages, entries)
    expect(toSteps(find(records, id)).map(({ kind, title, decidedBy }) => [kind, title, decidedBy])).toEqual([
      ['asked', 'Code requested', null],
      ['decided', 'Request accepted', null],
      ['sent', 'Sent', null],
      ['delivered', 'Delivered', null],
      ['check', 'Check: rejected', 'C3'],
      ['check', 'Check: rejected', 'C3'],
      ['over', 'Over: expired', null],
    ])
  })

  test('a check that was forced names its scenario', async () => {
    const api = await useApi()
    await api.post('//_emulator/scenarios', { outcome: 'accepted', times: 1 })
    const { id } = await makeStory(api)
    const { messages, entries } = await readLists(api)
    const records = new Records()
    records.load(messages, entries)
    const check = toSteps(find(records, id)).find(({ kind }) => kind === 'check')
    expect(check).toMatchObject({ title: 'Check: accepted', tone: 'good', decidedBy: 'scenario_1' })
  })

  test('times are told as a person would', () => {
    const from = '2026-01-31T09:30:00.000Z'
    expect(toElapsed(from, '2026-01-31T09:30:00.012Z')).toBe('+12 ms')
    expect(toElapsed(from, '2026-01-31T09:30:01.500Z')).toBe('+1.5 s')
    expect(toElapsed(from, '2026-01-31T09:34:12.000Z')).toBe('+4:12')
    expect([0, 59_001, 3_600_000, 180_000_000].map(toDuration)).toEqual(['0:00', '1:00', '1:00:00', '2 d 2 h'])
  })
})

describe('filter of the journal', () => {
  const entry = {
    cursor: '1-1',
    at: '',
    kind: 'request',
    text: 'POST /v2/verifications/sms → 200',
    phoneNumber: number,
    verificationId: null,
    operation: 'CreateVerificationSms',
  } as Entry

  test('all words must be found, in any order and case', () => {
    expect(matchesFilter(entry, '5551234 SMS', '')).toBe(true)
    expect(matchesFilter(entry, '5551234 call', '')).toBe(false)
  })

  test('the kind narrows it', () => {
    expect(matchesFilter(entry, '', 'request')).toBe(true)
    expect(matchesFilter(entry, '', 'webhook')).toBe(false)
  })
})
