import { Command } from 'commander'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { configOption, settingOptions } from '../../src/cli/flags/options.js'
import { readPlainFlags } from '../../src/config/read-flags.js'
import { settings } from '../../src/config/settings.js'

/** What the parser of command lines makes of arguments of `start`; undefined if it refuses them. */
function parse(args: readonly string[]): Record<string, unknown> | undefined {
  const program = new Command('tve')
    .exitOverride()
    .enablePositionalOptions()
    .configureOutput({ writeErr: () => {} })
  const command = program.command('start', { isDefault: true }).configureOutput({ outputError: () => {} })
  for (const option of [configOption(), ...settingOptions()]) command.addOption(option)
  let flags: Record<string, unknown> | undefined
  command.exitOverride().action((given: Record<string, unknown>) => {
    flags = given
  })
  try {
    program.parse(args, { from: 'user' })
  } catch {
    return undefined
  }
  return flags
}

const texts = fc.constantFrom(
  '0',
  '8374',
  'a',
  'a,b',
  'X: 1',
  '',
  '-',
  '-1',
  '--',
  '--quiet',
  'start',
  'health',
  'a=b',
  '{"a":1}',
)
const flags = fc.constantFrom(
  '--config',
  '-p',
  '-p1',
  '-pq',
  '--unknown',
  '--no-quiet',
  '-h',
  '--',
  'start',
  'health',
  ...settings.map(({ flag }) => `--${flag}`),
)
const words = fc.oneof(
  flags.map((flag) => [flag]),
  fc.tuple(flags, texts).map(([flag, text]) => [flag, text]),
  fc.tuple(flags, texts).map(([flag, text]) => [`${flag}=${text}`]),
)
const lines = fc
  .tuple(fc.boolean(), fc.array(words, { maxLength: 5 }))
  .map(([isNamed, parts]) => [...(isNamed ? ['start'] : []), ...parts.flat()])

describe('plain flags', () => {
  test('whatever they read, the parser of command lines reads the same', () => {
    fc.assert(
      fc.property(lines, (args) => {
        const plain = readPlainFlags(args)
        if (plain !== undefined) expect(parse(args)).toEqual(plain)
      }),
      { seed: 1, numRuns: 1000 },
    )
  })

  test.each(settings.map((setting) => [setting.flag, setting] as const))(
    'they read --%s',
    (flag, { key, placeholder }) => {
      const isSwitch = placeholder === undefined
      expect(readPlainFlags(isSwitch ? [`--${flag}`] : [`--${flag}`, 'x'])).toEqual({ [key]: isSwitch ? true : 'x' })
      expect(readPlainFlags([`--${flag}=x`])).toEqual(isSwitch ? undefined : { [key]: 'x' })
    },
  )

  test('a list and headers are appended to, and of anything else the last one counts', () => {
    const args = ['--redact-names', 'a', '--redact-names=b', '--webhook-header', 'A: 1', '--webhook-header', 'B: 2']
    expect(readPlainFlags([...args, '-p', '1', '--port=2'])).toEqual({
      redactNames: 'a,b',
      webhookHeader: 'A: 1\nB: 2',
      port: '2',
    })
  })

  test.each([
    ['a command', ['health']],
    ['an argument behind the command', ['start', 'x']],
    ['a request for help', ['--help']],
    ['an unknown flag', ['--prot', '1']],
    ['a flag without its value', ['--port']],
    ['a switch with a value', ['--quiet=true']],
    ['a value that looks like a flag', ['--seed', '-1']],
    ['an empty value', ['--seed', '']],
    ['joined letters', ['-p0']],
  ])('%s is left to the parser of command lines', (_what, args) => {
    expect(readPlainFlags(args)).toBeUndefined()
  })

  test('none are needed', () => {
    expect(readPlainFlags([])).toEqual({})
    expect(readPlainFlags(['start'])).toEqual({})
  })
})
