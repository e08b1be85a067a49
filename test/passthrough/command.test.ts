import { expect, test } from 'vitest'
import { runCommand, startCommand } from '../support/command.js'

const upstream = ['--passthrough', '--upstream', 'http://127.0.0.1:1/v2']

test('the start prints the upstream and the guardrails as a line of JSON', async () => {
  const flags = [...upstream, '--allow-numbers', '+13125550123', '--allow-numbers', '+13125550124', '--max-sends', '3']
  const { printed } = await startCommand(flags, { env: { TELNYX_API_KEY: 'KEY0123' } })
  const lines = (await printed(/"passthrough".*\n/)).split('\n')
  expect(JSON.parse(lines[1] as string)).toMatchObject({
    event: 'passthrough',
    upstream: 'http://127.0.0.1:1/v2',
    recording: null,
    guardrails: {
      allowNumbers: ['+13125550123', '+13125550124'],
      maxSends: 3,
      sends: 0,
      allowExisting: false,
      allowUnknown: false,
    },
  })
  expect(lines.join()).not.toContain('KEY0123')
})

test.each([
  [
    [],
    /PASSTHROUGH: requests to \/v2 go to http:\/\/127\.0\.0\.1:1\/v2, .*\nNo codes are sent to phones \(no --allow-numbers\)\.\nPATCH, DELETE and checks: only/,
  ],
  [
    ['--allow-numbers', '+13125550123', '--max-sends', '1'],
    /\nAt most 1 more code is sent, only to \+13125550123; 0 of 1 used\.\n/,
  ],
])('the start prints the guardrails as sentences with %j', async (flags, sentences) => {
  const { printed } = runCommand(['--port', '0', '--log-format', 'pretty', ...upstream, ...flags])
  const banner = await printed(/Nothing is recorded/)
  expect(banner).toMatch(sentences)
  expect(banner).not.toContain('Send a code:')
})

test('guardrails without passthrough are refused', async () => {
  const { code, stderr } = await runCommand(['--max-sends', '1']).ended
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: 'maxSends requires passthrough. Add --passthrough, or remove --max-sends.\n',
  })
})
