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

test('a snapshot that is taken while requests change the sandbox again and again is of one moment', async () => {
  const { emulator, post } = await useLarge()
  const many = fileOf(emulator.profileId)
  const more = many.verifications?.map((stored, index) => ({ ...stored, id: idOf(count + index) })) ?? []
  await post('//_emulator/records', { ...many, verifications: [...(many.verifications ?? []), ...more] })
  let isTaking = true
  const taking = emulator.snapshot.take().finally(() => {
    isTaking = false
  })
  // A later check is answered after an earlier one: a snapshot with a later one must have all earlier ones.
  let checked = 0
  while (isTaking && checked < count) {
    await post(`/verifications/${idOf(2 * count - 1 - checked++)}/actions/verify`, { code: '12345' })
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { verifications = [] } = await taking
  const accepted = verifications.map(({ status }) => status === 'accepted').reverse()
  const first = accepted.indexOf(false)
  expect(first).toBeGreaterThanOrEqual(0)
  expect(accepted.slice(first)).not.toContain(true)
  expect(checked).toBeGreaterThan(0)
})

test('an assertion about many requests is judged in slices, between which others are answered', async () => {
  const { post, get } = await useApi({ journal: 3000, validateResponses: false })
  /** Asserts, and counts the turns of the event loop meanwhile. */
  const assert = async (body: object) => {
    let isDone = false
    const asserting = post('//_emulator/journal/assert', body).finally(() => {
      isDone = true
    })
    let turns = 0
    for (; !isDone; turns++) await new Promise<void>((resolve) => setImmediate(resolve))
    return { turns, reply: await asserting }
  }
  const little = await assert({ times: 0 })
  for (let i = 0; i < 1600; i++) await get(`/balance?n=${i}`)
  const much = await assert({ match: { path: '/v2/balance?n=17' }, times: 1 })
  expect([little.reply.status, much.reply.status, much.reply.body.matched]).toEqual([200, 200, 1])
  expect(much.turns - little.turns).toBeGreaterThanOrEqual(3) // 500 at once
  const { status, body } = (await assert({ match: { path: '/v2/balance' }, times: 1 })).reply
  expect(status).toBe(422)
  expect(body.misses.map(({ entry }: { entry: { path: string } }) => entry.path)).toEqual([
    '/v2/balance?n=1599',
    '/v2/balance?n=1598',
    '/v2/balance?n=1597',
  ])
})

test('a long list of sandboxes is complete and in order', async () => {
  const { emulator, get, delete: remove } = await useApi({ validateResponses: false, maxSandboxes: 1000 })
  const names = Array.from({ length: 450 }, (_, index) => `s${String(index).padStart(3, '0')}`)
  for (const name of names) await emulator.sandbox(name).reset()
  const listed = async () =>
    (await get('//_emulator/sandboxes')).body.sandboxes.map(({ sandbox }: { sandbox: string }) => sandbox)
  expect(await listed()).toEqual(['default', ...names])
  expect((await remove('//_emulator/sandboxes/s007')).body.sandbox).toBe('s007')
  expect(await listed()).toEqual(['default', ...names.filter((name) => name !== 's007')])
  expect((await remove('//_emulator/sandboxes/s007')).status).toBe(404)
})
