/** Whether a server that listens there is reached by any address of its machine. */
export function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

/** The host of a URL for a server that listens there; bound to every address, it is reached from here by loopback. */
export function toUrlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

/**
 * The addresses by which other machines of the network reach a server that listens on every address. A page cannot have a
 * name point at one and pass for it: they are addresses, not names.
 */
export async function findLanAddresses(host: string, readInterfaces = readNetworkInterfaces): Promise<string[]> {
  return Object.values(await readInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && (family === 'IPv4' || host === '::'))
    .filter(({ address }) => !address.startsWith('fe80:'))
    .map(({ address }) => address)
}

const readNetworkInterfaces = async () => (await import('node:os')).networkInterfaces()
