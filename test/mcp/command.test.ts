import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runCommand, startCommand } from '../support/command.js'
import { useFolder } from '../support/folder.js'
import { connectOverStdio as connect, type StdioOptions } from './mcp-client.js'

const phone_number = '+13035551234'

/** A client of 2025 starts the command once; one of 2026 starts it twice, which takes twice as long. */
const connectOverStdio = (args: readonly string[], options: StdioOptions = {}) =>
  connect(args, { era: 'legacy', cwd: useFolder(), ...options })

/** A port that no one gets unasked: it lies below those that the system hands out. */
const ownPort = String(20_000 + (process.pid % 10_000))

/** Calls a tool that needs an emulator, and returns its first text. */
async function listMessages({ client }: Pick<Awaited<ReturnType<typeof connectOverStdio>>, 'client'>) {
  const { content } = await client.callTool({ name: 'list_messages', arguments: {} })
  return (content as { text: string }[])[0]?.text ?? ''
}

async function send({ url, apiKey, profileId }: { url: string; apiKey: string; profileId: string }) {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ phone_number, verify_profile_id: profileId })
  await fetch(`${url}/verifications/sms`, { method: 'POST', headers, body })
}

describe('an emulator that runs is used', () => {
  test.each([
    ['by --port', (port: string) => [['--port', port], {}] as const],
    ['by --url', (port: string) => [['--url', `http://127.0.0.1:${port}`], {}] as const],
    ['by TVE_URL', (port: string) => [[], { TVE_URL: `http://127.0.0.1:${port}/v2` }] as const],
  ])('%s', async (_, place) => {
    const { ready } = await startCommand()
    const [args, env] = place(new URL(ready.url).port)
    const connected = await connectOverStdio(args, { env })
    expect(connected.client.getInstructions()).toContain(`TELNYX_BASE_URL=${ready.url},`)
    await send(ready)
    expect(await listMessages(connected)).toBe('1 message, newest first.')
    expect(connected.errors()).toBe('')
  })

  test('with its token, in the named sandbox', async () => {
    const { ready } = await startCommand(['--control-token', 'secret'])
    const env = { TVE_URL: ready.url, TVE_CONTROL_TOKEN: 'secret' }
    const connected = await connectOverStdio(['--sandbox', 'seven'], { env })
    expect(connected.client.getInstructions()).toContain('TELNYX_API_KEY=sandbox_seven')
    await send({ ...ready, apiKey: 'sandbox_seven' })
    expect(await listMessages(connected)).toBe('1 message, newest first.')
  })

  test('also after it was started again, or only later', async () => {
    const connected = await connectOverStdio(['--url', `http://127.0.0.1:${ownPort}`])
    expect(await listMessages(connected)).toBe(
      `No emulator is running at http://127.0.0.1:${ownPort}. Start it, or leave --url and TVE_URL away to have one started.`,
    )
    for (let starts = 0; starts < 2; starts++) {
      const { child, ended } = await startCommand(['--port', ownPort])
      expect(await listMessages(connected)).toMatch(/^No message has arrived\./)
      child.kill('SIGTERM')
      await ended
    }
  })
})

test('one is started by the configuration, and ends with the input', async () => {
  const { client, errors } = await connectOverStdio([], { env: { TVE_PORT: '0' } })
  await client.listTools()
  const [, origin = ''] = /^Started an emulator at (\S+)\. It ends with this command\.\n$/.exec(errors()) ?? []
  expect((await fetch(`${origin}/health`)).status).toBe(200)
  await client.close()
  await expect(fetch(`${origin}/health`)).rejects.toThrow()
})

test('another server at the address is named, and nothing is started', async () => {
  const server = createServer((_, response) => response.writeHead(404).end()).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  expect(await listMessages(await connectOverStdio(['--port', String(port)]))).toMatch(
    new RegExp(`^The server at http://127.0.0.1:${port} is not a healthy emulator: it answered GET /health with 404`),
  )
})

test('in production nothing is started', async () => {
  const env = { NODE_ENV: 'production' }
  const connected = await connectOverStdio(['--port', '0'], { env })
  expect(await listMessages(connected)).toMatch(/^NODE_ENV is "production", and an emulator must not run in production/)
})

test('the command ends with 0 when its input ends at once, and prints nothing', async () => {
  const { ended } = runCommand(['mcp', '--port', '0'])
  expect(await ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' })
})

test('a URL of the real service is refused', async () => {
  const { ended } = runCommand(['mcp', '--url', 'https://api.telnyx.com'])
  expect(await ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('is the real service') })
})
