import type { BlockList, LookupFunction } from 'node:net'

/** Node's modules for names and addresses, loaded for the first webhook because they are slow to load. */
const net = () => process.getBuiltinModule('node:net')
const dns = () => process.getBuiltinModule('node:dns')

/**
 * Addresses at which cloud providers answer with credentials of the machine: the link-local ranges, and those of AWS,
 * Google Cloud, Azure, Alibaba and Oracle outside of them. NAT64 and 6to4 spell the first one in IPv6.
 */
function createMetadataList(): BlockList {
  const list = new (net().BlockList)()
  list.addSubnet('169.254.0.0', 16)
  for (const address of ['100.100.100.200', '168.63.129.16', '192.0.0.192']) list.addAddress(address)
  list.addSubnet('fe80::', 10, 'ipv6')
  for (const address of ['fd00:ec2::254', 'fd20:ce::254']) list.addAddress(address, 'ipv6')
  list.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6')
  list.addSubnet('2002:a9fe::', 32, 'ipv6')
  list.addSubnet('::a9fe:0', 112, 'ipv6')
  return list
}

let metadata: BlockList | undefined

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
      return isMetadata(address) ? explainMetadata(address) : undefined
    },
    lookup: (hostname, options, callback) => {
      const answer = callback as (error: Error | null, ...rest: unknown[]) => void
      dns().lookup(hostname, options, (error: NodeJS.ErrnoException | null, found: unknown, family?: number) => {
        const addresses = Array.isArray(found) ? found.map(({ address }) => address as string) : [String(found)]
        const forbidden = error === null ? addresses.find(isMetadata) : undefined
        if (forbidden === undefined) answer(error, found, family)
        else
          answer(Object.assign(new Error(explainMetadata(`${hostname}, which is ${forbidden},`)), { code: 'ETARGET' }))
      })
    },
  }
}

/** Whether an address is one of metadata, IPv4 also as a part of IPv6. Node's list knows `::ffff:169.254.169.254`. */
function isMetadata(address: string): boolean {
  const bare = address.replace(/%.*$/, '') // without the zone of a link-local address
  const family = net().isIP(bare)
  metadata ??= createMetadataList()
  return family !== 0 && metadata.check(bare, family === 4 ? 'ipv4' : 'ipv6')
}

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
