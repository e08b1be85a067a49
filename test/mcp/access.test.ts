import { describe, expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'
import { connectInProcess } from './mcp-client.js'

const path = '//_emulator/mcp'
const controlToken = 'secret-token'
const listTools = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }
const accept = 'application/json, text/event-stream'

const textOf = ({ content }: { content?: unknown }) => (content as { text: string }[])[0]?.text

describe('pages of other sites and other names of this machine are refused, as by the control API', () => {
  test.each([
    ['an origin', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
    ['a host', { host: 'evil.example' }],
    ['a request without an origin that a page caused', { 'sec-fetch-site': 'cross-site' }],
  ])('%s', async (_, headers) => {
    const { send } = await useApi()
    const [mcp, control] = [
      await send('POST', path, listTools, { accept, ...headers }),
      await send('GET', '//_emulator/inbox', undefined, headers),
    ]
    expect([mcp.status, control.status]).toEqual([403, 403])
    expect(mcp.body).toEqual(control.body)
  })

  test('a page of this machine may ask, and may send the headers of the protocol', async () => {
    const { send } = await useApi()
    const headers = { origin: 'http://localhost:6274' }
    const preflight = await send('OPTIONS', path, undefined, { ...headers, 'access-control-request-method': 'POST' })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toContain('mcp-protocol-version')
    expect(preflight.headers.get('access-control-allow-methods')).toBe('POST')
    const answer = await send('POST', path, listTools, { accept, ...headers })
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, headers.origin])
  })

  test('a page of another site gets no leave to ask', async () => {
    const { send } = await useApi()
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
    const { status, headers: answered } = await send('OPTIONS', path, undefined, headers)
    expect([status, answered.get('access-control-allow-origin')]).toEqual([403, null])
  })
})

describe('with a control token', () => {
  test.each([
    ['nothing', {}],
    ['another token', { authorization: 'Bearer other' }],
    ['an API key of the real service', { authorization: 'Bearer KEY0123456789' }],
  ])('%s is refused', async (_, headers) => {
    const { send } = await useApi({ control: { token: controlToken } })
    const { status, body } = await send('POST', path, listTools, { accept, authorization: '', ...headers })
    expect([status, body.detail]).toEqual([401, expect.stringContaining('control token')])
  })

  test('the token opens every sandbox', async () => {
    const { emulator } = await useApi({ control: { token: controlToken } })
    const client = await connectInProcess(emulator, { headers: { authorization: `Bearer ${controlToken}` } })
    for (const sandbox of ['one', 'two']) {
      const { isError, structuredContent } = await client.callTool({ name: 'snapshot', arguments: { sandbox } })
      expect([isError, structuredContent]).toEqual([undefined, expect.objectContaining({ sandbox })])
    }
  })

  test('the key of a sandbox opens its own only', async () => {
    const { emulator } = await useApi({ control: { token: controlToken } })
    const client = await connectInProcess(emulator, { headers: { authorization: 'Bearer sandbox_mine' } })
    const own = await client.callTool({ name: 'snapshot', arguments: {} })
    expect(own.structuredContent).toMatchObject({ sandbox: 'mine' })
    const { tools } = await client.listTools()
    const required = {
      read_code: { phone_number: '+13035551234' },
      set_outcome: { outcome: 'expired' },
      add_fault: { fault: { kind: 'hang' } },
      advance_clock: { by: '1m' },
      audit: { receiver_url: 'http://127.0.0.1:1/' },
    } as Record<string, object>
    for (const { name } of tools) {
      const result = await client.callTool({ name, arguments: { ...required[name], sandbox: 'theirs' } })
      expect([result.isError, textOf(result)], name).toEqual([
        true,
        expect.stringMatching(/does not open sandbox "theirs"|needs the control token/),
      ])
    }
    expect((await emulator.server.sandboxes.list()).map(({ sandbox }) => sandbox)).not.toContain('theirs')
  })

  test('the key of a sandbox opens nothing of the whole emulator', async () => {
    const { emulator } = await useApi({ control: { token: controlToken } })
    const client = await connectInProcess(emulator, { headers: { authorization: 'Bearer sandbox_mine' } })
    expect(textOf(await client.callTool({ name: 'coverage', arguments: {} }))).toContain('?sandbox=mine')
    expect((await client.callTool({ name: 'coverage', arguments: { sandbox: 'mine' } })).isError).toBeUndefined()
    const { contents } = await client.readResource({ uri: 'tve://connection' })
    expect(JSON.parse((contents[0] as { text: string }).text).TELNYX_API_KEY).toBe('sandbox_mine')
  })

  test('a snapshot of one sandbox is not restored into another by its key', async () => {
    const { emulator } = await useApi({ control: { token: controlToken } })
    const theirs = await connectInProcess(emulator, { headers: { authorization: 'Bearer sandbox_theirs' } })
    await theirs.callTool({ name: 'snapshot', arguments: { name: 'secret' } })
    const mine = await connectInProcess(emulator, { headers: { authorization: 'Bearer sandbox_mine' } })
    const result = await mine.callTool({ name: 'restore', arguments: { name: 'secret' } })
    expect(textOf(result)).toMatch(/^No snapshot of sandbox "mine" was taken here\./)
  })
})

test('without a token the key of a client names its sandbox', async () => {
  const { emulator } = await useApi()
  const client = await connectInProcess(emulator, { headers: { authorization: 'Bearer sandbox_mine' } })
  const { structuredContent } = await client.callTool({ name: 'snapshot', arguments: {} })
  expect(structuredContent).toMatchObject({ sandbox: 'mine' })
})

test.each(['GET', 'DELETE', 'PUT'])('%s is answered as a method that is not supported', async (method) => {
  const { send } = await useApi()
  const { status, headers } = await send(method, path)
  expect([status, headers.get('allow')]).toEqual([405, 'POST'])
})
