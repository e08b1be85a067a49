import { readAddress } from '../wire/ip-address.js'
import { isMetadataAddress } from '../wire/metadata-address.js'

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

/**
 * A host in the form that is compared: lower case, without brackets and without the dot of a complete name. An address in
 * another spelling (`127.1`, `0xa9fea9fe`, `2852039166`) becomes dotted decimal, as the system would read it.
 */
export function toHost(text: string): string {
  const host = text
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
  if (!/(^|\.)(\d+|0x[\da-f]*)$/.test(host)) return host
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : host
}

/** Whether a host is this machine, by name or address. */
export function isLoopback(host: string): boolean {
  const bytes = toPlainBytes(host)
  if (bytes === undefined) return isLoopbackName(host)
  if (bytes.length === 4) return bytes[0] === 127 || bytes.every((byte) => byte === 0)
  return bytes.slice(0, 15).every((byte) => byte === 0) && (bytes[15] ?? 0) <= 1
}

/** Whether a name is one of this machine by definition (RFC 6761 6.3). */
export function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost')
}

/** Names of the metadata services of clouds, which hand out credentials of the machine. */
const metadataNames = [
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
]

/** Whether a host is link-local or the metadata service of a cloud. */
export function isMetadata(host: string): boolean {
  return metadataNames.includes(host) || isMetadataAddress(host)
}

/** The bytes of an address; of an IPv4 address that is written as IPv6 those of IPv4; undefined for a name. */
function toPlainBytes(host: string): readonly number[] | undefined {
  const bytes = readAddress(host)
  const isMapped = bytes?.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255
  return bytes?.length === 16 && isMapped ? bytes.slice(12) : bytes
}
