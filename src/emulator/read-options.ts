import { findProblem, type SettingType, text } from '../config/setting-types.js'
import { type OptionPaths, type Setting, type SettingKey, type SettingValues, settings } from '../config/settings.js'
import { settingsTable } from '../config/settings-table.js'
import { InputError } from '../wire/input-error.js'
import { suggest } from '../wire/suggest.js'
import { toVisible } from '../wire/visible-text.js'
import type { HttpsOptions, ListenOptions } from './listen-options.js'
import type { EmulatorOptions } from './options.js'
import { findWallClock } from './wall-clock.js'

/** The settings that are also options. */
type OptionKey = { [Key in SettingKey]: OptionPaths[Key] extends null ? never : Key }[SettingKey]

/** All options as a flat object with the keys of the settings, and with defaults. */
export type CompleteOptions = Omit<Pick<SettingValues, OptionKey>, 'fixtures' | 'seed' | 'latencyProfile'> &
  Pick<EmulatorOptions, 'fixtures' | 'seed' | 'latencyProfile' | 'onCode' | 'onRefused'> & {
    readonly now: () => number
    readonly onWarning: (sentence: string) => void
    readonly passthrough: boolean
    readonly upstreamKey?: string
  }

type Check = Pick<SettingType<unknown>, 'expected' | 'accepts'>

interface Option {
  readonly key: string
  /** The path in EmulatorOptions, like `webhooks.url`. */
  readonly path: string
  readonly is: Check
  readonly default?: unknown
}

const isFunction: Check = { expected: 'a function', accepts: (value): value is unknown => typeof value === 'function' }

/** Options that have no flag. */
const optionsOfCode: readonly Option[] = [
  { key: 'upstreamKey', path: 'passthrough.upstreamKey', is: text },
  { key: 'now', path: 'now', is: isFunction, default: findWallClock() },
  { key: 'onCode', path: 'onCode', is: isFunction },
  { key: 'onRefused', path: 'onRefused', is: isFunction },
  {
    key: 'onWarning',
    path: 'onWarning',
    is: isFunction,
    default: (sentence: string) => console.error(toVisible(sentence, { keepsLines: true })),
  },
]

/** Options that accept more types in code than in a flag. */
const widened: Readonly<Record<string, Check>> = {
  fixtures: {
    expected: 'the path of a file or an object',
    accepts: (value): value is unknown => text.accepts(value) || (typeof value === 'object' && value !== null),
  },
  latencyProfile: {
    expected: 'the path of a file or folder, a preset like "fixed-150ms", or an object',
    accepts: (value): value is unknown => text.accepts(value) || (typeof value === 'object' && value !== null),
  },
  seed: {
    expected: 'a string or a number',
    accepts: (value): value is unknown => typeof value === 'string' || Number.isFinite(value),
  },
}

const knownOptions: readonly Option[] = [...settings.flatMap(toOption), ...optionsOfCode]

const optionNames: ReadonlySet<string> = new Set(knownOptions.map(({ path }) => path))

/** The options that hold others, like `webhooks`. */
const optionGroups: ReadonlySet<string> = new Set(
  [...optionNames].filter((name) => name.includes('.')).map((name) => name.slice(0, name.indexOf('.'))),
)

function toOption(setting: Setting): Option[] {
  const { key, option } = setting
  if (option === null) return []
  const is = widened[key] ?? setting.is
  return [{ key, path: option, is, ...('default' in setting && { default: setting.default }) }]
}

/**
 * Checks the options and adds the defaults.
 *
 * @throws {InputError} for an unknown option and for an invalid value
 */
export function readOptions(options: EmulatorOptions): CompleteOptions {
  const given = readPaths(options)
  const values: Record<string, unknown> = { passthrough: options.passthrough !== undefined }
  for (const { key, path, is, default: usual } of knownOptions) {
    const value = given.get(path)
    const problem = value === undefined ? undefined : findProblem(is, value, path)
    if (problem !== undefined) throw new InputError(problem)
    values[key] = value ?? usual
  }
  if (values.prototype === true && values.passthrough === true)
    throw new InputError(
      'page.prototype and passthrough cannot be combined: a sample form must not send real messages.',
    )
  if (values.latencyProfile !== undefined && values.passthrough === true)
    throw new InputError('latencyProfile and passthrough cannot be combined: the real API has its own latency.')
  if (values.recordRuns === true && values.passthrough === true)
    throw new InputError(
      'recordRuns and passthrough cannot be combined: the answers of the real API cannot be repeated. Record them with --record.',
    )
  if (values.whenFull === 'refuse' && values.data !== undefined)
    throw new InputError(
      'whenFull: "refuse" and data cannot be combined: with a data folder a dropped sandbox is kept there and loaded again, so none needs to be refused.',
    )
  return values as unknown as CompleteOptions
}

/** Returns the values by path. @throws {InputError} for an unknown name, and for a group of options that is not an object */
function readPaths(options: object): Map<string, unknown> {
  requireObject(options, 'the options')
  const values = new Map<string, unknown>()
  for (const [name, value] of Object.entries(options)) {
    if (!optionGroups.has(name)) {
      if (name.includes('.') || !optionNames.has(name)) throwUnknown(name, [...ungrouped(), ...optionGroups])
      values.set(name, value)
    } else if (value !== undefined) {
      requireObject(value, name)
      for (const [inner, one] of Object.entries(value as object)) {
        const path = `${name}.${inner}`
        if (!optionNames.has(path))
          throwUnknown(
            path,
            [...optionNames].filter((known) => known.startsWith(`${name}.`)),
          )
        values.set(path, one)
      }
    }
  }
  return values
}

const ungrouped = () => [...optionNames].filter((name) => !name.includes('.'))

/** Checks the options of `listen` and adds the defaults. @throws {InputError} as readOptions */
export function readListenOptions(options: ListenOptions): {
  port: number
  host: string
  https: HttpsOptions | undefined
} {
  requireObject(options, 'the options of listen')
  const rows = settings.filter(({ key }) => key === 'port' || key === 'host')
  for (const name of Object.keys(options)) requireKnown(name, [...rows.map(({ key }) => key), 'https'])
  const { port = 0, host = settingsTable.Server.host.default, https = false } = options
  for (const { key, is } of rows) {
    const problem = findProblem(is, key === 'port' ? port : host, key)
    if (problem !== undefined) throw new InputError(problem)
  }
  return { port, host, https: readHttps(https) }
}

function readHttps(https: boolean | HttpsOptions): HttpsOptions | undefined {
  if (typeof https === 'boolean') return https ? {} : undefined
  requireObject(https, 'https')
  const { httpsNames, httpsCert, httpsKey } = settingsTable.Server
  const rows = { names: httpsNames, cert: httpsCert, key: httpsKey }
  for (const name of Object.keys(https))
    requireKnown(
      `https.${name}`,
      Object.keys(rows).map((row) => `https.${row}`),
    )
  for (const [name, { is }] of Object.entries(rows)) {
    const value = https[name as keyof HttpsOptions]
    const problem = value === undefined ? undefined : findProblem(is, value, `https.${name}`)
    if (problem !== undefined) throw new InputError(problem)
  }
  for (const name of https.names ?? [])
    if (!hostName.test(name))
      throw new InputError(
        `https.names must be host names and addresses, like emulator.test or 192.168.1.20, not ${JSON.stringify(name)}.`,
      )
  if ((https.cert === undefined) !== (https.key === undefined))
    throw new InputError(
      'https.cert and https.key belong together: give both, or neither for a throw-away certificate.',
    )
  return https
}

/** A DNS name, also with a star as its first label, or an IP address. */
const hostName = /^(?:(?:\*\.)?[a-z\d](?:[\w.-]{0,251}[a-z\d])?|[\da-f:.]*:[\da-f:.]*)$/i

function requireObject(value: unknown, where: string): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return
  throw new InputError(`${where} must be an object, not ${JSON.stringify(value) ?? String(value)}.`)
}

function requireKnown(name: string, known: readonly string[]): void {
  if (!known.includes(name)) throwUnknown(name, known)
}

function throwUnknown(name: string, known: readonly string[]): never {
  throw new InputError(suggest('option', name, known))
}
