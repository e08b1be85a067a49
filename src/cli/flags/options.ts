import { InvalidArgumentError, Option } from 'commander'
import { type Setting, type SettingKey, settings, toDefaultText } from '../../config/settings.js'
import { channels } from '../../core/records.js'

/** Flags that several verbs share. Each call makes a new one: commander writes into them. */

export const jsonOption = () => new Option('--json', 'print JSON')
export const phoneOption = (about: string) => new Option('--phone <number>', about)
export const channelOption = (about: string) => new Option('--channel <channel>', about).choices([...channels])
export const operationOption = (about: string) => new Option('--operation <id>', about)
export const profileOption = (about: string) => new Option('--profile <id>', about)
export const timesOption = (about: string) => new Option('--times <number>', about).argParser(readWhole(1))
export const showCodesOption = () => new Option('--show-codes', 'show one-time codes, which are masked otherwise')
export const outcomesOption = () =>
  new Option(
    '--require-outcomes <names>',
    'names of `coverage`, with commas between; it is a failure when one was never reached',
  ).argParser(readList)
export const configOption = () =>
  new Option(
    '--config <file>',
    'config file (default: telnyx-verify-emulator.config.json, .yaml or .yml, searched upward)',
  )

/** A setting as a flag. */
export function settingOption(setting: Setting): Option {
  const { flag, env, short, placeholder, about, key, is } = setting
  const flags = `${short ? `-${short}, ` : ''}--${flag}${placeholder ? ` ${placeholder}` : ''}`
  const option = new Option(
    flags,
    `${about}${is.kind === 'switch' ? '' : ` (default: ${toDefaultText(setting)})`} [${env}]`,
  )
  option.attributeName = () => key
  // Given several times, a list goes on.
  if (is.kind === 'names')
    option.argParser((text, before: unknown) => (typeof before === 'string' ? `${before},${text}` : text))
  return option
}

/** All settings as flags, or only some. */
export function settingOptions(isWanted: (key: SettingKey) => boolean = () => true): Option[] {
  return settings.filter(({ key }) => isWanted(key)).map(settingOption)
}

/** Reads a whole number. */
export function readWhole(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    throw new InvalidArgumentError(
      `It must be a whole number ${most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`}.`,
    )
  }
}

/** Reads a number that need not be whole. */
export function readNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (value >= least && value <= most) return value
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`)
  }
}

/** Milliseconds where it is a bare number; words like `5m` are left to the emulator. */
export const readDuration = (text: string): string | number => (/^\d+$/.test(text) ? Number(text) : text)

function readList(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (names.length === 0) throw new InvalidArgumentError('Name at least one, as in accepted,expired.')
  return names
}
