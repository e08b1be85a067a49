import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createEmulator } from '../../src/index.js'
import { type Api, sender, testTime, useApi } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'
import { useReceiver } from '../support/receiver.js'

const phone_number = '+13035551234'
const pendingId = 'f01e7336-9c41-4d6c-9ef4-72ebc3ea2cd0'
const start = ({ post, emulator }: Api, sandbox: string) =>
  post(
    '/verifications/sms',
    { phone_number, verify_profile_id: emulator.profileId },
    { authorization: `Bearer sandbox_${sandbox}` },
  )
const names = async ({ emulator }: Api) => (await emulator.server.sandboxes.list()).map(({ sandbox }) => sandbox)

test('live sandboxes are listed by name with their contents', async () => {
  const api = await useApi()
  await start(api, 'a')
  await start(api, 'b')
  await api.emulator.sandbox('a').clock.advance('1m')
  expect(await names(api)).toEqual(['a', 'b', 'default'])
  expect((await api.emulator.server.sandboxes.list())[0]).toEqual({
    sandbox: 'a',
    apiKey: 'sandbox_a',
    profiles: 1,
    verifications: 1,
    messages: 1,
    journalEntries: 4,
    clock: { now: '2026-01-31T09:31:00.123Z', frozen: false, offsetMs: 60_000 },
    lastUsedAt: '2026-01-31T09:30:00.123Z', // by the machine's clock
  })
})

test('emulator-wide operations evict no sandbox', async () => {
  const api = await useApi({ maxSandboxes: 1, onWarning: () => {} })
  await start(api, 'a')
  await api.emulator.server.health()
  await api.emulator.server.coverage.clear()
  await api.get('//livez')
  expect(await names(api)).toEqual(['a'])
})

test('a deleted sandbox is created anew when its key is next used', async () => {
  const api = await useApi()
  const first = await start(api, 'a')
  expect(await api.emulator.server.sandboxes.delete('a')).toMatchObject({ sandbox: 'a', verifications: 1 })
  expect(await names(api)).toEqual(['default'])
  const again = await start(api, 'a')
  expect(again.body).toEqual(first.body)
  expect(await api.emulator.sandbox('a').inbox.list()).toHaveLength(1)
})

test('the default sandbox can be deleted', async () => {
  const api = await useApi()
  await start(api, 'default')
  await api.emulator.server.sandboxes.delete('default')
  expect(await names(api)).toEqual([])
  expect(await api.emulator.inbox.list()).toEqual([])
})

test('an unknown sandbox is 404, with the list of the live ones', async () => {
  const api = await useApi()
  await start(api, 'login')
  const { status, body } = await api.delete('//_emulator/sandboxes/logn')
  expect([status, body.detail]).toEqual([404, 'Unknown sandbox "logn". Did you mean login?'])
  for (let i = 0; i < 60; i++) await start(api, `s${i}`)
  expect((await api.delete('//_emulator/sandboxes/x')).body.detail).toMatch(
    /^Unknown sandbox "x"\. Expected one of: default, login, s0, s1, .* and 12 others\.$/,
  )
})

test('a wait in a deleted sandbox continues in the fresh one', async () => {
  const api = await useApi()
  await start(api, 'a')
  const a = api.emulator.sandbox('a')
  const { cursor } = await a.inbox.next(phone_number)
  const waiting = a.inbox.next(phone_number, { since: cursor })
  await api.emulator.server.health()
  await api.emulator.server.sandboxes.delete('a')
  expect(await a.inbox.list()).toEqual([])
  await start(api, 'a')
  expect((await waiting).id).toBe('message_1')
})

test('the persisted state of a deleted sandbox is removed and not written again', async () => {
  const data = useFolder()
  const files = () => readdirSync(data).filter((name) => name.includes('json'))
  const open = () => createEmulator({ data, seed: 1, now: () => testTime })
  const one = await open()
  for (const sandbox of ['a', 'b']) {
    await sender({ ...one, apiKey: `sandbox_${sandbox}` })('POST', '/verifications/sms', {
      phone_number,
      verify_profile_id: one.profileId,
    })
  }
  await one.server.sandboxes.delete('a')
  expect(files()).toEqual(expect.arrayContaining(['b.json']))
  expect(files().filter((name) => name.startsWith('a.'))).toEqual([])
  await one.close()
  expect(files().filter((name) => name.startsWith('a.'))).toEqual([])
  const two = await open()
  expect((await two.server.sandboxes.list()).map(({ sandbox }) => sandbox).sort()).toEqual(['b', 'default'])
  expect(await two.sandbox('a').inbox.list()).toEqual([])
  await two.close()
})

test('a sandbox that is deleted while a webhook of it is sent does nothing more, and does not return to the data folder', async () => {
  let answer = () => {}
  const gate = new Promise<number>((resolve) => {
    answer = () => resolve(204)
  })
  const receiver = await useReceiver({ usually: () => gate })
  const data = useFolder()
  const fixtures = join(useFolder(), 'fixtures.json')
  writeFileSync(fixtures, JSON.stringify({ version: 1, verifications: [{ id: pendingId, phone_number }] }))
  const api = await useApi({ data, fixtures, webhooks: { url: receiver.url } })
  await start(api, 'a')
  await receiver.received(2)
  await api.emulator.server.sandboxes.delete('a')
  api.pass(3_600_000) // what the fixtures hold would be due
  answer()
  await api.emulator.close()
  expect(receiver.requests).toHaveLength(2)
  expect(readdirSync(data)).toEqual([])
})
