import { describe, expect, test, vi } from 'vitest'
import { createMcp } from '../../src/mcp/serve/serve-mcp.js'
import { useApi } from '../support/emulator.js'
import { connectInProcess, connectOverStdio, type Era } from './mcp-client.js'

const phone_number = '+13035551234'
const eras: readonly Era[] = ['modern', 'legacy']

describe.each(eras)('a client of the %s protocol', (era) => {
  test('gets the code that arrives while it waits', async () => {
    const { emulator, post } = await useApi()
    const client = await connectInProcess(emulator, { era })
    const waiting = client.callTool({ name: 'read_code', arguments: { phone_number, timeout: '5m' } })
    await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
    expect((await waiting).structuredContent).toMatchObject({ message: { phone_number } })
  })

  test('is told what to look for if none arrives in time', async () => {
    const { emulator } = await useApi()
    const client = await connectInProcess(emulator, { era })
    const { isError, content } = await client.callTool({ name: 'read_code', arguments: { phone_number, timeout: 1 } })
    expect([isError, content]).toEqual([
      true,
      [
        expect.objectContaining({
          text: expect.stringMatching(/^No message to \+13035551234 within 1 ms: nothing has been sent/),
        }),
      ],
    ])
  })

  test('over stdio: a cancelled wait hinders no other call, and ends with the command', async () => {
    const { client, transport } = await connectOverStdio(['--port', '0'], { era })
    const cancel = new AbortController()
    const waiting = client.callTool(
      { name: 'read_code', arguments: { phone_number, timeout: '5m' } },
      { signal: cancel.signal },
    )
    const other = client.callTool({ name: 'read_code', arguments: { phone_number: '+13035550100', timeout: '5m' } })
    const failed = Promise.all([expect(waiting).rejects.toThrow(), expect(other).rejects.toThrow()])
    expect((await client.callTool({ name: 'list_messages', arguments: {} })).isError).toBeUndefined()
    cancel.abort('enough')
    expect((await client.callTool({ name: 'list_messages', arguments: {} })).isError).toBeUndefined()
    const { pid } = transport
    await client.close()
    await failed
    expect(() => process.kill(pid as number, 0)).toThrow('ESRCH')
  })
})

test('a client of the modern protocol can cancel over HTTP, which ends the call of the control API', async () => {
  let signal: AbortSignal | null | undefined
  const mcp = createMcp({
    fetch: (_, init) => {
      signal = init?.signal
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal?.reason)))
    },
  })
  const client = await connectInProcess({
    url: 'http://127.0.0.1:1/v2',
    fetch: async (input, init) => mcp(new Request(input, init)),
  })
  const cancel = new AbortController()
  const waiting = client.callTool({ name: 'read_code', arguments: { phone_number } }, { signal: cancel.signal })
  const failed = expect(waiting).rejects.toThrow()
  await vi.waitUntil(() => signal, { timeout: 60_000 })
  cancel.abort('enough')
  await failed
  await vi.waitUntil(() => signal?.aborted, { timeout: 60_000 })
})

test('an emulator that closes ends the waits of agents', async () => {
  const { emulator } = await useApi()
  const client = await connectInProcess(emulator)
  const waiting = client.callTool({ name: 'read_code', arguments: { phone_number, timeout: '5m' } })
  await client.listTools() // the wait has begun: requests of one client are taken in order
  await emulator.close()
  const { isError, content } = await waiting
  expect([isError, content]).toEqual([
    true,
    [expect.objectContaining({ text: expect.stringContaining('shutting down') })],
  ])
})
