import { expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'
import { connectInProcess, connectOverStdio } from './mcp-client.js'

const eras = ['modern', 'legacy'] as const
const phoneNumber = '+13035551234'

test.each(eras)('a client of the %s protocol lists and calls tools of a running emulator', async (era) => {
  const { emulator, post } = await useApi()
  const client = await connectInProcess(emulator, { era })
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name)).toContain('read_code')
  await post('/verifications/sms', { phone_number: phoneNumber, verify_profile_id: emulator.profileId })
  const { structuredContent } = await client.callTool({ name: 'read_code', arguments: { phone_number: phoneNumber } })
  const [message] = await emulator.inbox.list()
  expect(structuredContent).toMatchObject({ message: { code: message?.code, phone_number: phoneNumber } })
  const { contents } = await client.readResource({ uri: 'tve://rules/C3' })
  expect(contents[0]).toMatchObject({ text: expect.stringContaining('rejected') })
})

test.each(eras)('a client of the %s protocol starts the command, which starts an emulator', async (era) => {
  const { client, errors } = await connectOverStdio(['--port', '0'], { era })
  const { structuredContent } = await client.callTool({ name: 'list_messages', arguments: {} })
  expect(structuredContent).toMatchObject({ messages: [] })
  expect(errors()).toMatch(/^Started an emulator at http:\/\/127\.0\.0\.1:\d+\. It ends with this command\.\n$/)
})
