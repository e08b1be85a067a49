import { setImmediate } from 'node:timers'
import { expect, test } from 'vitest'
import type { SandboxFile } from '../../src/index.js'
import { useApi } from '../support/emulator.js'

const count = 5000

/** A file with many verifications, whose codes are all 12345. */
function fileOf(profileId: string): SandboxFile {
  return {
    version: 1,
    verifications: Array.from({ length: count }, (_, index) => ({
      id: `49000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      type: 'sms' as const,
      phone_number: `+1303555${1000 + index}`,
      verify_profile_id: profileId,
      timeout_secs: 86_400,
      emulator: { code: '12345', delivery: 'delivered' as const },
    })),
  }
}

const idOf = (index: number) => `49000000-0000-4000-8000-${String(index).padStart(12, '0')}`

/** Answers are not checked, because a checked answer is not sent in parts. */
const useLarge = () => useApi({ journal: 0, validateResponses: false })

test('a snapshot is of one moment, even if the sandbox changes while it is sent', async () => {
  const { emulator, post, get, delete: remove } = await useLarge()
  await post('//_emulator/records', fileOf(emulator.profileId))
  const origin = emulator.url.replace('/v2', '')
  const before = (await get('//_emulator/snapshot')).body
  const response = await emulator.fetch(`${origin}/_emulator/snapshot`)
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  let text = decoder.decode((await reader.read()).value, { stream: true })
  for (const index of [0, 1, count / 2, count - 1]) {
    const { body } = await post(`/verifications/${idOf(index)}/actions/verify`, { code: '12345' })
    expect(body.data.response_code).toBe('accepted')
  }
  await post('/verifications/sms', { phone_number: '+13035551234', verify_profile_id: emulator.profileId })
  await remove(`/verify_profiles/${emulator.profileId}`)
  let parts = 1
  for (let next = await reader.read(); !next.done; next = await reader.read(), parts++)
    text += decoder.decode(next.value, { stream: true })
  const { snapshot, ...taken } = JSON.parse(text)
  const { snapshot: _, ...expected } = before
  expect(taken).toEqual(expected)
  expect(snapshot.sandbox).toBe('default')
  expect(parts).toBeGreaterThan(5)
})

test('a sandbox without verifications is sent as JSON, too', async () => {
  const { get } = await useLarge()
  expect((await get('//_emulator/snapshot')).body).toMatchObject({ version: 1, verifications: [] })
})

test('others are answered while a sandbox is restored, and see it as before or as after', async () => {
  const { emulator, send, get } = await useLarge()
  const file = fileOf(emulator.profileId)
  const seen: number[] = []
  let isDone = false
  const restored = send('PUT', '//_emulator/snapshot', file).then((reply) => {
    isDone = true
    return reply
  })
  while (!isDone) {
    seen.push((await get('//_emulator/sandboxes')).body.sandboxes[0].verifications)
    await new Promise((resolve) => setImmediate(resolve)) // requests in the process would leave no turn to others
  }
  expect((await restored).body.verifications).toBe(count)
  expect(new Set(seen.filter((many) => many !== count))).toEqual(new Set([0]))
  expect(seen.filter((many) => many === 0).length).toBeGreaterThan(4)
})

test('an invalid record in a later slice is named with its place, and nothing changes', async () => {
  const { emulator, send, get } = await useLarge()
  const file = fileOf(emulator.profileId)
  const verifications = file.verifications?.map((one, index) => (index === 4321 ? { ...one, status: 'odd' } : one))
  const { status, body } = await send('PUT', '//_emulator/snapshot', { ...file, verifications })
  expect(status).toBe(422)
  expect(body.detail).toMatch(/^the snapshot does not match the format at \/verifications\/4321\/status: /)
  expect((await get('//_emulator/snapshot')).body.verifications).toEqual([])
})

test('requests that change the sandbox again and again do not keep records from being added in slices', async () => {
  const { emulator, post } = await useLarge()
  await post('//_emulator/records', fileOf(emulator.profileId))
  const more = fileOf(emulator.profileId)
  const added = more.verifications?.map((stored, index) => ({ ...stored, id: idOf(count + index) })) ?? []
  let isAdding = true
  const adding = post('//_emulator/records', { ...more, verifications: added }).finally(() => {
    isAdding = false
  })
  const created: string[] = []
  let turns = 0
  while (isAdding) {
    const body = { phone_number: '+13036661000', verify_profile_id: emulator.profileId }
    let isAnswered = false
    const creating = post('/verifications/sms', body).finally(() => {
      isAnswered = true
    })
    let waited = 0
    for (; !isAnswered; waited++) await new Promise<void>((resolve) => setImmediate(resolve))
    turns = Math.max(turns, waited)
    created.push((await creating).body.data.id)
  }
  expect((await adding).status).toBe(200)
  const ids = new Set((await emulator.snapshot.take()).verifications?.map(({ id }) => id))
  expect(ids.size).toBe(2 * count + created.length)
  for (const id of [idOf(0), idOf(2 * count - 1), ...created]) expect(ids.has(id)).toBe(true)
  // The create that came during the second try waited for its end, while others had their turns.
  expect(turns).toBeGreaterThan(10)
})
