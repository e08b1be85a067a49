import { dirname, resolve } from 'node:path'
import { suggest } from '../wire/suggest.js'
import { ConfigError } from './config-error.js'
import { findConfigFile, parseConfigFile } from './config-file.js'
import { auditVariable, execVariable } from './run-variables.js'
import { findProblem } from './setting-types.js'
import { type Setting, type SettingValues, settings, settingsByKey } from './settings.js'

/** The value of every setting. */
export type Config = SettingValues & {
  /** TELNYX_API_KEY of the environment. It has no flag, because process lists would show it. */
  readonly upstreamKey?: string
}

export interface ConfigSources {
  /** Flags as given, by key; a switch is `true`. */
  readonly flags: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, string | undefined>>
  /** The folder in which the search for a config file begins. */
  readonly folder: string
}

type Values = Readonly<Record<string, unknown>>

const defaults: Values = Object.fromEntries(
  settings.flatMap((setting) => ('default' in setting ? [[setting.key, setting.default]] : [])),
)

/**
 * Reads the configuration: flags win over the environment, the environment over the config file, and that over the
 * defaults.
 *
 * @throws {ConfigError} for an unknown key or variable and for an invalid value
 */
export async function readConfig(sources: ConfigSources): Promise<Config> {
  const { flags, env } = sources
  const file = findConfigPath(sources)
  const config = {
    ...defaults,
    ...readPort(env.PORT),
    ...(file !== undefined && readFileValues(await parseConfigFile(file), file)),
    ...readEnvironment(env),
    ...readFlags(flags),
  } as Config
  const upstreamKey = config.passthrough ? env.TELNYX_API_KEY : undefined
  return upstreamKey ? { ...config, upstreamKey } : config
}

/** The path of the config file, if there is one. @throws {ConfigError} when the named one does not exist */
export function findConfigPath({ flags, env, folder }: ConfigSources): string | undefined {
  const { config: named = env.TVE_CONFIG } = flags
  if (flags.config === '') throw new ConfigError('--config must be the path of a config file, not "".')
  return findConfigFile(named === undefined || named === '' ? undefined : String(named), folder)
}

/** Reads PORT, which many hosting platforms set; every other source wins over it. */
function readPort(text: string | undefined): Values {
  const setting = settingsByKey.get('port')
  return text === undefined || setting === undefined ? {} : { port: readValue(setting, text, 'PORT') }
}

function readFileValues(content: object, path: string): Values {
  const values: Record<string, unknown> = {}
  for (const [key, given] of Object.entries(content)) {
    if (key === '$schema') continue // tells editors where config.schema.json is
    const setting = settingsByKey.get(key)
    if (setting === undefined) throw new ConfigError(`${path}: ${suggest('key', key, [...settingsByKey.keys()])}`)
    const value = readValue(setting, given, `${path}: ${key}`)
    values[key] =
      setting.is.kind === 'path' && !setting.is.isName?.(value) ? resolve(dirname(path), String(value)) : value
  }
  return values
}

/**
 * Variables that are not settings: TVE_CONFIG is read here, those of `audit tests` and `exec` by each emulator, those of runs by the
 * plug-ins of test runners, the others by client commands.
 */
const otherVariables = [
  'TVE_CONFIG',
  'TVE_URL',
  'TVE_SANDBOX',
  'TVE_COMMAND',
  'TVE_RUN_FILES',
  'TVE_REPLAY_TEST',
  auditVariable,
  execVariable,
]

function readEnvironment(env: ConfigSources['env']): Values {
  const values: Record<string, unknown> = {}
  for (const name of Object.keys(env)) {
    if (!name.startsWith('TVE_') || otherVariables.includes(name)) continue
    const value = env[name]
    if (value === undefined || value === '') continue
    const setting = settings.find((candidate) => candidate.env === name)
    if (setting === undefined) {
      const known = [...settings.map((candidate) => candidate.env), ...otherVariables]
      throw new ConfigError(suggest('environment variable', name, known))
    }
    values[setting.key] = readValue(setting, value, name)
  }
  return values
}

/** Reads the flags that are settings; others belong to the command. */
function readFlags(flags: Values): Values {
  const values: Record<string, unknown> = {}
  for (const [key, given] of Object.entries(flags)) {
    const setting = settingsByKey.get(key)
    if (setting !== undefined) values[key] = readValue(setting, given, `--${setting.flag}`)
  }
  return values
}

function readValue({ is }: Setting, given: unknown, where: string): unknown {
  const value = is.readValue(given)
  const expected = (typeof given === 'string' ? is.expectedText : undefined) ?? is.expected
  const problem = findProblem({ ...is, expected }, value, where, given)
  if (problem !== undefined) throw new ConfigError(problem)
  return value
}
