import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { dueAtOnce } from '../../src/core/sandbox.js'
import { createEmulator } from '../../src/index.js'
import { type Api, testTime, useApi } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'

const phone_number = '+13035551234'
const hour = 3_600_000
const as = (sandbox: string) => ({ authorization: `Bearer sandbox_${sandbox}` })
const start = ({ post, emulator }: Api, sandbox: string) =>
  post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId }, as(sandbox))
const living = async ({ emulator }: Api) => (await emulator.server.sandboxes.list()).map(({ sandbox }) => sandbox)

const droppedText =
  'sandbox "job" was dropped at 2026-01-31T11:30:00.123Z, with everything in it, because it had not been used for 2h (--sandbox-idle)'

/** An emulator whose sandbox `job` was dropped while it was idle. */
async function useDropped() {
  const api = await useApi({ sandboxIdle: '2h' })
  const { body } = await start(api, 'job')
  api.pass(2 * hour)
  await start(api, 'other')
  expect(await living(api)).toEqual(['default', 'other'])
  return { api, id: body.data.id as string }
}

test('a request for an id of a dropped sandbox is told when and why it was dropped', async () => {
  const { api, id } = await useDropped()
  const read = await api.get(`/verifications/${id}`, as('job'))
  expect([read.status, read.headers.get('x-emulator-hint')]).toEqual([404, expect.stringContaining(droppedText)])
  const checked = await api.post(`/verifications/${id}/actions/verify`, { code: '11111' }, as('job'))
  expect([checked.status, checked.headers.get('x-emulator-hint')]).toEqual([404, expect.stringContaining(droppedText)])
  const elsewhere = await api.get(`/verifications/${id}`, as('other'))
  expect(elsewhere.headers.get('x-emulator-hint')).not.toContain('dropped')
})

test('a read that finds nothing in a dropped sandbox is told so, until it is created again', async () => {
  const { api } = await useDropped()
  const list = () => api.get('/verified_numbers', as('job'))
  expect((await list()).headers.get('x-emulator-hint')).toContain(droppedText)
  const sent = await start(api, 'job')
  expect([sent.status, sent.headers.get('x-emulator-hint')]).toEqual([200, null])
  expect((await list()).headers.get('x-emulator-hint')).toBeNull()
})

test('control calls for a dropped sandbox are 410 and say what to do', async () => {
  const { api } = await useDropped()
  const { status, body } = await api.get('//_emulator/inbox?sandbox=job')
  expect([status, body]).toEqual([
    410,
    {
      type: 'about:blank',
      title: 'Sandbox dropped',
      status: 410,
      detail: `S${droppedText.slice(1)}. Start over with POST /_emulator/reset?sandbox=job, restore a snapshot, or send a request that creates something with its key.`,
      dropped_at: '2026-01-31T11:30:00.123Z',
      reason: 'idle',
    },
  ])
  for (const [method, path] of [
    ['POST', '//_emulator/clock/advance?sandbox=job'],
    ['GET', '//_emulator/inbox/+13035551234/next?sandbox=job'],
    ['DELETE', '//_emulator/sandboxes/job'],
  ] as const)
    expect((await api.send(method, path, method === 'POST' ? { by: '1m' } : undefined)).status).toBe(410)
  await expect(api.emulator.sandbox('job').inbox.list()).rejects.toMatchObject({
    name: 'ControlError',
    code: 'sandbox_dropped',
    problem: { reason: 'idle', droppedAt: '2026-01-31T11:30:00.123Z' },
  })
})

test.each([
  ['a reset', (api: Api) => api.emulator.sandbox('job').reset(), []],
  [
    'a snapshot',
    async (api: Api) => api.emulator.sandbox('job').snapshot.restore(await api.emulator.snapshot.take()),
    [],
  ],
  ['a request with its key', (api: Api) => start(api, 'job'), ['job']],
])('%s creates a dropped sandbox again', async (_, again, remembered) => {
  const { api } = await useDropped()
  const dropped = async () => (await api.emulator.server.sandboxes.dropped()).map(({ sandbox }) => sandbox)
  expect(await api.emulator.server.sandboxes.dropped()).toEqual([
    { sandbox: 'job', droppedAt: '2026-01-31T11:30:00.123Z', reason: 'idle' },
  ])
  await again(api)
  expect(await living(api)).toEqual(['default', 'job', 'other'])
  expect((await api.get('//_emulator/inbox?sandbox=job')).status).toBe(200)
  expect(await dropped()).toEqual(remembered)
})

test('a sandbox that was dropped for another one is told that there were too many', async () => {
  const warnings: string[] = []
  const api = await useApi({ maxSandboxes: 2, onWarning: (sentence) => warnings.push(sentence) })
  const { body } = await start(api, 'job')
  await start(api, 'default')
  await start(api, 'third')
  const { headers } = await api.get(`/verifications/${body.data.id}`, as('job'))
  expect(headers.get('x-emulator-hint')).toContain(
    'because more than 2 sandboxes were in use (--max-sandboxes) and it was the least recently used',
  )
  expect(warnings).toHaveLength(1)
})

test('a full emulator refuses new sandboxes if it was told to, and keeps the idle one', async () => {
  const api = await useApi({ maxSandboxes: 2, whenFull: 'refuse', sandboxIdle: '2h' })
  await start(api, 'job')
  const refused = await start(api, 'new')
  expect([refused.status, refused.body.errors[0].code, refused.headers.get('x-emulator-hint')]).toEqual([
    503,
    '10007',
    'sandbox "new" cannot be created: 2 are in use (--max-sandboxes); delete one, wait until one is idle (--sandbox-idle), or raise the limit',
  ])
  await expect(api.emulator.sandbox('new').clock.advance('1m')).rejects.toMatchObject({
    status: 503,
    code: 'too_many_sandboxes',
  })
  expect((await api.get('/verify_profiles', as('new'))).status).toBe(200)
  expect(await living(api)).toEqual(['default', 'job'])
  api.pass(2 * hour)
  expect((await start(api, 'new')).status).toBe(200)
  expect(await living(api)).toEqual(['default', 'new'])
})

test('a sandbox is in use while a wait, a stream or a webhook of it is open', async () => {
  const api = await useApi({ sandboxIdle: '2h' })
  const job = api.emulator.sandbox('job')
  await start(api, 'job')
  const abort = new AbortController()
  const stream = job.journal.follow({ signal: abort.signal })[Symbol.asyncIterator]()
  const next = stream.next()
  await api.emulator.server.health()
  api.pass(5 * hour)
  expect(await living(api)).toEqual(['default', 'job'])
  await start(api, 'job')
  await next
  abort.abort()
  await stream.next()
  api.pass(2 * hour - 1)
  expect(await living(api)).toEqual(['default', 'job'])
  api.pass(1)
  expect(await living(api)).toEqual(['default'])
})

test('with a data folder an idle sandbox leaves memory only, and its next use loads it', async () => {
  let now = testTime
  const emulator = await createEmulator({ data: useFolder(), seed: 1, sandboxIdle: '2h', now: () => now })
  try {
    const job = emulator.sandbox('job')
    await job.scenarios.add({ outcome: 'expired' })
    now += 2 * hour
    expect((await emulator.server.sandboxes.list()).map(({ sandbox }) => sandbox)).toEqual(['default'])
    expect(await emulator.server.sandboxes.dropped()).toEqual([])
    expect(await job.scenarios.list()).toHaveLength(1)
  } finally {
    await emulator.close()
  }
})

test('a control call that waits while much falls due keeps its sandbox, also beyond the maximum', async () => {
  const { emulator, post, pass } = await useApi({ data: useFolder(), maxSandboxes: 1 })
  const job = emulator.sandbox('job')
  const send = (sandbox: string) =>
    post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId }, as(sandbox))
  for (let count = 0; count < 10 * dueAtOnce; count++) await send('job')
  pass(hour)
  const adding = job.scenarios.add({ outcome: 'expired' })
  await nextTurn()
  await send('other') // the maximum is 1
  await Promise.all([send('job'), adding])
  expect(await job.scenarios.list()).toHaveLength(1)
})

test('refusing sandboxes and keeping them in a folder cannot be combined', async () => {
  await expect(createEmulator({ data: useFolder(), whenFull: 'refuse' })).rejects.toThrow(
    'whenFull: "refuse" and data cannot be combined',
  )
})

test.each([['2x'], ['soon'], [-1], ['']])('sandboxIdle: %j is refused', async (sandboxIdle) => {
  await expect(createEmulator({ sandboxIdle })).rejects.toThrow(
    `sandboxIdle must be a duration like "2h", or "never", not ${JSON.stringify(sandboxIdle)}.`,
  )
})

test.each([['never'], [0], ['0s']])('sandboxIdle: %j keeps every sandbox', async (sandboxIdle) => {
  const api = await useApi({ sandboxIdle })
  await start(api, 'job')
  api.pass(10_000 * hour)
  expect(await living(api)).toEqual(['default', 'job'])
})
