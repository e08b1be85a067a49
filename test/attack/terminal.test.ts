import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { useServed } from '../cli/cli-harness.js'
import { runCommand } from '../support/command.js'
import { useFolder } from '../support/folder.js'

/** Clears the screen, sets the title, colors, moves up, turns text around, links, hides, and fakes a line. */
const evil =
  '\u001b[2J\u001b]0;owned\u0007\u001b[31m\u009b1A\u202egnp.exe\u2066\u001b]8;;http://evil.test\u001b\\\u200b\u3164\ufe01\r\nfake line\u007f'

/** Whatever a terminal takes for an instruction, besides the line breaks of the command itself. */
const instructions = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u200b\u3164]|(?!\n)\ufe01/u

const phone = '+13035551234'

describe('no text from outside gives instructions to the terminal', () => {
  const commands = [
    ['inbox'],
    ['code', phone],
    ['wait', phone],
    ['journal', '--show-codes'],
    ['journal', '--json', '--show-codes'],
    ['snapshot', 'save'],
    ['coverage'],
    ['scenario', 'list'],
    ['fault', 'list'],
    ['webhook', 'list'],
    ['sandboxes', 'list'],
    ['test-numbers'],
    ['clock'],
    ['doctor'],
    ['env'],
    ['health'],
  ]

  test('a name, a template, a path, a URL and a user agent', async () => {
    const { post, get, ask, emulator } = await useServed({ onWarning: () => {} })
    const template = await post('/verify_profiles/templates', { text: `{{code}} ${evil}` })
    const profile = await post('/verify_profiles', {
      name: evil,
      webhook_url: 'http://127.0.0.1:9/%1b[2J',
      sms: { ...(template.status === 200 && { messaging_template_id: template.body.data.id }) },
    })
    expect(profile.status, JSON.stringify(profile.body)).toBe(200)
    await post('/verifications/sms', { phone_number: phone, verify_profile_id: profile.body.data.id })
    await post('/verifications/sms', { phone_number: evil, verify_profile_id: profile.body.data.id })
    await get(`/verifications/${encodeURIComponent(evil)}`)
    await emulator.clock.advance('1m')
    for (const args of commands) {
      const { stdout, stderr } = await ask(...args)
      expect(stdout + stderr, args.join(' ')).not.toBe('')
      expect(stdout + stderr, args.join(' ')).not.toMatch(instructions)
      expect(stdout, args.join(' ')).not.toMatch(/^fake line/m)
    }
    const { stdout } = await ask('journal', '--json', '--show-codes')
    expect(stdout).toContain('\\u202egnp.exe')
    expect(JSON.stringify(JSON.parse(stdout))).toContain('\u202egnp.exe')
  })

  test.each([
    ['an unknown command', [evil]],
    ['an unknown option', [`--${evil}`]],
    ['an invalid value', ['--dialect', evil]],
    ['a missing file', ['--fixtures', evil]],
    ['a URL', ['inbox', '--url', `http://127.0.0.1:9/${evil}`]],
    ['a sandbox', ['inbox', '--sandbox', evil]],
    ['a phone number', ['code', evil]],
    ['a file to load', ['snapshot', 'load', evil]],
    ['a report of contract', ['contract', 'document', evil]],
    ['a receiver', ['audit', 'receiver', evil]],
    ['a shell to complete', ['completion', evil]],
    ['a certificate', ['ca', evil]],
    ['a test to audit', ['audit', 'tests', '--junit', `/nowhere/${evil}`, '--', 'false']],
    ['a prefix', ['sandboxes', 'drop', evil]],
    ['a program', ['exec', '--', evil]],
    ['a file of settings', ['--config', evil]],
    ['a webhook host', ['--webhook-url', evil]],
    ['an upstream', ['--passthrough', '--upstream', evil]],
    ['a time', ['clock', 'set', evil]],
    ['a file to seed', ['seed', evil]],
  ])('%s on the command line', async (_, args) => {
    const { code, stdout, stderr } = await runCommand(args).ended
    expect(code).not.toBe(0)
    expect(stderr).not.toBe('')
    expect(stdout + stderr).not.toMatch(instructions)
  })

  test('warnings of the running emulator', async () => {
    const data = useFolder()
    writeFileSync(`${data}/evil\u001b[2J\u202e.txt`, '')
    for (const format of ['pretty', 'json']) {
      const running = runCommand(['--port', '0', '--data', data, '--log-format', format])
      await running.printed(/TELNYX_PUBLIC_KEY|"ready"/)
      running.child.kill('SIGTERM')
      const { stdout, stderr } = await running.ended
      expect(stderr).toMatch(/evil\\+u001b/)
      expect(stdout + stderr).not.toMatch(instructions)
    }
  })
})
