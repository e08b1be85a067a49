import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createEmulator, LockedError } from '../../src/index.js'
import { openStore } from '../../src/persistence/open-store.js'
import { sender } from '../support/emulator.js'
import { useFakeTimersEverywhere, useRealTimersEverywhere } from '../support/fake-timers.js'
import { useFolder } from '../support/folder.js'

test('at rest a short file is worth compacting, and a long one when its log is as long', async () => {
  const store = await openStore(useFolder(), () => {})
  onTestFinished(() => store.close())
  const line = JSON.stringify({ version: 1, verifications: [] })
  store.save('short', { version: 1 })
  store.append('short', line)
  expect(store.isWorthCompacting('short')).toBe(true)

  const padding = 'x'.repeat(1024 * 1024)
  store.save('long', { version: 1, padding })
  store.append('long', line)
  expect(store.isWorthCompacting('long')).toBe(false)
  store.append('long', JSON.stringify({ version: 1, padding }))
  expect(store.isWorthCompacting('long')).toBe(true)
})

test('changes after a long log was compacted are kept, and none of it is applied again', async () => {
  const folder = useFolder()
  const store = await openStore(folder, () => {})
  const numbers = (first: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ phone_number: `+1303${first + index}` }))
  const toLine = (first: number, count: number) =>
    JSON.stringify({ version: 1, verified_numbers: numbers(first, count) })
  store.save('long', { version: 1 })
  store.append('long', toLine(2_000_000, 40_000))
  store.save('long', { version: 1, verified_numbers: numbers(3_000_000, 1) })
  store.append('long', toLine(4_000_000, 1))
  store.append('long', toLine(4_000_001, 1))
  store.close()

  const again = await openStore(folder, () => {})
  onTestFinished(() => again.close())
  expect(again.load('long')?.verified_numbers).toEqual([...numbers(3_000_000, 1), ...numbers(4_000_000, 2)])
})

test('a sandbox that is dropped while its log is compacted, and loaded again, loses nothing', async () => {
  useFakeTimersEverywhere()
  onTestFinished(useRealTimersEverywhere)
  const data = useFolder()
  const open = (folder: string) => createEmulator({ data: folder, maxSandboxes: 1, seed: 1 })
  await using emulator = await open(data)
  const start = (sandbox: string) =>
    sender(emulator)(
      'POST',
      '/verifications/sms',
      { phone_number: '+13035551234', verify_profile_id: emulator.profileId },
      { authorization: `Bearer sandbox_${sandbox}` },
    )
  for (let count = 0; count < 2000; count++) await start('job')
  vi.advanceTimersByTime(1000) // the log is compacted at rest, in slices
  const isCompacting = () => readdirSync(data).some((name) => name.endsWith('.tmp'))
  expect(isCompacting()).toBe(true)
  await start('other') // the maximum is 1
  const { id } = (await start('job')).body.data
  while (isCompacting()) await nextTurn()

  const killed = useFolder()
  for (const name of readdirSync(data)) if (name !== 'lock') cpSync(join(data, name), join(killed, name))
  await using again = await open(killed)
  const headers = { authorization: 'Bearer sandbox_job' }
  expect((await sender(again)('GET', `/verifications/${id}`, undefined, headers)).status).toBe(200)
})

test('webhooks that wait are compacted in slices, too, and are all there after a kill', async () => {
  useFakeTimersEverywhere()
  onTestFinished(useRealTimersEverywhere)
  const data = useFolder()
  const options = { data, seed: 1, webhooks: { url: 'http://127.0.0.1:9/never' }, onWarning: () => {} }
  await using emulator = await createEmulator(options)
  const api = sender(emulator)
  const start = (number: number) =>
    api('POST', '/verifications/sms', {
      phone_number: `+1303${2_000_000 + number}`,
      verify_profile_id: emulator.profileId,
    })
  await emulator.webhooks.faults.add({ fault: 'delayed', delay: '1h' })
  for (let number = 0; number < 600; number++) await start(number)
  vi.advanceTimersByTime(1000) // the log is compacted at rest
  const isCompacting = () => readdirSync(data).some((name) => name.endsWith('.tmp'))
  expect(isCompacting()).toBe(true)
  while (isCompacting()) await nextTurn()

  const killed = useFolder()
  for (const name of readdirSync(data)) if (name !== 'lock') cpSync(join(data, name), join(killed, name))
  expect(statSync(join(killed, 'default.log.jsonl')).size).toBe(0)
  await using again = await createEmulator({ ...options, data: killed })
  const { webhooks } = await emulator.webhooks.list({ limit: 10_000 })
  expect((await again.webhooks.list({ limit: 10_000 })).webhooks).toEqual(webhooks)
  expect(webhooks.length).toBeGreaterThan(1000)
})

test('a long move of the clock is written while it is under way, not in one line at its end', async () => {
  const data = useFolder()
  await using emulator = await createEmulator({ data, seed: 1 })
  const api = sender(emulator)
  for (let number = 0; number < 600; number++)
    await api('POST', '/verifications/sms', {
      phone_number: `+1303${2_000_000 + number}`,
      verify_profile_id: emulator.profileId,
    })
  const log = () => readFileSync(join(data, 'default.log.jsonl'), 'utf8').trimEnd().split('\n').length
  const before = log()
  await emulator.clock.advance('2h')
  expect(log() - before).toBeGreaterThan(3)
})

test('a long sandbox that is dropped is not written anew, and is all there when it is used again', async () => {
  const data = useFolder()
  await using emulator = await createEmulator({ data, maxSandboxes: 2, seed: 1 })
  const startAs = (sandbox: string, number: number) =>
    sender(emulator)(
      'POST',
      '/verifications/sms',
      { phone_number: `+1303${2_000_000 + number}`, verify_profile_id: emulator.profileId },
      { authorization: `Bearer sandbox_${sandbox}` },
    )
  for (const sandbox of ['long', 'short']) {
    const count = sandbox === 'long' ? 1200 : 3
    for (let number = 0; number < count; number++) await startAs(sandbox, number)
  }
  const lengthOf = (name: string) => statSync(join(data, name)).size
  const before = lengthOf('long.json')
  // The last answers are not written yet when their sandboxes are dropped.
  const last = await Promise.all([startAs('long', 9999), startAs('short', 9999), startAs('x', 1), startAs('y', 1)])
  expect(last.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect(lengthOf('long.json')).toBe(before)
  expect(lengthOf('long.log.jsonl')).toBeGreaterThan(0)
  expect(lengthOf('short.log.jsonl')).toBe(0)
  for (const [sandbox, count] of [
    ['long', 1201],
    ['short', 4],
  ] as const) {
    const client = emulator.sandbox(sandbox)
    expect((await client.snapshot.take()).verifications).toHaveLength(count)
  }
})

test('an emulator that closes while a log is compacted warns of nothing', async () => {
  useFakeTimersEverywhere()
  onTestFinished(useRealTimersEverywhere)
  const data = useFolder()
  const warnings: string[] = []
  const emulator = await createEmulator({ data, seed: 1, onWarning: (sentence) => warnings.push(sentence) })
  const api = sender(emulator)
  for (let number = 0; number < 2000; number++)
    await api('POST', '/verifications/sms', {
      phone_number: `+1303${2_000_000 + number}`,
      verify_profile_id: emulator.profileId,
    })
  vi.advanceTimersByTime(1000) // the log is compacted at rest, in slices
  expect(readdirSync(data).some((name) => name.endsWith('.tmp'))).toBe(true)
  await emulator.close()
  for (let turn = 0; turn < 10; turn++) await nextTurn()
  expect(warnings).toEqual([])
  expect(readdirSync(data)).toEqual(['default.json', 'default.log.jsonl'])
})

test('a draft that cannot be used leaves nothing behind', async () => {
  const folder = useFolder()
  const store = await openStore(folder, () => {})
  onTestFinished(() => store.close())
  store.save('long', { version: 1 })
  const draft = store.createDraft('long')
  rmSync(join(folder, 'lock'))
  writeFileSync(join(folder, 'lock'), `${process.ppid}\n`)
  expect(() => store.useDraft('long', draft)).toThrow(LockedError)
  expect(readdirSync(folder)).toEqual(['lock', 'long.json'])
})

test.each([
  ['short', 3],
  ['long', 1200],
])('what fell due in a %s sandbox while journals were read together is kept', async (_, count) => {
  const data = useFolder()
  let now = Date.parse('2026-01-31T09:30:00Z')
  await using emulator = await createEmulator({ data, seed: 1, now: () => now })
  const api = sender(emulator)
  const headers = { authorization: 'Bearer sandbox_job' }
  const { profileId: verify_profile_id } = emulator
  for (let made = 0; made < count; made++)
    await api('POST', '/verifications/sms', { phone_number: `+1303${2_000_000 + made}`, verify_profile_id }, headers)
  now += 3_600_000
  const { body } = await api('GET', '//_emulator/journal?sandbox_prefix=job&limit=100000')
  const expired = body.entries.filter(({ event }: { event?: string }) => event === 'verification.expired')
  expect(expired).toHaveLength(Math.min(count, 1000)) // what a journal keeps
  await nextTurn()

  const killed = useFolder()
  for (const name of readdirSync(data)) if (name !== 'lock') cpSync(join(data, name), join(killed, name))
  const store = await openStore(killed, () => {})
  onTestFinished(() => store.close())
  const { kept, verifications = [] } = store.load('job') ?? {}
  const statuses = Array.from({ length: kept?.size ?? 0 }, (_, place) => kept?.read(place).status)
  expect([...statuses, ...verifications.map(({ status }) => status)]).toEqual(Array(count).fill('expired'))
})
