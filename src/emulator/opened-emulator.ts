import { addressOf, type Address as ClientAddress } from '../client/address.js'
import { defaultSandbox } from '../client/defaults.js'
import type { Fetch } from '../http/fetch.js'
import type { RunFile } from '../replay/run-file.js'
import { findLanAddresses, isEveryAddress, toUrlHost } from '../server/hosts.js'
import { certify } from './certify.js'
import type { RunningEmulator } from './emulator.js'
import type { ListenOptions } from './listen-options.js'
import type { Ports } from './ports.js'
import { readListenOptions } from './read-options.js'
import type { ReloadedOptions } from './read-sources.js'
import type { Reloader } from './reloader.js'
import type { SharedParts } from './shared-parts.js'

/** The origin of an emulator without a port. The name never resolves (RFC 2606). */
export const noOrigin = 'http://telnyx-verify-emulator.invalid'

/** An emulator without a client of it: all that the command `start` needs. */
export interface OpenedEmulator
  extends ClientAddress,
    Pick<RunningEmulator, 'fetch' | 'listen' | 'reload' | 'addCount' | 'createListener' | 'close' | 'takeRun'> {
  /** Its origin; that of a name without an address before it has a port. */
  readonly origin: string
  /** The token of its control API, if it has one. */
  readonly token: string | undefined
  /** The key that its webhooks are verified with, as base64. */
  readonly publicKey: string
}

interface OpenedParts {
  readonly fetch: Fetch
  readonly ports: Ports
  readonly close: () => Promise<void>
  /** Called with the origin of each opened port. */
  readonly onOrigin: (origin: string) => void
  readonly takeRun: () => Promise<RunFile>
}

/** Puts together what an emulator can do. Its address is that of the last opened port. */
export function toOpened(shared: SharedParts, { fetch, ports, close, onOrigin, takeRun }: OpenedParts): OpenedEmulator {
  const { token } = shared.access
  const { publicKey } = shared.signing
  const locate = (origin: string) => ({ origin, ...addressOf(origin, defaultSandbox, publicKey) })
  let reloader: Reloader | undefined
  const emulator: OpenedEmulator = {
    ...locate(noOrigin),
    fetch,
    token,
    publicKey,
    listen: async (options: ListenOptions = {}) => {
      const { https, ...address } = readListenOptions(options)
      const server = https && (await certify(https, address.host, shared.options.now))
      const { port } = await ports.open({ ...address, tls: server?.tls })
      const scheme = server ? 'https' : 'http'
      await allowHosts(shared, { ...address, scheme, port, names: https?.names ?? [] })
      const origin = `${scheme}://${toUrlHost(address.host)}:${port}`
      onOrigin(origin)
      Object.assign(emulator, locate(origin))
      return { port, url: emulator.url, ...(server && { certificate: server.certificate }) }
    },
    reload: async (options: ReloadedOptions) => {
      const { Reloader } = await import('./reloader.js')
      reloader ??= new Reloader(shared)
      return reloader.reload(options)
    },
    addCount: (group, name) => shared.coverage.addForeign(group, name),
    createListener: () => ports.createListener(),
    close,
    takeRun: () => takeRun(),
  }
  return emulator
}

interface Address {
  readonly scheme: 'http' | 'https'
  readonly host: string
  readonly port: number
  /** Further names that the user calls this machine by. */
  readonly names: readonly string[]
}

/**
 * Allows the control API at the address that the emulator listens on; if it listens on every address, at the LAN addresses
 * of this machine. A web page can point a name at one of them (DNS rebinding), but cannot use the address as its host.
 */
async function allowHosts({ access, lanUrls }: SharedParts, { host, port, scheme, names }: Address): Promise<void> {
  access.allowedHosts.push(...names)
  if (!isEveryAddress(host)) {
    access.allowedHosts.push(host.toLowerCase())
    return
  }
  const addresses = await findLanAddresses(host)
  access.allowedHosts.push(...addresses)
  lanUrls.push(...addresses.map((address) => `${scheme}://${toUrlHost(address)}:${port}`))
}
