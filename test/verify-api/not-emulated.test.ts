import { expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'

const phone_number = '+13035551234'
const hintOf = ({ headers }: { headers: Headers }) => headers.get('x-emulator-hint')

test.each(['dtmf_confirm', 'psd2', 'rcs'])(
  'X1: the channel %s is 404, and the hint says that it is documented and not emulated',
  async (channel) => {
    const { send, emulator } = await useApi()
    const body = { phone_number, verify_profile_id: emulator.profileId }
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const reply = await send(method, `/verifications/${channel}`, method === 'GET' ? undefined : body)
      expect(reply).toMatchObject({ status: 404, body: { errors: [{ code: '10005' }] } })
      expect(hintOf(reply)).toContain(`${channel} is documented by the vendor, but not emulated`)
    }
    const slash = await send('POST', `/verifications/${channel}/`, body)
    expect(slash.status).toBe(404)
    expect(hintOf(slash)).toContain('not emulated')
    const { entries } = await emulator.journal.list({ kind: 'request', limit: 1 })
    expect(entries[0]?.decided?.rule).toBe('X1')
  },
)

test('X1: the section dtmf_confirm is refused in the docs dialect and ignored in the spec dialect', async () => {
  for (const dialect of ['docs', 'spec'] as const) {
    const { post, patch } = await useApi({ dialect })
    const plain = await post('/verify_profiles', { name: 'A', sms: {} })
    for (const reply of [
      await post('/verify_profiles', { name: 'A', sms: {}, dtmf_confirm: {} }),
      await patch(`/verify_profiles/${plain.body.data.id}`, { dtmf_confirm: {} }),
    ]) {
      expect(reply.status).toBe(dialect === 'docs' ? 422 : 200)
      if (dialect === 'docs')
        expect(reply.body.errors[0]).toMatchObject({ code: '10027', source: { pointer: '/dtmf_confirm' } })
      expect(hintOf(reply)).toContain('dtmf_confirm is documented by the vendor, but not emulated')
    }
    if (dialect === 'docs') expect((await post('/verify_profiles', { name: 'A', dtmf_confirm: {} })).status).toBe(422)
  }
})

test('X1, H11: the section of a former channel is ignored with a hint', async () => {
  const { post } = await useApi()
  const reply = await post('/verify_profiles', { name: 'A', sms: {}, psd2: {}, rcs: {} })
  expect(reply.status).toBe(200)
  expect(reply.body.data).not.toHaveProperty('rcs')
  for (const channel of ['psd2', 'rcs']) expect(hintOf(reply)).toContain(`${channel} is documented by the vendor`)
})

test.each(['docs', 'spec'] as const)('X1: a number cannot be verified by dtmf in the %s dialect', async (dialect) => {
  const { post } = await useApi({ dialect })
  const reply = await post('/verified_numbers', { phone_number, verification_method: 'dtmf' })
  expect(reply.status).toBe(422)
  expect(reply.body.errors[0]).toMatchObject({ code: '10032', source: { pointer: '/verification_method' } })
  expect(hintOf(reply)).toContain('the method dtmf is documented by the vendor, but not emulated')
})
