import { ProblemError } from '../control-api/problem.js'

/** The callers that may use the control API. */
export interface ControlAccess {
  /** Hosts and origins to allow in addition to loopback; ports are ignored. */
  readonly allowedHosts: readonly string[]
  /** The bearer token that requests must have; undefined if none is required. */
  readonly token: string | undefined
}

/** `host.docker.internal` is the host as seen from a container, `.invalid` the name of an emulator without a port. */
const alwaysAllowed = ['localhost', 'host.docker.internal', 'telnyx-verify-emulator.invalid']

/**
 * Keeps web pages from using the control API through a browser. A page of another origin is recognized by its Origin
 * header, a page whose name was made to resolve to this machine (DNS rebinding) by its Host header.
 *
 * @throws {ProblemError} 403 for a foreign Origin or Host, 401 if a required token is missing or wrong
 */
export function requireControlAccess(
  access: ControlAccess,
  header: (name: string) => string | undefined,
  url: string,
): void {
  const host = header('host') ?? url.replace(/^\w+:\/\//, '').replace(/[/?#].*$/s, '')
  if (!isKnown(nameOf(host), access)) {
    throwForbidden(
      `The control API does not answer requests to the host "${host}", to prevent DNS rebinding. If the host is yours, start the emulator with --allowed-hosts ${nameOf(host)}.`,
    )
  }
  const origin = header('origin')
  if (origin !== undefined && !isKnown(nameOf(origin), access)) {
    throwForbidden(
      `The control API does not answer pages from ${origin}. If the origin is yours, allow its host with --allowed-hosts.`,
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
    'This emulator requires its control token. Send it as "Authorization: Bearer <token>" and name the sandbox with ?sandbox=.',
  )
}

/** The name in a host or an origin, without scheme, port, and the brackets of IPv6. */
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

/** Compares in constant time. */
function isSame(given: string, wanted: string): boolean {
  let difference = given.length ^ wanted.length
  for (let i = 0; i < wanted.length; i++) difference |= (given.charCodeAt(i) || 0) ^ wanted.charCodeAt(i)
  return difference === 0
}

function throwForbidden(detail: string): never {
  throw new ProblemError(403, 'Forbidden', detail)
}
