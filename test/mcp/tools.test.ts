import { expect, test } from 'vitest'
import { startCommand } from '../support/command.js'
import { useApi } from '../support/emulator.js'
import { driveTools } from './drive-tools.js'
import { connectInProcess, connectOverStdio } from './mcp-client.js'

const sandbox = 'agent-7'

test('a client drives every tool of an emulator in this process', async () => {
  const { emulator } = await useApi({ now: Date.now })
  const client = await connectInProcess(emulator)
  const called = await driveTools(client, { ...emulator.sandbox(sandbox), sandbox, fetch: emulator.fetch })
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name).filter((name) => !called.has(name))).toEqual([])
})

test('a client drives every tool over HTTP, by the built command', async () => {
  const { ready } = await startCommand()
  const client = await connectInProcess(
    { url: ready.url, fetch: (input, init) => fetch(input, init) },
    { era: 'legacy' },
  )
  const called = await driveTools(client, { url: ready.url, profileId: ready.profileId, sandbox })
  expect(called.size).toBe((await client.listTools()).tools.length)
})

test('a client drives every tool over stdio, by the built command', async () => {
  const { client } = await connectOverStdio(['--port', '0'])
  const { tools } = await client.listTools()
  const { contents } = await client.readResource({ uri: 'tve://connection' })
  const env = JSON.parse((contents[0] as { text: string }).text)
  const application = { url: env.TELNYX_BASE_URL, profileId: env.TELNYX_VERIFY_PROFILE_ID, sandbox }
  expect((await driveTools(client, application)).size).toBe(tools.length)
})
