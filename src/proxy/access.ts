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

/** The members of a connection that tell its two ends. */
export type SocketEnds = Pick<Socket, 'remoteAddress' | 'remotePort' | 'localAddress' | 'localPort'>

/**
 * The user of the other end of a connection on this machine; undefined if the system does not know, or if no process has
 * that end any more: Linux then calls it root's.
 *
 * @param tables the system's tables of connections, without their first lines
 */
export function findUser(ends: SocketEnds, tables: readonly string[][] = readTables()): number | undefined {
  const { remoteAddress = '', remotePort = 0, localAddress = '', localPort = 0 } = ends
  const far = toTableEnds(remoteAddress, remotePort)
  const near = toTableEnds(localAddress, localPort)
  for (const line of tables.flat()) {
    const [, local = '', remote = '', , , , , user, , inode] = line.trim().split(/\s+/)
    if (far.includes(local) && near.includes(remote)) return inode === '0' ? undefined : Number(user)
  }
  return undefined
}

/** The spellings of an end in the tables: as IPv4, and as IPv4 within IPv6. */
function toTableEnds(address: string, port: number): string[] {
  const dotted = address
    .replace(/^::ffff:/, '')
    .split('.')
    .map(Number)
  const toHex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0')
  const hex = dotted
    .reverse() // each word is in the order of the processor
    .map((byte) => toHex(byte, 2))
    .join('')
  return [`${hex}:${toHex(port, 4)}`, `0000000000000000FFFF0000${hex}:${toHex(port, 4)}`]
}

const readTables = () => ['/proc/net/tcp', '/proc/net/tcp6'].map(readTable)

function readTable(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1)
  } catch {
    return []
  }
}
