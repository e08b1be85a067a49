import { isIP } from 'node:net'
import { toAddressBytes } from './address-bytes.js'

/** A host and a port that a client wants to reach. */
export interface Target {
  /** In lower case, an IPv6 address without brackets. */
  readonly host: string
  readonly port: number
}

/** Reads `host:port`, as in a CONNECT request; undefined if it is not of that form. */
export function readAuthority(text: string): Target | undefined {
  const [, address, name, digits = ''] = /^(?:\[([0-9a-f:.%]+)\]|([^\s:/@[\]]+)):(\d{1,5})$/i.exec(text) ?? []
  const host = toHost(address ?? name ?? '')
  const port = Number(digits)
  return host === '' || port < 1 || port > 65_535 ? undefined : { host, port }
}

/** The target of an absolute URL; undefined for other schemes than http and https. */
export function readUrlTarget(url: URL): Target | undefined {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  return { host: toHost(url.hostname), port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80) }
}

/** Formats a target as in a URL. */
export function formatTarget({ host, port }: Target): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** A host in the form that is compared: lower case, without brackets and without the dot of a complete name. */
export function toHost(text: string): string {
  return text
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
}

/** Whether a host is this machine, by name or address. */
export function isLoopback(host: string): boolean {
  if (isIP(host) === 0) return host === 'localhost' || host.endsWith('.localhost')
  const bytes = toPlainBytes(host)
  if (bytes.length === 4) return bytes[0] === 127 || bytes.every((byte) => byte === 0)
  return bytes.subarray(0, 15).every((byte) => byte === 0) && (bytes[15] ?? 0) <= 1
}

/** Names of the metadata services of clouds, which hand out credentials of the machine. */
const metadataNames = ['metadata', 'metadata.google.internal', 'metadata.goog', 'instance-data']

/** The metadata services that are outside of the link-local ranges: AWS by IPv6, Alibaba and Oracle, Azure's wire server. */
const metadataAddresses = ['fd00:ec2::254', '100.100.100.200', '192.0.0.192', '168.63.129.16']

/** Whether a host is link-local or the metadata service of a cloud. */
export function isMetadata(host: string): boolean {
  if (isIP(host) === 0) return metadataNames.includes(host)
  const bytes = toPlainBytes(host)
  if (metadataAddresses.some((address) => toAddressBytes(address).equals(bytes))) return true
  if (bytes.length === 4) return bytes[0] === 169 && bytes[1] === 254
  return bytes[0] === 0xfe && ((bytes[1] ?? 0) & 0xc0) === 0x80
}

/** The bytes of an address; of an IPv4 address that is written as IPv6 those of IPv4. */
function toPlainBytes(address: string): Buffer {
  const bytes = toAddressBytes(address)
  const isMapped = bytes.length === 16 && bytes.subarray(0, 12).toString('hex') === '00000000000000000000ffff'
  return isMapped ? bytes.subarray(12) : bytes
}
