import { describe, expect, test } from 'vitest'
import { controlOperations } from '../../src/spec/control-operations.js'
import { useApi } from '../support/emulator.js'

const token = 'company-secret'
const mine = { authorization: 'Bearer sandbox_mine' }
const phone_number = '+13035551234'

/** An emulator with a token, whose sandbox "other" has a message. */
async function useOther() {
  const api = await useApi({ control: { token }, onWarning: () => {} })
  const theirs = { authorization: 'Bearer sandbox_other' }
  await api.post('/verifications/sms', { phone_number, verify_profile_id: api.emulator.profileId }, theirs)
  await api.post('/verifications/sms', { phone_number, verify_profile_id: api.emulator.profileId }, mine)
  const job = { authorization: `Bearer ${token}` }
  const state = async () => {
    const { body } = await api.get('//_emulator/snapshot?sandbox=other&journal=true', job)
    return JSON.stringify({ ...body, clock: undefined, emulator: undefined, sandbox: undefined })
  }
  return { ...api, state }
}

const spellings = [
  '?sandbox=other',
  '?sandbox=mine&sandbox=other',
  '?sandbox=other&sandbox=mine',
  '?SANDBOX=other',
  '?sandbox=%6fther',
  '?sandbox=mine%00other',
  '?sandbox=mine&sandbox_prefix=',
  '?sandbox_prefix=other',
  '?sandbox=mine&sandbox_prefix=other',
  '?sandbox[]=other',
  '?sandbox=mine;sandbox=other',
  '?sandbox=Mine',
  '?sandbox=mine%20',
  '?__proto__=x&sandbox=other',
]

describe('the key of one sandbox opens no other one', () => {
  test.each(spellings)('by %s', async (query) => {
    const { send, state } = await useOther()
    const before = await state()
    for (const { id, method, path } of controlOperations) {
      if (/^(Get(Health|Ready|ControlDocument|VerifyDocument|Rule|WebhookKey)|ListRules|Get.*Health.*)$/.test(id))
        continue
      const filled = path.replace('{name}', 'other').replace(/\{\w+\}/g, 'x')
      // A stream of one's own sandbox would go on.
      if (/stream|events|tail|wait|next/i.test(path) && /mine/i.test(query)) continue
      const { status, body } = await send(method, `/${filled}${query}`, method === 'GET' ? undefined : {}, mine)
      if (status === 200)
        expect([id, query, JSON.stringify(body)]).toEqual([id, query, expect.not.stringContaining('"sandbox":"other"')])
    }
    expect(await state()).toBe(before)
  })

  test.each([
    '/_emulator/sandboxes/other',
    '/_emulator/sandboxes/%6fther',
    '/_emulator/sandboxes/%256fther',
    '/_emulator/sandboxes/mine/../other',
    '/_emulator/sandboxes/other?sandbox=mine',
    '/_emulator/sandboxes/OTHER',
    '/_emulator/sandboxes/other/mine',
    '/_emulator/sandboxes/other%2Fmine',
    '/_emulator/sandboxes/other%2fmine',
    '/_emulator/sandboxes/other;mine',
    '//_emulator/sandboxes/other',
    '/_emulator//sandboxes/other',
    '/_emulator/sandboxes',
    '/_emulator/sandboxes?sandbox=mine',
  ])('DELETE %s', async (path) => {
    const { send, state } = await useOther()
    const before = await state()
    const { status } = await send('DELETE', `/${path}`, undefined, mine)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(await state()).toBe(before)
  })

  test.each([
    'Bearer',
    'Bearer company-secre',
    'Bearer company-secret2',
    'Bearer COMPANY-SECRET',
    'Bearer company-secret, Bearer sandbox_mine',
    'Basic company-secret',
    'Bearer sandbox_',
    'Bearer sandbox_.',
    'Bearer sandbox_a/b',
    'Bearer SANDBOX_mine',
    'Bearer KEY-of-another',
  ])('and "%s" opens none', async (authorization) => {
    const { get } = await useOther()
    expect((await get('//_emulator/inbox?sandbox=other', { authorization })).status).toBe(401)
    expect((await get('//metrics', { authorization })).status).toBe(401)
  })
})

describe('metrics', () => {
  test('unknown paths, methods and events make no labels', async () => {
    const { get, send, emulator } = await useApi({ onWarning: () => {} })
    await get('//metrics')
    const labelsOf = async () => {
      const text = await (await emulator.fetch(emulator.url.replace('/v2', '/metrics'))).text()
      return new Set(text.match(/^\w+\{[^}]*\}/gm))
    }
    await get('/nowhere')
    const before = await labelsOf()
    for (let i = 0; i < 200; i++) {
      await get(`/nowhere-${i}"}\n1`.replace('\n', '%0a'))
      await send(i % 2 ? 'PROPFIND' : `X${i}`, `/verify_profiles/${i}`, undefined)
      await get('/verify_profiles', { authorization: `Bearer sandbox_m-${i}`, 'x-emulator-outcome': `o${i}` })
    }
    const added = [...(await labelsOf())].filter((label) => !before.has(label))
    expect(added.length).toBeLessThan(60)
    expect(added.join()).not.toMatch(/nowhere|m-1|o1|PROPFIND/)
  })
})
