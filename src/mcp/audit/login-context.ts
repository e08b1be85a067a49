import { Addresses, chooseAddressWay } from '../../audit/flow/addresses.js'
import { sendRequest } from '../../audit/flow/http-client.js'
import { createHttpDriver } from '../../audit/flow/http-driver.js'
import { defaultPatienceMs, localBounds } from '../../audit/login/bounds.js'
import type { AuditContext } from '../../audit/login/scene.js'
import type { SandboxClient } from '../../client/connect.js'
import { CannotRunError } from '../../report/report.js'
import type { LoginFlow } from '../../spec/flow-types.js'
import { readDuration } from '../../wire/duration.js'

/**
 * Creates what the audit of a login on this machine needs.
 *
 * @param signal ends the audit at its next request
 * @throws {CannotRunError} if nothing answers there
 */
export async function createLoginContext(
  flow: LoginFlow,
  base: URL,
  emulator: SandboxClient,
  signal: AbortSignal,
): Promise<AuditContext> {
  if (!(await isAnswering(base)))
    throw new CannotRunError(`Nothing answers at ${base.href}. Start the application, then call audit again.`)
  const way = chooseAddressWay(base, flow.address, process.platform)
  const isUsable = way.kind !== 'socket' || (await isAnswering(base, new Addresses(way).next()))
  const patienceMs = readDuration(flow.patience ?? defaultPatienceMs)
  // Another run, whose numbers the application may still refuse, has probably begun elsewhere.
  const firstNumber = Math.floor(Date.now() / 1000) % 5000
  const beforeRequest = async () => signal.throwIfAborted()
  const addressWay = isUsable ? way : ({ kind: 'shared' } as const)
  return {
    flow,
    emulator,
    patienceMs,
    firstNumber,
    driver: createHttpDriver({ flow, base, patienceMs, addressWay, firstNumber, beforeRequest }),
    bounds: localBounds,
    coolDownMs: flow.coolDown === undefined ? undefined : readDuration(flow.coolDown),
    application: undefined,
    proxy: undefined,
    sendAnswers: [],
    answers: [],
  }
}

async function isAnswering(url: URL, localAddress?: string): Promise<boolean> {
  const request = { url, method: 'GET', headers: {}, body: undefined, localAddress, timeoutMs: 2000 }
  return (await sendRequest(request)).failure === null
}
