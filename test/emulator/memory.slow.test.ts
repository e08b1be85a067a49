import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { createEmulator } from '../../src/index.js'
import { sender } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** Heap in use after garbage collection. Bytes. */
async function heapInUse(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setImmediate(resolve))
    collectGarbage()
  }
  return process.memoryUsage().heapUsed
}

const mib = 1024 * 1024
const phone_number = '+13035551234'

test('memory stays flat over 200,000 requests and used-up scenarios', {
  timeout: 300_000,
}, async () => {
  await using emulator = await createEmulator({ seed: 1, now: () => Date.UTC(2026, 0, 31) })
  const headers = { authorization: `Bearer ${emulator.apiKey}`, 'content-type': 'application/json' }
  const send = (method: string, path: string, body?: object) =>
    emulator.fetch(emulator.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  const byPhone = `/verifications/by_phone_number/${phone_number}/actions/verify`
  const wrong = { code: '00000', verify_profile_id: emulator.profileId }
  await send('POST', '/verifications/sms', {
    phone_number,
    verify_profile_id: emulator.profileId,
    custom_code: '48213',
  })
  for (let i = 0; i < 5; i++) await send('POST', byPhone, wrong)

  const one = async (i: number) => {
    if (i % 100 === 0) {
      // Each forces one error and creates no record.
      await emulator.scenarios.add({ outcome: '20100', match: { operation: 'CreateVerificationSms' }, times: 1 })
      await emulator.faults.add({
        fault: { kind: 'status', status: 503 },
        match: { operation: 'GetVerifyProfile' },
        times: 1,
      })
    }
    if (i % 100 === 1) await send('POST', '/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
    else if (i % 100 === 2) await send('GET', `/verify_profiles/${emulator.profileId}`)
    else if (i % 4 === 0) await send('GET', `/nowhere/${i}`)
    else if (i % 4 === 1) await send('POST', byPhone, wrong)
    else if (i % 4 === 2) await send('GET', '/verify_profiles')
    else await emulator.fetch(`${emulator.url}/verify_profiles`, { headers: { authorization: `Basic ${i}` } })
  }
  const heaps: number[] = []
  for (let i = 0; i < 200_000; i++) {
    if (i === 50_000) heaps.push(await heapInUse())
    await one(i)
  }
  heaps.push(await heapInUse())
  const [early = 0, late = 0] = heaps
  expect(late - early).toBeLessThan(2 * mib)

  expect(await emulator.scenarios.list()).toEqual([])
  expect(await emulator.faults.list()).toEqual([])
  expect((await emulator.server.coverage.get()).requests).toBe(200_006)
  const { entries, dropped } = await emulator.journal.list({ limit: 100_000 })
  expect(entries).toHaveLength(1000)
  expect(dropped).toBeGreaterThan(199_000)
  expect((await emulator.info()).sandbox).toBe('default')
  expect((await emulator.server.sandboxes.list())[0]).toMatchObject({ verifications: 1, messages: 1 })
})

test('requests of one megabyte each use only the memory of their journal entries', async () => {
  await using emulator = await createEmulator({ seed: 1 })
  const send = sender(emulator)
  const before = await heapInUse()
  for (let i = 0; i < 300; i++) {
    const filler = String(i).padStart(4, '0').repeat(150_000)
    await send('POST', '/verifications/sms', { phone_number: filler.slice(0, 400_000), filler })
  }
  const [entry] = (await emulator.journal.list({ limit: 1 })).entries
  expect(entry).toMatchObject({ status: 422, phoneNumber: null })
  expect(entry?.request?.length).toBeGreaterThan(1_000_000)
  // 16 KiB per request, and the entries themselves.
  expect((await heapInUse()) - before).toBeLessThan(20 * mib)
})

test('a data folder costs no memory for sandboxes that were only read', async () => {
  await using emulator = await createEmulator({ seed: 1, data: useFolder() })
  const send = sender(emulator)
  const read = async (from: number, to: number) => {
    for (let i = from; i < to; i++) await send('GET', `//_emulator/inbox?sandbox=job-${i}`)
    return heapInUse()
  }
  const before = await read(0, 2000)
  expect((await read(2000, 12_000)) - before).toBeLessThan(2 * mib)
})

test('a reset frees the memory of the file that a sandbox was loaded from', async () => {
  const data = useFolder()
  const open = () => createEmulator({ seed: 1, data })
  const earlier = await open()
  const verify_profile_id = earlier.profileId
  for (let i = 0; i < 20_000; i++)
    await sender(earlier)('POST', '/verifications/sms', { phone_number, verify_profile_id })
  await earlier.close()
  await heapInUse()
  const before = process.memoryUsage().arrayBuffers
  await using emulator = await open()
  expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThan(3 * mib)
  await emulator.reset()
  await heapInUse()
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(mib)
})
