import type { Config } from '../../config/config.js'
import { ConfigError } from '../../config/config-error.js'
import { settings } from '../../config/settings.js'
import { usualRateLimit } from '../../config/settings-table.js'
import type { EmulatorOptions } from '../../emulator/options.js'

/**
 * Converts the flat configuration to the nested options of an emulator.
 *
 * @throws {ConfigError} for a setting of passthrough without passthrough
 */
export function toOptions(config: Config): EmulatorOptions {
  if (!config.passthrough) requireDefaults(config)
  const options: Record<string, unknown> = {}
  for (const { key, option } of settings) {
    if (option === null || (option.startsWith('passthrough.') && !config.passthrough)) continue
    setAt(options, option, config[key])
  }
  if (config.passthrough) setAt(options, 'passthrough.upstreamKey', config.upstreamKey)
  if (config.limits) setAt(options, 'limits.requestsPerSecond', config.requestsPerSecond ?? usualRateLimit)
  return options
}

function setAt(options: Record<string, unknown>, path: string, value: unknown): void {
  const [name = '', inner] = path.split('.')
  if (inner === undefined) options[name] = value
  else options[name] = { ...(options[name] as object | undefined), [inner]: value }
}

/** Settings that are allowed without passthrough: they only limit the content of recordings and reports. */
const harmless: readonly string[] = ['passthrough', 'redactNames', 'ignoreDrift']

/** A setting that limits or records passthrough shows that its user believes passthrough to be on. */
function requireDefaults(config: Config): void {
  for (const { key, group, flag, default: usual } of settings) {
    if (group !== 'Passthrough' || harmless.includes(key)) continue
    if (JSON.stringify(config[key]) === JSON.stringify(usual)) continue
    throw new ConfigError(`${key} requires passthrough. Add --passthrough, or remove --${flag}.`)
  }
}
