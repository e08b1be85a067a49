import { expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'

const key = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl'

async function useQuiet() {
  const said: string[] = []
  return { said, ...(await useApi({ onWarning: (sentence) => said.push(sentence) })) }
}

test('what is masked only for its looks is said once, with its place, and listed in each entry', async () => {
  const { said, post, get } = await useQuiet()
  await post('/verify_profiles', { name: 'A', sms: {} })
  await get('//_emulator/journal')
  expect(said).toEqual([])
  await post(`/verify_profiles?note=${key}`, { name: 'A', 'a/b': { list: ['x', key] } }, { 'user-agent': `app ${jwt}` })
  await post('/verify_profiles', { name: jwt })
  const { entries } = (await get('//_emulator/journal')).body
  expect(entries[1]).toMatchObject({
    masked_by_shape: ['path', 'request header user-agent', 'request body /a~1b/list/1'],
  })
  expect(entries[0].masked_by_shape).toContain('request body /name')
  expect(entries[2]).not.toHaveProperty('masked_by_shape')
  await get('//_emulator/snapshot?journal=true')
  await post('//_emulator/journal/assert', { times: 9 })
  expect(said).toEqual([
    expect.stringMatching(
      /^The journal masks what looks like a credential: request body \/name of POST \/v2\/verify_profiles \(entry \d+-3 of sandbox "default"\)/,
    ),
  ])
  expect(said.join() + JSON.stringify(entries)).not.toMatch(/4eC39|c2lnbmF0/)
})

test('a path, a name of a member, a hint and the URL of a webhook show no credential', async () => {
  const { post, get, emulator } = await useQuiet()
  await get(`/verifications/${key}`)
  await get(`/nowhere/${jwt}`)
  await post('/verify_profiles', { name: 'B', [key]: 1, sms: { [`x_${jwt}`]: {} } })
  const webhook_url = `http://user:horse-staple@127.0.0.1:9/hook?api_key=plain-enough&x=${key}`
  const { body } = await post('/verify_profiles', { name: 'A', sms: {}, webhook_url })
  await post('/verifications/sms', { phone_number: '+13035551234', verify_profile_id: body.data.id })
  await emulator.webhooks.next({ timeout: '10s' })
  for (const query of ['', '&codes=shown']) {
    const text = JSON.stringify((await get(`//_emulator/journal?limit=1000${query}`)).body)
    expect(text).toContain('127.0.0.1:9/hook')
    expect(text).not.toMatch(/4eC39|c2lnbmF0|horse-staple|plain-enough/)
  }
})

test('a tidy entry lists at most twenty places', async () => {
  const { post, get } = await useQuiet()
  await post('/verify_profiles', { name: Array.from({ length: 50 }, () => key) })
  expect((await get('//_emulator/journal')).body.entries[0].masked_by_shape).toHaveLength(20)
})
