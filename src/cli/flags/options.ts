import { InvalidArgumentError, Option } from 'commander'
import { joinTexts } from '../../config/read-flags.js'
import { type Setting, type SettingKey, settings, toDefaultText } from '../../config/settings.js'
import { channels } from '../../core/records.js'
import { readDurationText } from '../../wire/duration.js'
import { CommandError } from '../command-error.js'

/** Flags that several commands share. Each call creates a new one, because commander writes into them. */

export const jsonOption = (about = 'print JSON') => new Option('--json', about)
export const phoneOption = (about: string) => new Option('--phone <number>', about)
export const channelOption = (about: string) => new Option('--channel <channel>', about).choices([...channels])
export const operationOption = (about: string) => new Option('--operation <id>', about)
export const profileOption = (about: string) => new Option('--profile <id>', about)
export const timesOption = (about: string) => new Option('--times <number>', about).argParser(createIntegerReader(1))
export const showCodesOption = () => new Option('--show-codes', 'print one-time codes in full instead of masked')
export const outcomesOption = () =>
  new Option('--require-outcomes <names>', 'comma-separated outcomes; fail if any was never reached').argParser(
    readNames,
  )
export const configOption = (about = 'config file (default: looked up from the working directory upward)') =>
  new Option('--config <file>', about)

/** The port of a command that listens on a free one by default, so that several can run at once. */
export const freePortOption = () => new Option('-p, --port <number>', 'port to listen on (default: any free one)')

/** Creates the flag of a setting. */
function settingOption(setting: Setting, about: string): Option {
  const { flag, short, placeholder, key, is } = setting
  const flags = `${short ? `-${short}, ` : ''}--${flag}${placeholder ? ` ${placeholder}` : ''}`
  const option = new Option(flags, about)
  option.attributeName = () => key
  if (is.kind !== 'switch') option.argParser((text, before: unknown) => joinTexts(setting, text, before))
  return option
}

/** Creates the flags of all settings, or of some, under the headings of their groups. */
export function settingOptions(isWanted: (key: SettingKey) => boolean = () => true): Option[] {
  return settings
    .filter(({ key }) => isWanted(key))
    .map((setting) => {
      const { about, group, is } = setting
      const preset = is.kind === 'switch' ? '' : ` (default: ${toDefaultText(setting)})`
      return settingOption(setting, `${about}${preset}`).helpGroup(`${group}:`)
    })
}

/** Creates flags of settings with texts for one command. */
export function adaptedOptions(texts: Partial<Record<SettingKey, string>>): Option[] {
  return settings.flatMap((setting) => {
    const about = texts[setting.key]
    return about === undefined ? [] : [settingOption(setting, `${about} [${setting.env}]`)]
  })
}

/** Lists options under a heading of the help. */
export function inGroup(group: string, options: readonly Option[]): Option[] {
  return options.map((option) => option.helpGroup(`${group}:`))
}

/** Where the flags of all settings can be given instead; naming the variable of each would double the help. */
export const otherWaysToSet =
  'Each option can also be set by an environment variable (--webhook-url: TVE_WEBHOOK_URL) or in the config file.'

/** Creates a reader of whole numbers. */
export function createIntegerReader(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`
    throw new InvalidArgumentError(`It must be a whole number ${range}.`)
  }
}

/** Creates a reader of numbers, whole or not. */
export function createNumberReader(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (value >= least && value <= most) return value
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`)
  }
}

/** Converts a bare number to milliseconds; leaves durations like `5m` to the emulator. */
export const toDuration = (text: string): string | number => (/^\d+$/.test(text) ? Number(text) : text)

/** Creates a reader of durations: `5s`, `500ms`, or a number of milliseconds. It returns milliseconds. */
export function createTimeoutReader(leastMs: number, mostMs: number): (text: string) => number {
  return (text) => {
    const ms = toMilliseconds(text)
    if (ms >= leastMs && ms <= mostMs) return ms
    const range = leastMs > 0 ? `from ${leastMs}ms to ${mostMs / 1000}s` : `of at most ${mostMs / 1000}s`
    throw new InvalidArgumentError(`It must be a duration ${range}, for example 30s, 500ms, or 2000 (milliseconds).`)
  }
}

function toMilliseconds(text: string): number {
  try {
    return readDurationText(text)
  } catch {
    return Number.NaN
  }
}

/** Collects the values of an option that is given several times. */
export const appendText = (text: string, before: string[] = []) => [...before, text]

/** Reads a comma-separated list of names. */
export function readNames(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (names.length === 0) throw new InvalidArgumentError('Name at least one, for example accepted,expired.')
  return names
}

/** @throws {CommandError} 2 for flags that name one sandbox, and several */
export function requireOnePlace({ sandbox, sandboxPrefix }: { sandbox?: string; sandboxPrefix?: string }): void {
  if (sandbox !== undefined && sandboxPrefix !== undefined)
    throw new CommandError('--sandbox and --sandbox-prefix cannot be combined. Remove one of them.', 2)
}

/** The sandboxes of one job, by the beginning of their names. */
export const sandboxPrefixOption = (about: string) => new Option('--sandbox-prefix <text>', about)
