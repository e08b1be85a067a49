import type { Config } from '../../config/config.js'
import { CommandError } from '../command-error.js'

/** An emulator accepts every key and every steering: it has no business in production. @throws {CommandError} 2 */
export function refuseProduction({ iKnow }: Pick<Config, 'iKnow'>, { NODE_ENV }: { NODE_ENV?: string | undefined }): void {
  if (NODE_ENV !== 'production' || iKnow) return
  throw new CommandError('NODE_ENV is production, where no emulator belongs. If it is meant to run all the same, say --i-know.', 2)
}
