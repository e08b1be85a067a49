import { setTimeout } from 'node:timers'
import { setTimeout as pause } from 'node:timers/promises'
import { createHttpDriver } from '../../audit/flow/http-driver.js'
import { createModuleDriver, type DriverModule } from '../../audit/flow/module-driver.js'
import {
  defaultPatienceMs,
  gentleBounds,
  gentlePauseMs,
  isLoopback,
  localBounds,
  moduleBounds,
} from '../../audit/login/bounds.js'
import type { AuditContext } from '../../audit/login/scene.js'
import type { SandboxClient } from '../../client/connect.js'
import { CannotRunError } from '../../report/report.js'
import type { LoginFlow } from '../../spec/flow-types.js'
import { readDuration } from '../../wire/duration.js'
import type { LoginFile } from './login-files.js'
import { findAddressWay, findFreePort, isAnswering } from './running-application.js'

/** Where the application is, or will be. */
export interface Place {
  readonly base: URL
  /** The port that a command is to listen on: that of the base, or a free one for `{{port}}`. */
  readonly port: number | undefined
}

/**
 * Finds where the application of a flow is.
 *
 * @param warning what the audit does, for those who audit another host
 * @throws {CannotRunError} for another host, unless it is allowed
 */
export async function findPlace({ base: text }: LoginFlow, isAllowed: boolean, warning: string): Promise<Place> {
  const free = text.includes('{{port}}') ? await findFreePort() : undefined
  const base = new URL(text.replace('{{port}}', String(free)))
  const port = free ?? (base.port === '' ? undefined : Number(base.port))
  if (!isLoopback(base) && !isAllowed) throw new CannotRunError(`${base.host} is not this machine. ${warning}`)
  return { base, port }
}

/** Requires that an application and its emulator run already. @throws {CannotRunError} */
export async function requireRunning(flow: LoginFlow, base: URL, emulator: SandboxClient): Promise<void> {
  await emulator.server.health().catch((error: Error) => {
    throw new CannotRunError(error.message)
  })
  if (await isAnswering(base)) return
  throw new CannotRunError(
    flow.base.includes('{{port}}')
      ? `The base ${flow.base} is a free port for an application that is started here. Add -- and its command, or write the port of the one that is running.`
      : `Nothing answers at ${base.href}. Start the application, or add -- and its command to have it started.`,
  )
}

/** A first number that another run, whose numbers the application may still refuse, has probably not used. */
export const freshNumber = () => Math.floor(Date.now() / 1000) % 5000

/**
 * Creates what every audit of a login needs: its driver, and the bounds for its host.
 *
 * @param isGentle pauses before each request; for other hosts unless an audit measures times
 */
export async function createFlowContext(
  { flow, module }: LoginFile,
  base: URL,
  firstNumber: number,
  { isGentle = !isLoopback(base) }: { readonly isGentle?: boolean } = {},
): Promise<Omit<AuditContext, 'emulator' | 'application' | 'proxy'>> {
  const patienceMs = readDuration(flow.patience ?? defaultPatienceMs)
  const isLocal = isLoopback(base)
  const addressWay = await findAddressWay(base, flow.address)
  const driver =
    module === undefined
      ? createHttpDriver({
          ...{ flow, base, patienceMs, addressWay, firstNumber },
          ...(isGentle && { beforeRequest: () => pause(gentlePauseMs) }),
        })
      : createModuleDriver({ flow, module, base, addressWay, firstNumber })
  return {
    ...{ flow, driver, patienceMs, firstNumber },
    bounds: isLocal ? (module === undefined ? localBounds : moduleBounds) : gentleBounds,
    coolDownMs: flow.coolDown === undefined ? undefined : readDuration(flow.coolDown),
    sendAnswers: [],
    answers: [],
  }
}

/** Has the application receive webhooks while an audit runs, if its flow names a path for them. */
export async function withWebhooks<Result>(
  { webhook }: LoginFlow,
  base: URL,
  emulator: SandboxClient,
  use: () => Promise<Result>,
): Promise<Result> {
  if (webhook === undefined) return use()
  await emulator.webhooks.setUrl(base.href.replace(/\/$/, '') + webhook)
  try {
    return await use()
  } finally {
    await emulator.webhooks.setUrl(null).catch(() => {}) // the emulator may be gone
  }
}

/** How long the process may outlive an audit with a driver module. Milliseconds. */
const lingerMs = 1000

/** Ends what a driver module shares when an audit is over. A browser that it leaves open does not keep the command alive. */
export async function withModule<Result>(
  module: DriverModule | undefined,
  use: () => Promise<Result>,
): Promise<Result> {
  if (module === undefined) return use()
  try {
    return await use()
  } finally {
    await Promise.resolve()
      .then(() => module.close?.())
      .catch(() => {}) // it is over anyway
    setTimeout(() => process.exit(), lingerMs).unref()
  }
}
