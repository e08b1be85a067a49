import type { Config } from '../../config/config.js'
import { type Emulator, startEmulator } from '../../emulator/create-emulator.js'
import type { EmulatorOptions } from '../../emulator/options.js'
import { CommandError } from '../command-error.js'
import { toOptions } from './to-options.js'

/**
 * Starts the emulator of this process.
 *
 * @throws {ConfigError} for settings that contradict each other
 * @throws {CommandError} 1 when its files cannot be used
 */
export async function launch(
  config: Config,
  callbacks: Pick<EmulatorOptions, 'onCode' | 'onWarning'>,
): Promise<Emulator> {
  const options = { ...toOptions(config), ...callbacks }
  try {
    return await startEmulator(options, { ownsProcess: true })
  } catch (error) {
    if (error instanceof TypeError) throw error // a fault of ours, to be seen whole
    throw new CommandError(error instanceof Error ? error.message : String(error), 1)
  }
}

/** Puts it on a port; if that fails it is closed. @throws {CommandError} 1 */
export async function listen(emulator: Emulator, { port, host }: Pick<Config, 'port' | 'host'>): Promise<void> {
  try {
    await emulator.listen({ port, host })
  } catch (error) {
    await emulator.close()
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE')
      throw new CommandError(
        `Port ${port} is in use on ${host}: choose another with --port, or --port 0 for any free one.`,
        1,
      )
    if (code === 'EACCES')
      throw new CommandError(`Port ${port} may not be opened by this user: choose one above 1023 with --port.`, 1)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new CommandError(
        `${host} is no address of this machine: choose one with --host, like 127.0.0.1 or 0.0.0.0.`,
        1,
      )
    throw new CommandError(message, 1)
  }
}
