import { isIP } from 'node:net'
import { isLoopback, type Target, toHost } from './target.js'

type Environment = Readonly<Record<string, string | undefined>>

/** A proxy that the user has configured, through which other hosts are reached. */
export interface UpstreamProxy {
  readonly url: URL
  /** The header Proxy-Authorization, if the URL has a name or a password. */
  readonly authorization: string | undefined
}

/** Finds the proxy of a target; undefined for a direct connection. */
export type FindUpstreamProxy = (target: Target, scheme: 'http' | 'https') => UpstreamProxy | undefined

/** A proxy in the environment that cannot be used; the message says what to do. */
export class UpstreamProxyError extends Error {}

/**
 * Reads the proxies that are configured in an environment: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in both letter
 * cases, the lower case first, as curl does.
 *
 * @throws {UpstreamProxyError} for a proxy that does not speak HTTP
 */
export function readUpstreamProxies(env: Environment): FindUpstreamProxy {
  const all = readProxy(env, 'all_proxy')
  const proxies = { http: readProxy(env, 'http_proxy') ?? all, https: readProxy(env, 'https_proxy') ?? all }
  const exceptions = (readVariable(env, 'no_proxy') ?? '').split(/[\s,]+/).filter(Boolean)
  return (target, scheme) =>
    isLoopback(target.host) || exceptions.some((exception) => isExcepted(target, exception))
      ? undefined
      : proxies[scheme]
}

const readVariable = (env: Environment, name: string) => env[name] || env[name.toUpperCase()] || undefined

function readProxy(env: Environment, name: string): UpstreamProxy | undefined {
  const text = readVariable(env, name)
  if (text === undefined) return undefined
  const complete = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  const url = URL.canParse(complete) ? new URL(complete) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new UpstreamProxyError(
      `${name.toUpperCase()} names a proxy that --intercept cannot pass requests on to: only http:// and https:// proxies can. Unset it for this command.`,
    )
  const { username, password } = url
  const credential = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const authorization =
    username === '' && password === '' ? undefined : `Basic ${Buffer.from(credential).toString('base64')}`
  return { url, authorization }
}

/** Whether an entry of NO_PROXY applies: `*`, a name with its subdomains, an address, a range, each with or without a port. */
function isExcepted({ host, port }: Target, exception: string): boolean {
  if (exception === '*') return true
  const [, name = exception, onlyPort] = /^(\[.*\]|[^:]*):(\d+)$/.exec(exception) ?? []
  if (onlyPort !== undefined && Number(onlyPort) !== port) return false
  const [, network, bits] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(name) ?? []
  if (network !== undefined) return isIP(host) === 4 && isInRange(host, network, Number(bits))
  const suffix = toHost(name).replace(/^\*?\./, '')
  return suffix !== '' && (host === suffix || (isIP(host) === 0 && host.endsWith(`.${suffix}`)))
}

function isInRange(address: string, network: string, bits: number): boolean {
  const toNumber = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const size = 2 ** (32 - bits)
  return Math.floor(toNumber(address) / size) === Math.floor(toNumber(network) / size)
}
