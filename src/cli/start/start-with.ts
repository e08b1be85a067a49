import { readConfig } from '../../config/config.js'
import { refuseProduction } from './launch.js'
import { start } from './start.js'

/**
 * Runs an emulator with flags, and with the environment and the folder of this process.
 *
 * @param flags texts by the keys of the settings; a switch is `true`
 * @throws {ConfigError} for an invalid setting, {CommandError} if it cannot start
 */
export async function startWith(flags: Readonly<Record<string, unknown>>): Promise<void> {
  const sources = { flags, env: process.env, folder: process.cwd() }
  const config = await readConfig(sources)
  refuseProduction(config, process.env)
  await start(config, sources)
}
