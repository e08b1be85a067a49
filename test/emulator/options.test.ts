import { readFileSync } from 'node:fs'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { type OptionPaths, type SettingKey, type SettingValues, settings } from '../../src/config/settings.js'
import { readOptions } from '../../src/emulator/read-options.js'
import { createEmulator, type EmulatorOptions, InputError } from '../../src/index.js'
import { root } from '../../tools/documents.js'

type Groups = 'limits' | 'webhooks' | 'passthrough' | 'control' | 'page'
type Inner<Group extends Groups> = `${Group}.${keyof NonNullable<EmulatorOptions[Group]> & string}`
/** The paths of all public options. */
type PublicPaths = Exclude<keyof EmulatorOptions, Groups> | { [Group in Groups]: Inner<Group> }[Groups]
/** Options that have no flag. */
type CodePaths = 'now' | 'onCode' | 'onRefused' | 'onWarning' | 'passthrough.upstreamKey'

type TypeAt<Path> = Path extends `${infer Group}.${infer Name}`
  ? Required<NonNullable<EmulatorOptions[Group & Groups]>>[Name & keyof NonNullable<EmulatorOptions[Group & Groups]>]
  : EmulatorOptions[Path & keyof EmulatorOptions]

/** The settings whose value would not be a valid option. */
type Unfit = {
  [Key in SettingKey]: OptionPaths[Key] extends null
    ? never
    : SettingValues[Key] extends TypeAt<OptionPaths[Key]>
      ? never
      : Key
}[SettingKey]

test('the compiler proves that options and settings have the same names and types', () => {
  expectTypeOf<NonNullable<OptionPaths[SettingKey]> | CodePaths>().toEqualTypeOf<PublicPaths>()
  expectTypeOf<Unfit>().toEqualTypeOf<never>()
})

test('the documented default of each option is the default of its setting', () => {
  const source = ['src/emulator/options.ts', 'src/passthrough/options.ts']
    .map((path) => readFileSync(root + path, 'utf8'))
    .join('\n')
  const documented = new Map(
    [...source.matchAll(/@default (.*)\n(?:\s+\*(?! @).*\n)*?\s+\*\/\n\s+readonly (\w+)\?/g)].map(([, text, name]) => [
      name,
      text,
    ]),
  )
  const values = settings.flatMap(({ option, default: usual }) => {
    const isShown =
      option !== null && usual !== undefined && !['prices', 'scenarios', 'faults', 'testNumbers'].includes(option)
    return isShown ? [[option.replace(/.*\./, ''), usual] as const] : []
  })
  expect(values).not.toEqual([])
  for (const [name, usual] of values)
    expect([name, documented.get(name)?.replaceAll("'", '"').replaceAll(', ', ',')]).toEqual([
      name,
      JSON.stringify(usual),
    ])
})

describe('invalid options are refused with a sentence', () => {
  test.each<[options: object, sentence: string]>([
    [{ sed: 1 }, 'Unknown option "sed". Did you mean seed?'],
    [{ webhooks: { url: 'foo' } }, 'webhooks.url must be an http or https URL, not "foo".'],
    [{ webhooks: { ulr: 'x' } }, 'Unknown option "webhooks.ulr". Did you mean webhooks.url?'],
    [{ control: { tokne: 'x' } }, 'Unknown option "control.tokne". Did you mean control.token?'],
    [{ dialect: 'spce' }, 'dialect must be "docs" or "spec", not "spce".'],
    [{ passthrough: true }, 'passthrough must be an object, not true.'],
    [{ limits: 20 }, 'limits must be an object, not 20.'],
    [{ limits: { requestsPerSecond: 0 } }, 'limits.requestsPerSecond must be a whole number from 1 to 1000000, not 0.'],
    [{ limits: { sendsPerNumber: 1.5 } }, 'limits.sendsPerNumber must be a whole number from 1 to 1000000, not 1.5.'],
    [{ journal: -1 }, 'journal must be a whole number from 0 to 1000000, not -1.'],
    [{ maxSandboxes: Number.NaN }, 'maxSandboxes must be a whole number from 1 to 1000000, not NaN.'],
    [{ maxSandboxes: '7' }, 'maxSandboxes must be a whole number from 1 to 1000000, not "7".'],
    [{ validateResponses: 'yes' }, 'validateResponses must be true or false, not "yes".'],
    [{ seed: {} }, 'seed must be a string or a number, not {}.'],
    [{ seed: null }, 'seed must be a string or a number, not null.'],
    [{ fixtures: 7 }, 'fixtures must be the path of a file or an object, not 7.'],
    [{ data: '' }, 'data must be a non-empty string, not "".'],
    [{ prices: { smss: 1 } }, 'prices: Unknown price "smss". Did you mean sms?'],
    [{ prices: { sms: -1 } }, 'prices.sms must be US dollars, 0 or more, not -1.'],
    [{ scenarios: {} }, 'scenarios must be a list, not {}.'],
    [{ testNumbers: [] }, 'testNumbers must be an object, not [].'],
    [{ webhooks: { delays: [] } }, 'webhooks.delays must be a list of durations like "5s", not [].'],
    [{ control: { allowedHosts: 'a.test' } }, 'control.allowedHosts must be a list of host names, not "a.test".'],
    [{ control: { token: '' } }, 'control.token must be a non-empty string, not "".'],
    [{ now: 5 }, 'now must be a function, not 5.'],
  ])('%j', async (options, sentence) => {
    await expect(createEmulator(options)).rejects.toMatchObject({ message: sentence })
  })

  test('a delay that is not a duration', async () => {
    const starting = createEmulator({ webhooks: { delays: ['5x'] } })
    await expect(starting).rejects.toThrow('webhooks.delays must be a list of durations like "5s", not ["5x"].')
  })

  test('options that are not an object', async () => {
    await expect(createEmulator('seed' as unknown as object)).rejects.toThrow(
      'the options must be an object, not "seed".',
    )
  })
})

test('an undefined option counts as absent, in a group too', () => {
  const values = readOptions({ seed: undefined, webhooks: { completionEvent: undefined }, limits: undefined })
  expect(values).toMatchObject({ seed: undefined, completionEvent: 'verification.complete', passthrough: false })
})

describe('listen', () => {
  test.each<[options: object, sentence: string]>([
    [{ prot: 1 }, 'Unknown option "prot". Did you mean port?'],
    [{ ownsProcess: true }, 'Unknown option "ownsProcess". Expected one of: port, host, https.'],
    [{ port: 70_000 }, 'port must be a whole number from 0 to 65535, not 70000.'],
    [{ host: '' }, 'host must be a non-empty string, not "".'],
  ])('refuses %j', async (options, sentence) => {
    await using emulator = await createEmulator()
    await expect(emulator.listen(options)).rejects.toMatchObject({ message: sentence })
  })
})

test('an invalid difference to ignore is refused with an InputError', async () => {
  const refused = createEmulator({ passthrough: { upstreamKey: 'KEY', ignoreDrift: ['nonsense'] } })
  await expect(refused).rejects.toThrow(InputError)
})
