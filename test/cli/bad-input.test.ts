import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runCommand } from '../support/command.js'
import { useFolder } from '../support/folder.js'
import { useServed } from './cli-harness.js'

const phone = '+13035551234'
const notPhone = (text: string) =>
  `"${text}" is not a phone number in E.164. Write it with its plus sign, like +13035551234.\n`
const notSandbox = (name: string) =>
  `"${name}" is not a valid sandbox name. Use 1 to 100 letters, digits, dots, dashes and underscores, not beginning with a dot.\n`

describe('every command that takes a phone number refuses what is none, with one sentence', () => {
  test.each([
    ['code', '303'],
    ['code', ''],
    ['wait', '303'],
    ['wait', ''],
    ['wait', '..'],
    ['call', 'answer', ''],
    ['call', 'decline', '303'],
    ['inbox', '--phone', '303'],
    ['inbox', '--phone', ''],
    ['webhooks', '--phone', '303'],
  ])('%s %s %s', async (...args) => {
    const { ask } = await useServed()
    const given = args.at(-1) as string
    expect(await ask(...args)).toMatchObject({ code: 2, stdout: '', stderr: notPhone(given) })
  })

  test.each([
    ['scenario', 'add', 'expired'],
    ['fault', 'add', 'hang'],
    ['webhook', 'fault', 'add', 'dropped'],
  ])('%s %s %s', async (...args) => {
    const { ask } = await useServed()
    expect(await ask(...args, '--phone', '303')).toMatchObject({
      code: 2,
      stderr: 'match.phone_number must be a phone number in E.164, like +13035551234; you sent "303"\n',
    })
  })
})

describe('every command that takes a sandbox refuses a name that none can have', () => {
  test.each([
    ['inbox'],
    ['coverage'],
    ['sandboxes'],
    ['env'],
    ['tail'],
    ['listen', '--forward-to', 'http://127.0.0.1:9'],
    ['exec', '--', 'true'],
  ])('%s', async (...[name, ...rest]) => {
    const { ask } = await useServed()
    expect(await ask(name as string, '--sandbox', 'a b', ...rest)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: notSandbox('a b'),
    })
  })

  test('also one with a control character, which is not taken for a missing emulator', async () => {
    const { ask } = await useServed()
    expect((await ask('inbox', '--sandbox', 'x\u001b')).stderr).toBe(notSandbox('x\\u001b'))
    expect(await ask('sandboxes', 'delete', 'x\u001b')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Unknown sandbox "x\\u001b"\. /),
    })
  })

  test('also that of the variable', async () => {
    const { ended } = runCommand(['exec', '--', 'true'], { env: { TVE_SANDBOX: 'a b' } })
    expect(await ended).toMatchObject({ code: 2, stdout: '', stderr: notSandbox('a b') })
  })
})

test.each<[string[], string]>([
  [['inbox', '--host', 'a b'], '"a b" is not a valid host of an emulator. Use a name or an address, like 127.0.0.1.'],
  [['inbox', '--token', 'se\ncret'], '--token must be the control token of the emulator: printable ASCII characters,'],
  [['inbox', '--token', 'ключ'], '--token must be the control token of the emulator: printable ASCII characters,'],
  [['scenario', 'clear', ''], '"" is not the ID of a scenario, like scenario_1.'],
  [['fault', 'clear', '..'], '".." is not the ID of a fault, like fault_1.'],
  [['webhook', 'redeliver', ''], '"" is not the ID of a webhook delivery.'],
  [['sandboxes', 'delete', '.'], '"." is not the name of a sandbox.'],
  [['fault', 'add', 'latency', '--delay', '1s..2s..3s'], 'Invalid value "1s..2s..3s" for --delay. A range has two'],
  [['journal', '--operation', ''], 'Unknown operation "". Expected one of: '],
  [['journal', '--sandbox', 'a', '--sandbox-prefix', 'b'], '--sandbox and --sandbox-prefix cannot be combined.'],
  [['coverage', '--sandbox', 'a', '--sandbox-prefix', 'b'], '--sandbox and --sandbox-prefix cannot be combined.'],
  [['webhooks', '--event', 'verify.deliverd'], 'Unknown event "verify.deliverd". Did you mean verify.delivered?'],
  [['webhook', 'set-url', 'x'], 'url must be an http or https URL, like http://localhost:3000/webhooks; you sent "x"'],
  [['webhook', 'fault', 'add', 'dropped', '--event', 'x'], 'Unknown event "x". Expected one of: verify.sent, '],
  [['webhook', 'fault', 'add', 'dropped', '--profile', 'x'], '"x" is not a profile ID (expected a UUID like 4900'],
  [['replay', 'run.json', '--at', ''], 'Invalid value "" for --at. It must be the number of a request'],
  [['replay', 'run.json', '--at', '1e1'], 'Invalid value "1e1" for --at. It must be the number of a request'],
  [['replay', ''], 'The path of the file is empty. Name a file.'],
  [['snapshot', 'load', ''], 'The path of the file is empty. Name a file.'],
  [['snapshot', 'save', ''], 'The path of the file is empty. Name a file.'],
  [['audit', 'login', '', '--init'], 'The path of the file is empty. Name a file.'],
  [['exec', '--', ''], 'The command is an empty text. Name a program after --.'],
  [['exec', '--both-dialects', '--dialect', 'spec', '--', 'true'], '--both-dialects and --dialect cannot be combined.'],
  [['contract', 'run', '--record', 'package.json'], 'The folder of recordings package.json cannot be used: a file'],
])('%j exits with 2 and says what is wrong', async (args, sentence) => {
  const { ask } = await useServed()
  const { code, stdout, stderr } = await ask(...args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(sentence)
  expect(stderr).not.toMatch(/^ +at |ENOENT|TypeError/m)
})

test('a wrong token is refused with the flag and the variable that set it', async () => {
  const { ask } = await useServed({ control: { token: 'right' } })
  expect(await ask('inbox', '--token', 'wrong')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^This emulator requires its control token\..* --token or TVE_CONTROL_TOKEN\.\n$/),
  })
})

test('an empty list of several sandboxes does not say that the journal is off', async () => {
  const { ask } = await useServed()
  expect((await ask('journal', '--sandbox-prefix', 'job-7-')).stdout).toBe(
    'No sandbox whose name begins with "job-7-" has a matching entry. To list sandboxes, use `sandboxes`.\n',
  )
})

test('requests about a number that is none are found by it, as it was sent', async () => {
  const { ask, emulator } = await useServed()
  await emulator.fetch(`${emulator.url}/verifications/sms`, {
    method: 'POST',
    headers: { authorization: `Bearer ${emulator.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ phone_number: '303', verify_profile_id: emulator.profileId }),
  })
  expect((await ask('journal', '--phone', '303')).stdout).toContain('POST /v2/verifications/sms')
  expect((await ask('explain', '--phone', '303')).stdout).toContain('V4')
  expect((await ask('journal', '--phone', phone)).stdout).toBe('The journal has no matching entries.\n')
})

describe('a run that cannot be recorded', () => {
  test.each([
    ['a folder', (folder: string) => folder, /^The run .* cannot be written: it is a folder\. Name a file\.\n$/],
    [
      'below a file',
      (folder: string) => join(folder, 'file', 'run.json'),
      /cannot be written: a part of its path is a/,
    ],
    ['an empty path', () => '', /^The path of the file is empty\. Name a file\.\n$/],
  ])('in %s is refused before the command runs', async (_, toFile, sentence) => {
    const folder = useFolder()
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'file'), '')
    const mark = join(folder, 'ran')
    const { code, stderr } = await runCommand(['exec', '--record-run', toFile(folder), '--', 'touch', mark]).ended
    expect(stderr).toMatch(sentence)
    expect(code).toBe(2)
    expect(existsSync(mark)).toBe(false)
  })

  test('although that was possible before, fails the command', async () => {
    const folder = join(useFolder(), 'runs')
    const line = ['sh', '-c', `rm -r ${folder} && touch ${folder}`]
    const { code, stderr } = await runCommand(['exec', '--record-run', join(folder, 'run.json'), '--', ...line]).ended
    expect(stderr).toMatch(/The run .*run\.json cannot be written: a part of its path is a file/)
    expect(code).toBe(1)
  })
})

test('a file that the system refuses to open is explained', async () => {
  const file = join(useFolder(), 'run.json')
  symlinkSync(file, file)
  expect(await runCommand(['replay', file]).ended).toMatchObject({
    code: 2,
    stderr: `${file} cannot be read: its symbolic links form a loop. Fix the links.\n`,
  })
})
