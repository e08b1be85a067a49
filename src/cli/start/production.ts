import type { Config } from '../../config/config.js'
import { CommandError } from '../command-error.js'

/** An emulator accepts every key and every overrides: it has no business in production. @throws {CommandError} 2 */
export function refuseProduction(
  { allowProduction }: Pick<Config, 'allowProduction'>,
  { NODE_ENV }: { NODE_ENV?: string | undefined },
): void {
  if (NODE_ENV !== 'production' || allowProduction) return
  throw new CommandError(
    'NODE_ENV is production, where no emulator belongs. If it is meant to run all the same, say --allow-production.',
    2,
  )
}
