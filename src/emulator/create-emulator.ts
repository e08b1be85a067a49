import { attachToAudit } from '../config/attach-to-audit.js'
import { attachToExec } from '../config/attach-to-exec.js'
import { loadOperations } from '../http/app.js'
import { InputError } from '../wire/input-error.js'
import type { Emulator, RunningEmulator } from './emulator.js'
import { inProcess } from './fetch-on-demand.js'
import { openEmulator, type ProcessFacts } from './open-emulator.js'
import type { EmulatorOptions } from './options.js'
import { toEmulator } from './to-emulator.js'

export type { ProcessFacts }

/**
 * Starts an emulator in this process, without a port.
 *
 * @example
 * ```ts
 * await using emulator = await createEmulator({ seed: 1 })
 * const { code } = await emulator.inbox.next('+13035551234')
 * ```
 * @throws {InputError} for an unknown option, and for an invalid value, scenario, fault or test number
 * @throws {FileError} when fixtures or kept state cannot be used
 * @throws {LockedError} when another emulator uses the data folder
 * @throws {KeyError} when the private key of webhooks is not valid
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  if (!('Request' in globalThis)) throw new InputError(noFetch)
  const exec = attachToExec()
  const inDialect =
    exec === undefined || options.dialect !== undefined ? options : { ...options, dialect: exec.dialect }
  return startEmulator(inDialect, { auditRun: attachToAudit(), onCount: exec?.onCount })
}

const noFetch =
  'createEmulator() needs the globals Request and Response, which this test environment lacks. In Jest with jsdom, use setupTelnyx() of telnyx-verify-emulator/jest, or the test environment "node".'

/** Starts an emulator. @throws as createEmulator */
export async function startEmulator(options: EmulatorOptions, facts: ProcessFacts = {}): Promise<RunningEmulator> {
  const [opened] = await Promise.all([openEmulator(options, facts), loadOperations(), inProcess.load()])
  return toEmulator(opened)
}
