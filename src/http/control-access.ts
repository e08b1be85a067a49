import { ProblemError } from '../control-api/problem.js'
import { Refusal } from '../core/errors.js'
import { remember } from '../wire/remember.js'
import { findKeyedSandbox } from './api-key.js'
import type { ReadHeader } from './call.js'
import { isListed, isMachineName, isSafeHost, nameOf } from './host-names.js'
import type { Rights } from './rights.js'

/** The callers that may use the control API. */
export interface ControlAccess {
  /** Hosts and origins to allow in addition to loopback; ports are ignored. */
  readonly allowedHosts: readonly string[]
  /** The bearer token that requests must have; undefined if none is required. */
  readonly token: string | undefined
}

/** The vendor's own host, which programs send whose traffic to it is redirected here. */
const vendorHost = 'api.telnyx.com'

/** Whether a page at an origin may use the control API: one of this machine, of an allowed host, or of the emulator itself. */
export function isAllowedOrigin(origin: string, { allowedHosts }: ControlAccess, header: ReadHeader): boolean {
  if (!/^https?:\/\/[^/?#@]+$/i.test(origin.replace(/\/$/, ''))) return false
  if (isMachineName(nameOf(origin)) || isListed(origin, allowedHosts)) return true
  const host = header('host')
  return host !== undefined && origin.toLowerCase().replace(/^https?:\/\//, '') === host.toLowerCase()
}

/**
 * Keeps web pages from using the control API through a browser. A page of another origin is recognized by its Origin
 * header, or by Sec-Fetch-Site where a browser sends no Origin, as for an image; a page whose name was made to resolve to
 * this machine (DNS rebinding) by its Host header.
 *
 * @returns what the Authorization header allows; everything if no token is required
 * @throws {ProblemError} 403 for a foreign Origin or Host, 401 if a token is required and neither it nor a sandbox's key is sent
 */
export function requireControlAccess(access: ControlAccess, header: ReadHeader, authority: string): Rights {
  requireKnownPage(access, header, authority)
  const origin = header('origin')
  if (origin === undefined && isCrossSite(header)) {
    throwForbidden(
      'The control API does not answer requests that a page of another site caused (Sec-Fetch-Site: cross-site). Open the address directly, or call it with fetch from an allowed origin.',
    )
  }
  if (access.token === undefined) return 'everything'
  const authorization = (header('authorization') ?? '').replace(/^\s*bearer +/i, 'Bearer ')
  if (isSame(authorization, `Bearer ${access.token}`)) return 'everything'
  const sandbox = findKeyedSandbox(authorization)
  if (sandbox !== undefined) return { sandbox }
  throw new ProblemError(
    401,
    'Unauthorized',
    'This emulator requires its control token. Send it as "Authorization: Bearer <token>" and name the sandbox with ?sandbox=. The key of a sandbox, sandbox_<name>, is enough for that sandbox.',
  )
}

/**
 * Checks Host and Origin alone. This is enough for a page of the emulator, which may be embedded in another one.
 *
 * @throws {ProblemError} 403
 */
export function requireKnownPage(access: ControlAccess, header: ReadHeader, authority: string): void {
  // The authority of an absolute target replaces the Host (RFC 9112, 3.2.2), so both must be known.
  const named = [header('host'), authority].filter((host) => host !== undefined)
  const host = named.find((host) => !isSafeHost(nameOf(host)) && !isListed(host, access.allowedHosts))
  if (host !== undefined) {
    throwForbidden(
      `The control API does not answer requests to the host "${host}", to prevent DNS rebinding. If the host is yours, start the emulator with --allowed-hosts ${nameOf(host)}.`,
    )
  }
  const origin = header('origin')
  if (origin !== undefined && !isAllowedOrigin(origin, access, header)) {
    throwForbidden(
      `The control API does not answer pages from ${origin}. If the origin is yours, allow its host with --allowed-hosts.`,
    )
  }
}

/**
 * Keeps a page from reaching the emulated API under its own name (DNS rebinding). Requests without a Host header, like
 * those in the process, cannot come from a browser.
 *
 * @throws {Refusal} 403, 10010
 */
export function requireVerifyHost(access: ControlAccess, host: string | undefined, authority: string): void {
  if (host === undefined) return
  requireNamedHost(access, host)
  // An absolute target may name another host.
  if (authority !== host) requireNamedHost(access, authority)
}

function requireNamedHost({ allowedHosts }: ControlAccess, host: string): void {
  if (isVerifyHost(host) || isListed(host, allowedHosts)) return
  throw new Refusal(
    [
      {
        code: '10010',
        detail: `The emulator does not answer requests to the host "${host}", to prevent DNS rebinding.`,
      },
    ],
    { hint: `if the host is yours, start the emulator with --allowed-hosts ${nameOf(host)}` },
  )
}

const isVerifyHost = remember((host) => {
  const name = nameOf(host)
  return isSafeHost(name) || name === vendorHost
})

/** Whether a request comes from this machine, and not from a page elsewhere: by its own names, not just by any safe one. */
export function isFromThisMachine(access: ControlAccess, header: ReadHeader): boolean {
  const host = header('host') ?? ''
  const origin = header('origin')
  if (!isMachineName(nameOf(host)) && !isListed(host, access.allowedHosts)) return false
  if (origin === undefined) return !isCrossSite(header)
  return isAllowedOrigin(origin, access, header)
}

/** Whether a browser says so, also where a proxy sends the header twice. */
const isCrossSite = (header: ReadHeader) => /cross-site/i.test(header('sec-fetch-site') ?? '')

/** Compares in constant time. */
function isSame(given: string, wanted: string): boolean {
  let difference = given.length ^ wanted.length
  for (let i = 0; i < wanted.length; i++) difference |= (given.charCodeAt(i) || 0) ^ wanted.charCodeAt(i)
  return difference === 0
}

function throwForbidden(detail: string): never {
  throw new ProblemError(403, 'Forbidden', detail)
}
