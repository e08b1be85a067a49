import { connect } from '../client/connect.js'
import type { Fetch } from '../http/fetch.js'
import { findLanAddresses, isEveryAddress, toUrlHost } from '../server/hosts.js'
import { certify } from './certify.js'
import type { RunningEmulator } from './emulator.js'
import type { Ports } from './ports.js'
import { readListenOptions } from './read-options.js'
import { Reloader } from './reloader.js'
import type { SharedParts } from './shared-parts.js'

/** The origin of an emulator without a port. The name never resolves (RFC 2606). */
export const noOrigin = 'http://telnyx-verify-emulator.invalid'

interface EmulatorParts {
  readonly fetch: Fetch
  readonly ports: Ports
  readonly close: () => Promise<void>
  /** Called with the origin of each opened port. */
  readonly onOrigin: (origin: string) => void
  readonly takeRun: RunningEmulator['takeRun']
}

/** Creates the public emulator: a client that follows the last opened port. */
export function toEmulator(
  shared: SharedParts,
  { fetch, ports, close, onOrigin, takeRun }: EmulatorParts,
): RunningEmulator {
  const { access, signing } = shared
  const connectAt = (url: string) => connect({ url, fetch, token: access.token, publicKey: signing.publicKey })
  let client = connectAt(noOrigin)
  const reloader = new Reloader(shared)
  return {
    ...client,
    fetch,
    get url() {
      return client.url
    },
    get env() {
      return client.env
    },
    sandbox: (name) => client.sandbox(name),
    listen: async (options = {}) => {
      const { https, ...address } = readListenOptions(options)
      const server = https && (await certify(https, address.host, shared.options.now))
      const { port } = await ports.open({ ...address, tls: server?.tls })
      const scheme = server ? 'https' : 'http'
      await allowHosts(shared, { ...address, scheme, port, names: https?.names ?? [] })
      const origin = `${scheme}://${toUrlHost(address.host)}:${port}`
      onOrigin(origin)
      client = connectAt(origin)
      return { port, url: client.url, ...(server && { certificate: server.certificate }) }
    },
    reload: (options) => reloader.reload(options),
    addCount: (group, name) => shared.coverage.addForeign(group, name),
    createListener: () => ports.createListener(),
    close,
    takeRun: () => takeRun(),
    [Symbol.asyncDispose]: close,
  }
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
