import { existsSync, readFileSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import type { Dialect, Prices } from '../core/world.js'
import { findNearest } from '../wire/suggest.js'
import type { FaultRequest, ScenarioRequest, TestNumberRequest } from '../worlds/presets.js'
import { envOf, type Setting, type SettingKey, settings } from './settings.js'

export interface Config {
  readonly port: number
  readonly host: string
  readonly fixtures?: string
  readonly data?: string
  readonly seed?: string
  readonly dialect: Dialect
  readonly validateResponses: boolean
  readonly maxSandboxes: number
  readonly requireWhitelistedDestinations: boolean
  readonly prototype: boolean
  readonly embedActions: boolean
  readonly prices: Partial<Prices>
  readonly scenarios: readonly ScenarioRequest[]
  readonly testNumbers: Readonly<Record<string, TestNumberRequest>>
  readonly faults: readonly FaultRequest[]
  readonly limits: boolean
  readonly rateLimit?: number
  readonly banAfter?: number
  readonly journal: number
  readonly webhookUrl?: string
  readonly webhookPrivateKey?: string
  readonly completionEvent?: string
  readonly webhookWaits?: readonly string[]
  readonly standardWebhooks: boolean
  readonly allowedHosts: readonly string[]
  readonly controlToken?: string
  readonly passthrough: boolean
  readonly upstream?: string
  /** The environment's TELNYX_API_KEY; no flag, lest it is seen in a list of processes. */
  readonly upstreamKey?: string
  readonly allowNumber: readonly string[]
  readonly maxSends: number
  readonly allowExisting: boolean
  readonly allowUnknown: boolean
  readonly record?: string
  readonly session?: string
  readonly redactNames: readonly string[]
  readonly ignoreDrift: readonly string[]
  readonly allowProduction: boolean
  readonly logFormat?: 'pretty' | 'json'
  readonly quiet: boolean
}

/** Something in flags, environment or config file that will not do; the message says what to do. */
export class ConfigError extends Error {}

export interface ConfigSources {
  /** Flags as given, by key; a switch is `true`. */
  readonly flags: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where the search for a config file begins. */
  readonly folder: string
}

const defaults = {
  port: 8374,
  host: '127.0.0.1',
  dialect: 'docs' as const,
  validateResponses: false,
  maxSandboxes: 1000,
  requireWhitelistedDestinations: false,
  prototype: false,
  embedActions: false,
  prices: {},
  scenarios: [],
  testNumbers: {},
  faults: [],
  limits: false,
  journal: 1000,
  standardWebhooks: false,
  allowedHosts: [],
  passthrough: false,
  allowNumber: [],
  maxSends: 0,
  allowExisting: false,
  allowUnknown: false,
  redactNames: [],
  ignoreDrift: [],
  allowProduction: false,
  quiet: false,
}

const byKey = new Map<string, Setting>(settings.map((setting) => [setting.key, setting]))

/**
 * Defaults, config file, environment, flags: each laid over the one before.
 *
 * @throws {ConfigError} for an unknown key or variable and for a value that will not do
 */
export async function readConfig({ flags, env, folder }: ConfigSources): Promise<Config> {
  const file = findConfigFile(text(flags.config) ?? env.TVE_CONFIG, folder)
  const fromFile = file === undefined ? {} : readKeys(await parseConfigFile(file), file)
  const fromEnv = readEnvironment(env)
  const fromFlags = Object.fromEntries(
    Object.entries(flags).flatMap(([key, value]) => {
      const setting = byKey.get(key)
      return setting ? [[key, readValue(setting, value, `--${setting.flag}`)]] : []
    }),
  )
  const lastResort = env.PORT === undefined ? {} : { port: readValue(byKey.get('port') as Setting, env.PORT, 'PORT') }
  const config = { ...defaults, ...lastResort, ...fromFile, ...fromEnv, ...fromFlags } as Config
  const upstreamKey = config.passthrough ? env.TELNYX_API_KEY : undefined
  return upstreamKey ? { ...config, upstreamKey } : config
}

/** Variables that are no settings: the first is read here, the others by the verbs that ask a running emulator. */
const otherVariables = ['TVE_CONFIG', 'TVE_URL', 'TVE_SANDBOX']

function readEnvironment(env: ConfigSources['env']): Record<string, unknown> {
  const known = new Map<string, Setting>(settings.map((setting) => [envOf(setting), setting]))
  const values: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('TVE_') || otherVariables.includes(name) || value === undefined || value === '') continue
    const setting = known.get(name)
    if (setting === undefined)
      throwUnknown(`There is no environment variable ${name}`, name, [...known.keys(), ...otherVariables])
    values[setting.key] = readValue(setting, value, name)
  }
  return values
}

const fileNames = ['telnyx-verify-emulator.config.json', 'telnyx-verify-emulator.config.yaml']

/** The file that is named, else the nearest from the folder upward. */
function findConfigFile(named: string | undefined, folder: string): string | undefined {
  if (named !== undefined) {
    const path = resolve(folder, named)
    if (!existsSync(path)) throw new ConfigError(`The config file ${path} does not exist.`)
    return path
  }
  for (let here = resolve(folder); ; here = dirname(here)) {
    for (const name of fileNames) if (existsSync(join(here, name))) return join(here, name)
    if (here === dirname(here)) return undefined
  }
}

async function parseConfigFile(path: string): Promise<unknown> {
  try {
    const source = readFileSync(path, 'utf8')
    return extname(path) === '.json' ? JSON.parse(source) : (await import('yaml')).parse(source)
  } catch (error) {
    throw new ConfigError(`${path} cannot be read: ${(error as Error).message}`)
  }
}

function readKeys(content: unknown, path: string): Record<string, unknown> {
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new ConfigError(`${path} must hold an object of settings.`)
  const values: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(content)) {
    const setting = byKey.get(key)
    if (setting === undefined) throwUnknown(`${path} has the unknown key "${key}"`, key, [...byKey.keys()])
    values[key] = readValue(setting, value, `${path}: ${key}`)
  }
  for (const key of ['fixtures', 'data', 'record', 'session'] satisfies SettingKey[]) {
    if (typeof values[key] === 'string') values[key] = resolve(dirname(path), values[key]) // paths count from the file
  }
  return values
}

function readValue({ is }: Setting, value: unknown, where: string): unknown {
  switch (is.kind) {
    case 'text':
      return text(value) ?? throwValue(where, value, 'a text')
    case 'switch': {
      const word = String(value).toLowerCase()
      if (['true', '1', 'yes', 'on'].includes(word)) return true
      return ['false', '0', 'no', 'off'].includes(word) ? false : throwValue(where, value, 'true or false')
    }
    case 'number': {
      const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
      const isGood = Number.isInteger(number) && (number as number) >= is.least && (number as number) <= is.most
      return isGood ? number : throwValue(where, value, `a whole number from ${is.least} to ${is.most}`)
    }
    case 'choice':
      return is.of.includes(value as string) ? value : throwValue(where, value, is.of.join(' or '))
    case 'prices':
      return readPrices(value, where)
    case 'names': {
      const names = Array.isArray(value) ? value : String(value).split(',')
      return names.map((name) => text(name)?.trim() || throwValue(where, value, 'names separated by commas'))
    }
    case 'json': {
      const json = parseJson(value, where)
      const isShaped =
        is.shape === 'list' ? Array.isArray(json) : typeof json === 'object' && json !== null && !Array.isArray(json)
      return isShaped ? json : throwValue(where, value, is.shape === 'list' ? 'a list' : 'an object')
    }
  }
}

const priceNames = ['verification', 'sms', 'call', 'flashcall', 'whatsapp']

function readPrices(value: unknown, where: string): Partial<Prices> {
  const prices = parseJson(value, where, ' like {"sms": 0.004}')
  if (typeof prices !== 'object' || prices === null || Array.isArray(prices))
    throwValue(where, value, 'an object like {"sms": 0.004}')
  for (const [name, price] of Object.entries(prices as object)) {
    if (!priceNames.includes(name)) throwUnknown(`${where} has the unknown price "${name}"`, name, priceNames)
    if (typeof price !== 'number' || !(price >= 0 && price < Number.POSITIVE_INFINITY))
      throwValue(`${where}.${name}`, price, 'US dollars, 0 or more')
  }
  return prices as Partial<Prices>
}

/** A value of the config file, or the JSON that a flag or a variable holds. */
function parseJson(value: unknown, where: string, example = ''): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    throwValue(where, value, `JSON${example}`)
  }
}

function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value) // `seed: 42` in a config file
  return typeof value === 'string' && value !== '' ? value : undefined
}

function throwValue(where: string, value: unknown, wanted: string): never {
  throw new ConfigError(`${where} must be ${wanted}, not ${JSON.stringify(value)}.`)
}

function throwUnknown(what: string, name: string, known: readonly string[]): never {
  const nearest = findNearest(name, known)
  throw new ConfigError(`${what}.${nearest ? ` Did you mean ${nearest}?` : ` Known are ${known.join(', ')}.`}`)
}
