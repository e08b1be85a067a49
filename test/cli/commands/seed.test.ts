import { describe, expect, test } from 'vitest'
import { createRecords } from '../../../src/cli/seed/records.js'
import { countryOf } from '../../../src/core/phone-numbers.js'
import type { Channel } from '../../../src/core/records.js'
import { testTime } from '../../support/emulator.js'
import { useServed } from '../cli-harness.js'

const request = { profiles: 3, verifications: 200, seed: '1', now: testTime }
const records = createRecords(request)
const verifications = records.verifications ?? []
const profiles = records.profiles ?? []
const at = (timestamp: string | undefined) => Date.parse(`${timestamp}Z`)

describe('made-up records', () => {
  test('are the same for the same seed and differ for another', () => {
    expect(createRecords(request)).toEqual(records)
    expect(createRecords({ ...request, seed: '2' })).not.toEqual(records)
  })

  test('stay the same when more are requested', () => {
    const more = new Map(
      createRecords({ ...request, verifications: 300 }).verifications?.map((record) => [record.id, record]),
    )
    expect(more.size).toBe(300)
    for (const record of verifications) expect(more.get(record.id)).toEqual(record)
  })

  test('are the same at another time, with times counted back from it', () => {
    const later = createRecords({ ...request, now: testTime + 86_400_000 })
    expect(later.profiles?.map(({ id }) => id)).toEqual(profiles.map(({ id }) => id))
    expect(later.verifications?.map(({ created_at }) => at(created_at) - 86_400_000)).toEqual(
      verifications.map(({ created_at }) => at(created_at)),
    )
  })

  test('have the requested number, every channel, every status and unique IDs', () => {
    expect(profiles).toHaveLength(3)
    expect(verifications).toHaveLength(200)
    expect(new Set(verifications.map(({ type }) => type))).toEqual(new Set(['sms', 'call', 'flashcall', 'whatsapp']))
    expect(new Set(verifications.map(({ status }) => status))).toEqual(
      new Set(['pending', 'accepted', 'invalid', 'expired', 'error']),
    )
    for (const list of [profiles, verifications, records.templates ?? []])
      expect(new Set(list.map(({ id }) => id)).size).toBe(list.length)
  })

  test('use fictional phone numbers only, none of them a test number', () => {
    const numbers = [...verifications, ...(records.verified_numbers ?? [])].map(({ phone_number }) => phone_number)
    for (const number of numbers) expect(number).toMatch(/^\+1(?!303)[2-9]\d\d55501\d\d$|^\+447700900\d{3}$/)
    expect(new Set(numbers.map((number) => countryOf(number, { pointer: '' })))).toEqual(new Set(['US', 'CA', 'GB']))
    expect(new Set(numbers).size).toBeGreaterThan(20)
  })

  test('date from the last seven days, in order, and finished ones ended before now', () => {
    const times = verifications.map(({ created_at }) => at(created_at))
    expect([...times].sort((a, b) => a - b)).toEqual(times)
    for (const { status, created_at, updated_at, timeout_secs = 0, emulator } of verifications) {
      expect(testTime - at(created_at)).toBeLessThanOrEqual(7 * 86_400_000)
      expect(at(updated_at)).toBeGreaterThanOrEqual(at(created_at))
      expect(at(updated_at)).toBeLessThanOrEqual(testTime)
      const expiry = at(created_at) + timeout_secs * 1000
      if (status === 'pending') expect(expiry).toBeGreaterThan(testTime)
      if (status === 'expired') expect(at(updated_at)).toBe(expiry)
      if (status === 'accepted') expect(at(updated_at)).toBeLessThanOrEqual(expiry)
      if (status === 'invalid') expect(emulator?.failed_checks).toBe(5)
    }
  })

  test('match the channel, countries and code length of their profile', () => {
    for (const { type, verify_profile_id, phone_number, emulator } of verifications) {
      const profile = profiles.find(({ id }) => id === verify_profile_id)
      const section = profile?.[type as Channel]
      expect(section?.whitelisted_destinations).toContain(countryOf(phone_number, { pointer: '' }))
      if (type === 'sms') expect(emulator?.code).toHaveLength(profile?.sms?.code_length as number)
    }
    expect(profiles[0]).toMatchObject({ sms: {}, call: {}, flashcall: {}, whatsapp: {} })
  })

  test.each([0, 1, 5])('can be %i verifications', (count) => {
    expect(createRecords({ ...request, profiles: 1, verifications: count }).verifications).toHaveLength(count)
  })
})

test('seed adds records by the sandbox’s clock to existing ones', async () => {
  const { ask, askJson, sendCode, get, emulator } = await useServed()
  await sendCode('+13035551234')
  await emulator.clock.set(testTime + 86_400_000)
  expect(await askJson('seed')).toMatchObject({ sandbox: 'default', profiles: 4, verifications: 201 })
  const newest = (await askJson('inbox', '--limit', '1'))[0]
  const { data } = (await get(`/verifications/${newest.verificationId}`)).body
  expect(data).toMatchObject({ status: 'pending', phone_number: newest.phoneNumber })
  expect(at(data.created_at)).toBeGreaterThan(testTime + 86_400_000 - 15 * 60_000)
  // Seeding again adds no duplicates.
  expect(await askJson('seed')).toMatchObject({ profiles: 4, verifications: 201 })
  expect((await ask('seed', '--seed', 'friday', '--profiles', '1', '--verifications', '3')).stdout).toMatch(
    /now has 5 profiles, 204 verifications/,
  )
})

test('seed splits records over several requests', async () => {
  const { askJson } = await useServed()
  expect(await askJson('seed', '--verifications', '2500', '--profiles', '2')).toMatchObject({
    profiles: 3,
    verifications: 2500,
  })
})
