import { describe, expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'

const phone_number = '+13035551234'

describe('H10: decimal strings and null, in the docs dialect', () => {
  test('H10: a decimal string is accepted for a number, in sections too, with a hint', async () => {
    const { post, patch, emulator } = await useApi()
    const started = await post('/verifications/sms', {
      phone_number,
      verify_profile_id: emulator.profileId,
      timeout_secs: '120',
    })
    expect([started.status, started.body.data.timeout_secs]).toEqual([200, 120])
    expect(started.headers.get('x-emulator-hint')).toContain('timeout_secs was sent as a string')
    const profile = await post('/verify_profiles', { name: 'x', daily_spend_limit: '1.5', sms: { code_length: '6' } })
    expect(profile.body.data).toMatchObject({ daily_spend_limit: 1.5, sms: { code_length: 6 } })
    const changed = await patch(`/verify_profiles/${profile.body.data.id}`, { sms: { code_length: '7' } })
    expect(changed.body.data.sms.code_length).toBe(7)
  })

  test('H10: null is accepted for an optional field of a create, with a hint', async () => {
    const { post, emulator } = await useApi()
    const profile = await post('/verify_profiles', {
      name: 'x',
      webhook_url: null,
      call: null,
      sms: { app_name: null },
    })
    expect([profile.status, Object.keys(profile.body.data.sms ?? {}).includes('app_name')]).toEqual([200, false])
    expect(profile.body.data).not.toHaveProperty('call')
    expect(profile.headers.get('x-emulator-hint')).toContain('webhook_url, sms.app_name, call was null')
    const started = await post('/verifications/sms', {
      phone_number,
      verify_profile_id: emulator.profileId,
      timeout_secs: null,
    })
    expect([started.status, started.body.data.timeout_secs]).toEqual([200, 300])
  })

  test.each([
    ['null for a required field', { phone_number: null, timeout_secs: null }, '10026', '/phone_number'],
    ['a text that is not a decimal number', { timeout_secs: 'soon' }, '10026', '/timeout_secs'],
    ['an exponent', { timeout_secs: '1e3' }, '10026', '/timeout_secs'],
    ['a fraction for an integer', { timeout_secs: '1.5' }, '10026', '/timeout_secs'],
    ['a number that is out of range', { timeout_secs: '0' }, '10033', '/timeout_secs'],
    ['a number for a string', { phone_number: 303 }, '10026', '/phone_number'],
  ])('H10: %s is refused', async (_, fields, code, pointer) => {
    const { post, emulator } = await useApi()
    const { status, body } = await post('/verifications/sms', {
      phone_number,
      verify_profile_id: emulator.profileId,
      ...fields,
    })
    expect([status, body.errors]).toMatchObject([422, [{ code, source: { pointer } }]])
  })

  test('H10: null in an update is refused', async () => {
    const { patch, emulator } = await useApi()
    const { status, body } = await patch(`/verify_profiles/${emulator.profileId}`, { webhook_url: null })
    expect([status, body.errors[0].code]).toEqual([422, '10026'])
  })

  test.each([{ timeout_secs: '120' }, { timeout_secs: null }])(
    'H10: the spec dialect is strict: %j',
    async (fields) => {
      const { post, emulator } = await useApi({ dialect: 'spec' })
      const sent = { phone_number, verify_profile_id: emulator.profileId, ...fields }
      const { status, body } = await post('/verifications/sms', sent)
      expect([status, body.errors[0].code]).toEqual([400, '10026'])
    },
  )
})

test('a number that is too large for JSON readers is refused, and not taken for null', async () => {
  const { post, emulator } = await useApi()
  const body = `{"phone_number": "${phone_number}", "verify_profile_id": "${emulator.profileId}", "timeout_secs": 1e400}`
  const { status, body: answer, headers } = await post('/verifications/sms', body)
  expect([status, answer.errors[0].code, answer.errors[0].source]).toEqual([422, '10026', { pointer: '/timeout_secs' }])
  expect(headers.get('x-emulator-hint')).toBe('timeout_secs must be integer; you sent the number Infinity')
})
