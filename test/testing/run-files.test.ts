import { describe, expect, test } from 'vitest'
import { nameRunFile, readRunFolder } from '../../src/testing/run-files.js'

describe('the folder of run files', () => {
  test.each([
    ['without a setting nothing is recorded', undefined, undefined, undefined],
    ['the variable names a folder', undefined, 'out/runs', 'out/runs'],
    ['the variable can be a switch: 1', undefined, '1', 'tve-runs'],
    ['the variable can be a switch: true', undefined, 'true', 'tve-runs'],
    ['the variable can be a switch: 0', undefined, '0', undefined],
    ['the variable can be a switch: false', undefined, 'false', undefined],
    ['an empty variable is none', undefined, '', undefined],
    ['the option names a folder', 'mine', undefined, 'mine'],
    ['the option can be a switch', true, undefined, 'tve-runs'],
    ['the variable says where the switch records', true, 'out/runs', 'out/runs'],
    ['the folder of the option wins over the variable', 'mine', 'out/runs', 'mine'],
    ['the option can switch the variable off', false, 'out/runs', undefined],
  ] as const)('%s', (_, option, variable, folder) => {
    expect(readRunFolder(option, { TVE_RUN_FILES: variable })).toBe(folder)
  })

  test.each([1, '', null, {}])('the option %j is refused', (option) => {
    expect(() => readRunFolder(option as never, {})).toThrow(
      'runFiles must be a folder, like "tve-runs", or true or false.',
    )
  })
})

describe('the name of a run file', () => {
  const of = (...titles: string[]) => nameRunFile({ file: 'test/login.test.ts', titles })

  test('is made from the title of the test, and the same in every run', () => {
    expect(of('login', 'a code expires after 5 minutes')).toBe(of('login', 'a code expires after 5 minutes'))
    expect(of('login', 'a code expires after 5 minutes')).toMatch(
      /^login-a-code-expires-after-5-minutes-[0-9a-f]{8}\.run\.json$/,
    )
  })

  test('differs for tests whose titles have the same letters, for another file and for another attempt', () => {
    const names = [
      ...[of('a b'), of('a+b'), of('a', 'b'), of('A b')],
      nameRunFile({ file: 'other.test.ts', titles: ['a b'] }),
      nameRunFile({ file: 'test/login.test.ts', titles: ['a b'], attempt: 'a-b-2' }),
    ]
    expect(new Set(names).size).toBe(names.length)
  })

  test.each(['../../etc/passwd', 'CON', 'a\0b', 'ü', '日本語', '', '.', 'x'.repeat(500), 'a\\b:c*?"<>|'])(
    'has only safe characters, for the title %j',
    (title) => {
      expect(of(title)).toMatch(/^[a-z0-9-]{1,80}-[0-9a-f]{8}\.run\.json$/)
    },
  )
})
