import { expect, test } from 'vitest'
import { runCommand, startCommand } from '../../support/command.js'

const env = { NODE_ENV: 'production' }

test.each([['start'], ['exec', '--', process.execPath, '-e', '']])(
  '%s refuses to run in production and exits with 2',
  async (...args) => {
    const { code, stdout, stderr } = await runCommand(args, { env }).ended
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('pass --allow-production')
  },
)

test('--allow-production starts the emulator in production', async () => {
  const { ready } = await startCommand(['--allow-production'], { env })
  expect(ready.event).toBe('ready')
})
