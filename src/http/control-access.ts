import { ProblemError } from '../control-api/problem.js'

/** Who may use the control API. */
export interface ControlAccess {
  /** Hosts and origins beside loopback's that the emulator is known by; their ports do not matter. */
  readonly allowedHosts: readonly string[]
  /** What a request must bring as its bearer; undefined: nothing. */
  readonly token: string | undefined
}

/** As a container calls the machine that it runs on, and as no resolver calls anybody: an emulator without a port. */
const alwaysAllowed = ['localhost', 'host.docker.internal', 'telnyx-verify-emulator.invalid']

/**
 * Keeps web pages from using the control API through somebody's browser: a page from elsewhere shows by its Origin,
 * one whose name was made to point here (DNS rebinding) by its Host.
 *
 * @throws {ProblemError} 403 for a foreign Origin or Host, 401 without the token where one is asked for
 */
export function requireControlAccess(
  access: ControlAccess,
  header: (name: string) => string | undefined,
  url: string,
): void {
  const host = header('host') ?? url.replace(/^\w+:\/\//, '').replace(/[/?#].*$/s, '')
  if (!isKnown(nameOf(host), access)) {
    throwForbidden(
      `The control API is not answered for the host "${host}": a page could have had this name point here. Start the emulator with --allowed-hosts ${nameOf(host)} if it is yours.`,
    )
  }
  const origin = header('origin')
  if (origin !== undefined && !isKnown(nameOf(origin), access)) {
    throwForbidden(
      `The control API is not answered for pages from ${origin}. Start the emulator with --allowed-hosts and its name if it is yours.`,
    )
  }
  if (
    access.token === undefined ||
    isSame((header('authorization') ?? '').replace(/^bearer +/i, 'Bearer '), `Bearer ${access.token}`)
  )
    return
  throw new ProblemError(
    401,
    'Unauthorized',
    'This emulator was started with a control token: send it as "Authorization: Bearer <token>". The sandbox is then named by ?sandbox=.',
  )
}

/** The name in a host or an origin: without scheme and port, and without the brackets of IPv6. */
function nameOf(place: string): string {
  const host = place.replace(/^[\w.+-]+:\/\//, '').replace(/\/$/, '')
  const [, bracketed, plain = host] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(host) ?? []
  return (bracketed ?? plain).toLowerCase()
}

function isKnown(name: string, { allowedHosts }: ControlAccess): boolean {
  return (
    /^127(\.\d{1,3}){3}$|^::1$|\.localhost$/.test(name) ||
    alwaysAllowed.includes(name) ||
    allowedHosts.some((allowed) => nameOf(allowed) === name)
  )
}

/** Takes as long wherever the first difference is. */
function isSame(given: string, wanted: string): boolean {
  let difference = given.length ^ wanted.length
  for (let i = 0; i < wanted.length; i++) difference |= (given.charCodeAt(i) || 0) ^ wanted.charCodeAt(i)
  return difference === 0
}

function throwForbidden(detail: string): never {
  throw new ProblemError(403, 'Forbidden', detail)
}
