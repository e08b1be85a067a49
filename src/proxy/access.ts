import { timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** Whether a request to the proxy comes from the command. */
export type IsAllowed = (incoming: IncomingMessage) => boolean

/** Allows requests with a credential, which only the command and we know. */
export function requireCredential(name: string, password: string): IsAllowed {
  const expected = Buffer.from(`Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`)
  return ({ headers }) => {
    const given = Buffer.from(headers['proxy-authorization'] ?? '')
    return given.length === expected.length && timingSafeEqual(given, expected)
  }
}

/**
 * Allows requests of the same user, for clients that send no credential. Linux tells the user of a connection; where the
 * system does not, every process of this machine is allowed.
 */
export function requireSameUser(): IsAllowed {
  const ours = process.getuid?.()
  const isKnown = ours !== undefined && readTable('/proc/net/tcp').length > 0
  const known = new WeakMap<Socket, boolean>()
  return ({ socket }) => {
    if (!isKnown) return true
    const allowed = known.get(socket) ?? findUser(socket) === ours
    known.set(socket, allowed)
    return allowed
  }
}

/** The user of the other end of a connection on this machine; undefined if the system does not know. */
function findUser({ remotePort = 0, localPort = 0 }: Socket): number | undefined {
  const toHex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0')
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readTable(file)) {
      const [, local = '', remote = '', , , , , user] = line.trim().split(/\s+/)
      if (local.endsWith(`:${toHex(remotePort)}`) && remote.endsWith(`:${toHex(localPort)}`)) return Number(user)
    }
  }
  return undefined
}

function readTable(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1)
  } catch {
    return []
  }
}
