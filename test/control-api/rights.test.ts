import { readFileSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import { needOf } from '../../src/http/rights.js'
import { type ControlOperation, controlOperations } from '../../src/spec/control-operations.js'
import { type Api, useApi } from '../support/emulator.js'

const token = 'company-secret'
const phone_number = '+13035551234'
let api: Api

beforeEach(async () => {
  api = await useApi({ control: { token } })
  for (const name of ['mine', 'yours'])
    await api.post(
      '/verifications/sms',
      { phone_number, verify_profile_id: api.emulator.profileId },
      { authorization: `Bearer sandbox_${name}` },
    )
})

const bodies: Partial<Record<ControlOperation['id'], unknown>> = {
  AdvanceClock: { by: '1s' },
  SetClock: { to: 'now' },
  ReplaceScenarios: { scenarios: [] },
  CreateScenario: { outcome: 'expired' },
  ReplaceFaults: { faults: [] },
  CreateFault: { fault: { kind: 'hang' } },
  AssertJournal: {},
  RestoreSnapshot: { version: 1 },
  AddRecords: { version: 1 },
  TriggerWebhook: { event: 'verify.delivered', to: 'http://127.0.0.1:1/' },
  SetWebhookUrl: { url: null },
  SetWebhookHeaders: { headers: {} },
  ReplaceWebhookFaults: { faults: [] },
  CreateWebhookFault: { fault: 'duplicate' },
}

/** Sends a call as the holder of a key about a sandbox, and returns its status. Streams and waits end at once. */
async function call({ id, method, path, query, takesBody }: ControlOperation, key: string, about: string | null) {
  const place = path
    .replace('{phone_number}', phone_number)
    .replace('{name}', about ?? 'mine')
    .replace('{id}', '6a90cfc3-633a-45c1-b20d-e0e91330583e')
  const search = new URLSearchParams()
  const names: readonly string[] = query
  if (about !== null && names.includes('sandbox')) search.set('sandbox', about)
  if (names.includes('timeout')) search.set('timeout', '0ms')
  if (id === 'ListenToWebhooks') search.set('url', 'http://localhost:3000/')
  const response = await api.emulator.fetch(`${api.emulator.url.replace('/v2', '')}${place}?${search}`, {
    method,
    headers: {
      ...(key !== '' && { authorization: `Bearer ${key}` }),
      ...(takesBody && { 'content-type': 'application/json' }),
    },
    ...(takesBody && { body: JSON.stringify(bodies[id] ?? {}) }),
  })
  await response.body?.cancel()
  return response.status
}

const operations: readonly ControlOperation[] = controlOperations.filter(({ tag }) => tag !== 'Health')
const refusals = [401, 403]

test.each(operations.map((operation) => [operation.id, operation] as const))(
  '%s: who may call it while there is a control token',
  async (_, operation) => {
    const need = needOf(operation)
    const allowed = async (key: string, about: string | null) => !refusals.includes(await call(operation, key, about))
    expect({
      'no key': await allowed('', 'mine'),
      'a wrong token': await allowed(`${token}x`, 'mine'),
      "another sandbox's key": await allowed('sandbox_yours', 'mine'),
      'its own key': await allowed('sandbox_mine', 'mine'),
      'the token': await allowed(token, 'mine'),
    }).toEqual({
      'no key': false,
      'a wrong token': false,
      "another sandbox's key": need === 'any key',
      'its own key': need !== 'the token',
      'the token': true,
    })
  },
)

test('every control call needs the right that the table of the docs says', () => {
  const page = readFileSync('docs/sandboxes.md', 'utf8')
  const rows = [...page.matchAll(/^\| (any key|the sandbox's key|the token) \| (.+?) \|$/gm)]
  const told = rows.flatMap(([, need, ids = '']) => [...ids.matchAll(/`(\w+)`/g)].map(([, id]) => [id, need]))
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(operations.map((one) => [one.id, needOf(one)])))
})

test('the key alone names its sandbox', async () => {
  const { body } = await api.get('//_emulator', { authorization: 'Bearer sandbox_mine' })
  expect(body.sandbox).toBe('mine')
  const withToken = await api.get('//_emulator', { authorization: `Bearer ${token}` })
  expect(withToken.body.sandbox).toBe('default')
})

test.each([
  [
    '//_emulator/inbox?sandbox=yours',
    'The key of sandbox "mine" does not open sandbox "yours". Send that sandbox\'s own key, or the control token.',
  ],
  [
    '//_emulator/sandboxes',
    'ListSandboxes is about the whole emulator, and the key of sandbox "mine" is for its own sandbox. Send the control token.',
  ],
  [
    '//_emulator/coverage',
    'GetCoverage is about the whole emulator, and the key of sandbox "mine" is for its own sandbox. Ask for ?sandbox=mine, or send the control token.',
  ],
  [
    '//_emulator/coverage?sandbox_prefix=mine',
    'GetCoverage is about the whole emulator, and the key of sandbox "mine" is for its own sandbox. Ask for ?sandbox=mine, or send the control token.',
  ],
  [
    '//_emulator/journal?sandbox_prefix=m',
    'ListJournal is about the whole emulator, its receivers or several sandboxes, and the key of sandbox "mine" is for its own sandbox. Ask for ?sandbox=mine, or send the control token.',
  ],
])('the key of a sandbox is refused for %s, with what to send', async (path, detail) => {
  const { status, body } = await api.get(path, { authorization: 'Bearer sandbox_mine' })
  expect([status, body.detail]).toEqual([403, detail])
})

test.each(['KEY_of_the_default_sandbox', 'sandbox_', 'sandbox_..', 'sandbox_undefined', ''])(
  'the key "%s" names no sandbox, so it is 401',
  async (key) => {
    expect((await api.get('//_emulator', { authorization: `Bearer ${key}` })).status).toBe(401)
  },
)

test('a client without the token uses the key of its sandbox', async () => {
  const { connect } = await import('../../src/index.js')
  const client = connect({ url: api.emulator.url, fetch: api.emulator.fetch, sandbox: 'mine' })
  expect(await client.inbox.list()).toHaveLength(1)
  expect((await client.server.coverage.get({ sandbox: 'mine' })).requests).toBe(1)
  await expect(client.server.coverage.get()).rejects.toMatchObject({ status: 401 })
  await client.server.sandboxes.delete('mine')
})
