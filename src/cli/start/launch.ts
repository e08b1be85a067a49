import type { Config } from '../../config/config.js'
import { ConfigError } from '../../config/config-error.js'
import { auditVariable } from '../../config/run-variables.js'
import type { HttpsOptions, Listening } from '../../emulator/listen-options.js'
import { openEmulator, type ProcessFacts } from '../../emulator/open-emulator.js'
import type { OpenedEmulator } from '../../emulator/opened-emulator.js'
import type { EmulatorOptions } from '../../emulator/options.js'
import { KeyError } from '../../webhook/key-error.js'
import { VerifyEmulatorError } from '../../wire/error-base.js'
import { InputError } from '../../wire/input-error.js'
import { CommandError } from '../command-error.js'
import { toOptions } from './to-options.js'

/** Refuses to run in production, where an emulator would accept every API key and any forced outcome. @throws {CommandError} 2 */
export function refuseProduction(
  { allowProduction }: Pick<Config, 'allowProduction'>,
  { NODE_ENV }: { NODE_ENV?: string | undefined },
): void {
  if (NODE_ENV !== 'production' || allowProduction) return
  throw new CommandError(
    'NODE_ENV is "production", and an emulator must not run in production. To start it anyway, pass --allow-production.',
    2,
  )
}

/**
 * Starts the emulator of this process. `toEmulator` makes a client of it.
 *
 * @throws {ConfigError} for settings that contradict each other
 * @throws {CommandError} 2 for invalid settings and files, 1 if something else uses its files
 */
export async function launch(
  config: Config,
  callbacks: Pick<EmulatorOptions, 'onCode' | 'onRefused' | 'onWarning'>,
  { auditRun: given, isInContainer }: Pick<ProcessFacts, 'auditRun' | 'isInContainer'> = {},
): Promise<OpenedEmulator> {
  const auditRun = given ?? (await findAuditRun())
  const options = { ...toOptions(config), ...callbacks }
  try {
    return await openEmulator(options, { auditRun, isInContainer })
  } catch (error) {
    if (isExplained(error)) throw new CommandError(error.message, exitCodeOf(error))
    throw error // a bug: keep its stack
  }
}

/** The run of `audit tests` that this process belongs to. What reads it is loaded only in such a run. */
async function findAuditRun() {
  return process.env[auditVariable] ? (await import('../../config/attach-to-audit.js')).attachToAudit() : undefined
}

/** Whether an error tells the user what to do: one of ours, or the system's, such as EACCES. */
function isExplained(error: unknown): error is Error {
  return error instanceof VerifyEmulatorError || (error instanceof Error && 'code' in error && 'syscall' in error)
}

/** What was given is invalid, or the machine refuses it. */
const exitCodeOf = (error: unknown) => (error instanceof InputError || error instanceof KeyError ? 2 : 1)

type ListenConfig = Pick<Config, 'port' | 'host' | 'https' | 'httpsNames' | 'httpsCert' | 'httpsKey'>

/** @throws {ConfigError} for a certificate without --https */
function toHttps({ https, httpsNames, httpsCert, httpsKey }: ListenConfig): HttpsOptions | false {
  const given = { 'https-names': httpsNames.length > 0, 'https-cert': httpsCert, 'https-key': httpsKey }
  const [flag] = Object.entries(given).find(([, value]) => value) ?? []
  if (!https && flag !== undefined) throw new ConfigError(`--${flag} requires --https. Add it, or remove --${flag}.`)
  if ((httpsCert === undefined) !== (httpsKey === undefined))
    throw new ConfigError(
      '--https-cert and --https-key belong together. Pass both, or neither for a throw-away certificate.',
    )
  return https && { names: httpsNames, cert: httpsCert, key: httpsKey }
}

/** Opens the emulator's port; closes the emulator if that fails. @throws {CommandError} 2 for an invalid certificate, else 1 */
export async function listen(
  emulator: Pick<OpenedEmulator, 'listen' | 'close'>,
  config: ListenConfig,
): Promise<Listening> {
  const { port, host } = config
  try {
    return await emulator.listen({ port, host, https: toHttps(config) })
  } catch (error) {
    await emulator.close()
    if (error instanceof ConfigError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE')
      throw new CommandError(
        `Port ${port} is already in use on ${host}. Choose another with --port, or use --port 0 for any free port.`,
        1,
      )
    if (code === 'EACCES')
      throw new CommandError(`Permission denied to listen on port ${port}. Choose one above 1023 with --port.`, 1)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new CommandError(
        `${host} is not an address of this machine. Choose one with --host, for example 127.0.0.1 or 0.0.0.0.`,
        1,
      )
    throw new CommandError(message, exitCodeOf(error))
  }
}
