import { describe, expect, test } from 'vitest'
import type { EmulatorOptions } from '../../src/index.js'
import { testTime, useApi } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'

const phone_number = '+13035551234'
const keyed = (key: string) => ({ authorization: `Bearer ${key}` })

describe('a rate limit', () => {
  /** The values of the rate-limit headers. */
  const allowanceOf = ({ headers }: { headers: Headers }) =>
    ['limit', 'remaining', 'reset'].map((name) => headers.get(`x-ratelimit-${name}`))

  test('the headers count down, and the request beyond the limit is refused with a time to retry', async () => {
    const { get } = await useApi({ limits: { requestsPerSecond: 3 } })
    for (const left of ['2', '1', '0']) {
      const reply = await get('/verify_profiles')
      expect(reply.status).toBe(200)
      expect(allowanceOf(reply)).toEqual(['3', left, '1'])
      expect(reply.headers.get('retry-after')).toBeNull()
    }
    for (let i = 0; i < 2; i++) {
      const refused = await get('/verify_profiles')
      expect(refused.status).toBe(429)
      expect(allowanceOf(refused)).toEqual(['3', '0', '1'])
      expect(refused.headers.get('retry-after')).toBe('1')
      expect(refused.headers.get('x-emulator-hint')).toContain('3 requests per second')
      expect(refused.body.errors).toEqual([
        {
          code: '10011',
          title: 'Too many requests',
          detail: 'You have exceeded the maximum number of allowed requests.',
          meta: { url: 'https://developers.telnyx.com/docs/overview/errors/10011' },
        },
      ])
    }
  })

  test('a refused request is not carried out and is listed in the journal', async () => {
    const { post, emulator } = await useApi({ limits: { requestsPerSecond: 1 } })
    const start = { phone_number, verify_profile_id: emulator.profileId }
    expect((await post('/verifications/sms', start)).status).toBe(200)
    expect((await post('/verifications/sms', start)).status).toBe(429)
    expect(await emulator.inbox.list()).toHaveLength(1)
    const [newest] = (await emulator.journal.list({ kind: 'request' })).entries
    expect(newest).toMatchObject({ status: 429, decided: { rule: 'H12', errorCode: '10011' } })
  })

  test('every request counts, also an invalid one', async () => {
    const { get, post } = await useApi({ limits: { requestsPerSecond: 2 } })
    expect((await post('/verifications/sms', '{')).status).toBe(400)
    expect((await get('/verifications/unknown')).status).toBe(404)
    expect((await get('/verify_profiles')).status).toBe(429)
  })

  test('the limit applies to a key, not to a sandbox', async () => {
    const { get } = await useApi({ limits: { requestsPerSecond: 1 } })
    for (const key of ['one', 'two', 'sandbox_default', 'sandbox_other'])
      expect((await get('/verify_profiles', keyed(key))).status).toBe(200)
    for (const key of ['one', 'two', 'sandbox_default', 'sandbox_other'])
      expect((await get('/verify_profiles', keyed(key))).status).toBe(429)
  })

  test('the limit starts anew each second of the sandbox’s clock, and a frozen clock has one second only', async () => {
    const { get, emulator, pass } = await useApi({ limits: { requestsPerSecond: 1 } })
    const status = async () => (await get('/verify_profiles')).status
    await emulator.clock.freeze()
    expect([await status(), await status()]).toEqual([200, 429])
    pass(10_000)
    expect(await status()).toBe(429)
    // The clock is 123 ms into its second.
    await emulator.clock.set(testTime + 876)
    expect(await status()).toBe(429)
    await emulator.clock.set(testTime + 877)
    expect([await status(), await status()]).toEqual([200, 429])
    await emulator.clock.set(testTime)
    expect([await status(), await status()]).toEqual([200, 429])
  })

  test('the control API has no rate limit', async () => {
    const { get } = await useApi({ limits: { requestsPerSecond: 1 } })
    for (let i = 0; i < 3; i++) expect((await get('//_emulator/inbox')).status).toBe(200)
  })

  test('a reset forgets what was used, a restored snapshot remembers it, and neither holds the key', async () => {
    const { get, emulator } = await useApi({ limits: { requestsPerSecond: 2 } })
    const remaining = async () =>
      (await get('/verify_profiles', keyed('my-secret-key'))).headers.get('x-ratelimit-remaining')
    expect(await remaining()).toBe('1')
    const snapshot = await emulator.snapshot.take({ journal: true })
    expect(JSON.stringify(snapshot)).not.toContain('my-secret-key')
    await emulator.reset()
    expect(await remaining()).toBe('1')
    expect(await remaining()).toBe('0')
    await emulator.snapshot.restore(snapshot)
    expect(await remaining()).toBe('0')
  })

  test('the newest thousand of fifteen hundred keys are remembered', async () => {
    const { get, emulator } = await useApi({ limits: { requestsPerSecond: 1 }, journal: 0 })
    for (let i = 0; i < 1500; i++) await get('/verify_profiles', keyed(`key-${i}`))
    expect(Object.keys((await emulator.snapshot.take()).overrides?.windows ?? {})).toHaveLength(1000)
    expect((await get('/verify_profiles', keyed('key-1499'))).status).toBe(429)
    expect((await get('/verify_profiles', keyed('key-0'))).status).toBe(200)
  })
})

describe('a ban of a number after too many codes', () => {
  const use = async (options: EmulatorOptions = {}) => {
    const api = await useApi({ limits: { sendsPerNumber: 2 }, ...options })
    const send = (channel = 'sms', number = phone_number) =>
      api.post(`/verifications/${channel}`, { phone_number: number, verify_profile_id: api.emulator.profileId })
    return { ...api, send }
  }

  test('V14: the third code is refused by any channel; other numbers are not affected', async () => {
    const { send, emulator } = await use()
    expect([(await send('sms')).status, (await send('call')).status]).toEqual([200, 200])
    for (const channel of ['sms', 'call', 'flashcall', 'whatsapp']) {
      const refused = await send(channel)
      expect(refused.status).toBe(403)
      expect(refused.body.errors[0]).toMatchObject({
        code: '40020',
        title: 'Blocked as potentially artificial inflation of traffic',
        source: { pointer: '/phone_number' },
      })
      expect(refused.headers.get('x-emulator-hint')).toContain('2 codes were sent to +13035551234 within ten minutes')
    }
    expect(await emulator.inbox.list()).toHaveLength(2)
    expect((await send('sms', '+13035551235')).status).toBe(200)
  })

  test('V14: codes count for ten minutes, and a ban lasts 24 hours, which refused requests do not prolong', async () => {
    const { send, emulator } = await use()
    await emulator.clock.freeze()
    const status = async () => (await send()).status
    expect(await status()).toBe(200)
    await emulator.clock.advance('10m') // the first code counts no longer
    expect([await status(), await status(), await status()]).toEqual([200, 200, 403])
    await emulator.clock.advance('12h')
    const refused = await send()
    expect(refused.status).toBe(403)
    expect(refused.headers.get('x-emulator-hint')).toContain('the ban ends in 12 h 0 min of the sandbox')
    await emulator.clock.advance('11h59m59s')
    expect(await status()).toBe(403)
    await emulator.clock.advance('1s')
    expect([await status(), await status(), await status()]).toEqual([200, 200, 403])
  })

  test('V14: codes sent before the clock was set back count at their own time', async () => {
    const { send, emulator } = await use()
    const status = async () => (await send()).status
    expect([await status(), await status()]).toEqual([200, 200])
    await emulator.clock.set('2026-01-31T09:00:00Z') // half an hour earlier
    await emulator.clock.freeze()
    expect([await status(), await status(), await status()]).toEqual([200, 200, 403])
  })

  test('V14: a ban is part of a snapshot, survives a restart, and ends with a reset', async () => {
    const data = useFolder()
    const first = await use({ data })
    for (let i = 0; i < 3; i++) await first.send()
    const snapshot = await first.emulator.snapshot.take()
    expect(snapshot.overrides?.bans).toEqual({ [phone_number]: '2026-02-01T09:30:00.123000' })
    await first.emulator.close()
    const second = await use({ data })
    await second.emulator.clock.advance('1h') // the codes count no longer, but the ban lasts
    expect((await second.send()).status).toBe(403)
    await second.emulator.reset()
    expect((await second.send()).status).toBe(200)
    await second.emulator.snapshot.restore(snapshot)
    expect((await second.send()).status).toBe(403)
    await second.emulator.clock.advance('24h')
    expect((await second.send()).status).toBe(200)
    expect((await second.emulator.snapshot.take()).overrides?.bans).toBeUndefined()
  })
})

test('V14: by default there is neither a limit nor a ban', async () => {
  const { get, post, emulator } = await useApi()
  for (let i = 0; i < 200; i++) {
    const reply = await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
    expect([reply.status, reply.headers.get('x-ratelimit-limit'), reply.headers.get('x-ratelimit-remaining')]).toEqual([
      200,
      '1000',
      '999',
    ])
  }
  expect((await get('/verify_profiles')).headers.get('retry-after')).toBeNull()
})
