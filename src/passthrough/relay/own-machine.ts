import { readFileSync } from 'node:fs'

/** The addresses of the two ends of a connection. */
export interface ConnectionEnds {
  readonly remoteAddress?: string | undefined
  readonly localAddress?: string | undefined
}

export interface OwnMachineParts {
  /** Whether this process runs in a container, where the machine around it has the address of the gateway. */
  readonly isInContainer: () => boolean
  /** Reads the table of routes of Linux; empty on other systems. */
  readonly readRoutes?: () => string
}

/**
 * Whether a connection comes from this machine. A Host header alone does not tell: whoever reaches the port from elsewhere
 * can write `localhost` into it.
 */
export function isOwnMachine(
  { remoteAddress = '', localAddress = '' }: ConnectionEnds,
  { isInContainer, readRoutes = readOwnRoutes }: OwnMachineParts,
): boolean {
  const remote = toPlain(remoteAddress)
  if (remote === '') return false
  // A connection to an address of one's own has the same address at both ends.
  if (remote.startsWith('127.') || remote === '::1' || remote === toPlain(localAddress)) return true
  return isInContainer() && listGateways(readRoutes()).includes(remote)
}

const toPlain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/, '')

const readOwnRoutes = () => {
  try {
    return readFileSync('/proc/net/route', 'utf8')
  } catch {
    return ''
  }
}

/** The addresses of default gateways, which the table has as hex in the order of the processor. */
function listGateways(routes: string): string[] {
  return routes.split('\n').flatMap((line) => {
    const [, destination, gateway = ''] = line.trim().split(/\s+/)
    if (destination !== '00000000' || !/^[\da-f]{8}$/i.test(gateway)) return []
    const bytes = gateway.match(/../g) ?? []
    return [
      bytes
        .map((byte) => Number.parseInt(byte, 16))
        .reverse()
        .join('.'),
    ]
  })
}
