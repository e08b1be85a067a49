import type { LookupFunction } from 'node:net'
import { isMetadataAddress } from '../wire/metadata-address.js'

/** Node's modules for names and addresses, loaded for the first webhook because they are slow to load. */
const net = () => process.getBuiltinModule('node:net')
const dns = () => process.getBuiltinModule('node:dns')

/** Decides where webhooks may be posted. */
export interface TargetGuard {
  /** Explains why nothing may be posted to a URL; undefined if it may, as far as its text tells. */
  readonly refuse: (url: URL) => string | undefined
  /** Resolves a host for a connection, and refuses what it resolves to. It is the same lookup, so that nothing can change in between. */
  readonly lookup: LookupFunction
}

/**
 * Creates a guard of webhook targets. Without a list every host is allowed but metadata addresses; an address that is
 * listed itself is allowed.
 *
 * @param hosts host names, `*.example.com`, addresses, each with a port if only that one is meant; empty for any
 */
export function createTargetGuard(hosts: readonly string[]): TargetGuard {
  let listed: ((url: URL) => boolean)[] | undefined
  const isListed = (url: URL) => {
    listed ??= hosts.map(toPattern)
    return listed.some((matches) => matches(url))
  }
  return {
    refuse: (url) => {
      const address = url.hostname.replace(/^\[|\]$/g, '')
      if (hosts.length > 0)
        return isListed(url) ? undefined : `not sent: ${url.host} is not one of --webhook-hosts ${hosts.join(',')}`
      return isMetadataAddress(address) ? explainMetadata(address) : undefined
    },
    lookup: (hostname, options, callback) => {
      const answer = callback as (error: Error | null, ...rest: unknown[]) => void
      if (isInvalid(hostname)) {
        process.nextTick(answer, createNotFound(hostname))
        return
      }
      dns().lookup(hostname, options, (error: NodeJS.ErrnoException | null, found: unknown, family?: number) => {
        const addresses = Array.isArray(found) ? found.map(({ address }) => address as string) : [String(found)]
        const forbidden = error === null ? addresses.find(isMetadataAddress) : undefined
        if (forbidden === undefined) answer(error, found, family)
        else
          answer(Object.assign(new Error(explainMetadata(`${hostname}, which is ${forbidden},`)), { code: 'ETARGET' }))
      })
    },
  }
}

/** Names under `.invalid` never exist (RFC 6761), but a resolver without a network takes seconds to say so. */
const isInvalid = (hostname: string) => /(^|\.)invalid\.?$/i.test(hostname)

const createNotFound = (hostname: string) =>
  Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), {
    code: 'ENOTFOUND',
    errno: -3008,
    syscall: 'getaddrinfo',
    hostname,
  })

const explainMetadata = (what: string) =>
  `not sent: ${what} is a link-local or metadata address, which gives out credentials of the machine; name the address in --webhook-hosts to allow it`

/** Reads an entry of the list. */
function toPattern(entry: string): (url: URL) => boolean {
  const text = entry
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '')
  const [, host = text, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(text) ?? []
  const bracketed = net().isIP(host) === 6 ? `[${host}]` : host
  // The same spelling as in a URL, like 127.0.0.1 for 127.1.
  const name = URL.canParse(`http://${bracketed}`) ? new URL(`http://${bracketed}`).hostname : bracketed
  return (url) => {
    if (port !== undefined && port !== (url.port || (url.protocol === 'https:' ? '443' : '80'))) return false
    return name.startsWith('*.') ? url.hostname.endsWith(name.slice(1)) : url.hostname === name
  }
}
