import { lookup } from 'node:dns'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { connect, isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { formatTarget, isLoopbackName, isMetadata, type Target } from './target.js'
import type { UpstreamProxy } from './upstream-proxy.js'

/** How long a connection to another host may take. Milliseconds. */
const connectTimeoutMs = 30_000

/** A host that the proxy never connects to. */
export class RefusedTargetError extends Error {}

/** Connects to a target, directly or through a proxy. @throws {RefusedTargetError}, and the error of the connection */
export function openConnection(target: Target, proxy: UpstreamProxy | undefined): Promise<Duplex> {
  return proxy === undefined ? connectDirectly(target) : connectThrough(proxy, target)
}

/** Connects to the address that was judged: a name could otherwise resolve to another one the next time. */
async function connectDirectly({ host, port }: Target): Promise<Socket> {
  refuseMetadata(host) // before its name is looked up
  const addresses = isIP(host) === 0 ? await resolve(host) : [host]
  refuseMetadata(host, addresses)
  let failure: unknown
  for (const address of addresses) {
    try {
      return await connectTo(address, port)
    } catch (error) {
      failure = error
    }
  }
  throw failure ?? new Error(`${host} has no address`)
}

function connectTo(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true, timeout: connectTimeoutMs })
    socket.once('error', reject)
    socket.once('timeout', () => socket.destroy(new Error(`no connection within ${connectTimeoutMs / 1000} s`)))
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.off('error', reject)
      resolve(socket)
    })
  })
}

/** The addresses of this machine, IPv4 first, as its servers mostly listen. */
const ownAddresses = ['127.0.0.1', '::1']

/** Looks up a name, but none that is this machine by definition: a name server could lead it to another one. */
function resolve(host: string): Promise<readonly string[]> {
  if (isLoopbackName(host)) return Promise.resolve(ownAddresses)
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, addresses) =>
      error === null ? resolve(addresses.map(({ address }) => address)) : reject(error),
    )
  })
}

/** @throws {RefusedTargetError} for link-local addresses and metadata services, also behind another name */
export function refuseMetadata(host: string, addresses: readonly string[] = []): void {
  if (![host, ...addresses].some(isMetadata)) return
  throw new RefusedTargetError(
    `${host} is a link-local address or the metadata service of a cloud, which the proxy never connects to. If the command needs it, let it connect without a proxy.`,
  )
}

/** Where the proxy of a URL listens. */
export function toAddress({ hostname, port, protocol }: URL): { readonly host: string; readonly port: number } {
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) || (protocol === 'https:' ? 443 : 80) }
}

function connectThrough({ url, authorization }: UpstreamProxy, target: Target): Promise<Duplex> {
  refuseMetadata(target.host)
  const path = formatTarget(target)
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const connecting = request({
      ...toAddress(url),
      method: 'CONNECT',
      path,
      agent: false,
      timeout: connectTimeoutMs,
      headers: { host: path, ...(authorization !== undefined && { 'proxy-authorization': authorization }) },
    })
    connecting.once('error', reject)
    connecting.once('timeout', () => connecting.destroy(new Error(`no answer of the proxy ${url.host}`)))
    connecting.once('response', ({ statusCode }) => reject(new Error(`the proxy ${url.host} answered ${statusCode}`)))
    connecting.once('connect', ({ statusCode = 0 }, socket, head) => {
      if (statusCode < 200 || statusCode > 299) {
        socket.destroy()
        reject(new Error(`the proxy ${url.host} answered ${statusCode}`))
        return
      }
      socket.setTimeout(0)
      if (head.length > 0) socket.unshift(head)
      resolve(socket)
    })
    connecting.end()
  })
}
