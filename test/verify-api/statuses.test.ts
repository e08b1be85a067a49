import { expect, test } from 'vitest'
import { startKnown } from '../support/checks.js'
import { useApi } from '../support/emulator.js'

test('C10: a verification is pending, accepted, invalid, expired or error', async () => {
  const api = await useApi()
  const end = async (channel: string, headers: Record<string, string>, check: 'right' | 'none' = 'right') => {
    const known = await startKnown(api, '+13035551234', channel)
    if (check === 'right') await known.byId(known.right, headers)
    return known.status()
  }
  const failing = await api.post(
    '/verifications/call',
    { phone_number: '+13035551234', verify_profile_id: api.emulator.profileId },
    { 'x-emulator-outcome': 'delivery_failed' },
  )
  await api.emulator.clock.advance('1s')
  const statuses = [
    await end('sms', {}, 'none'),
    await end('sms', {}),
    await end('sms', { 'x-emulator-outcome': 'max_attempts_exceeded' }),
    await end('sms', { 'x-emulator-outcome': 'expired' }),
    (await api.get(`/verifications/${failing.body.data.id}`)).body.data.status,
  ]
  expect(statuses).toEqual(['pending', 'accepted', 'invalid', 'expired', 'error'])
})
