import { readAddress } from './ip-address.js'

/**
 * Addresses at which cloud providers answer with credentials of the machine, outside of the link-local ranges: those of
 * Alibaba, Azure and Oracle, of AWS, Google Cloud, Oracle and Scaleway by IPv6.
 */
const services = [
  ...['100.100.100.200', '168.63.129.16', '192.0.0.192'],
  ...['fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254', 'fd00:c1::a9fe:a9fe', 'fd00:42::42'],
]

/** The hex digits of the services, read for the first webhook. */
let known: readonly string[] | undefined

/**
 * Whether an address is link-local or a metadata service, also as an IPv4 address that IPv6 contains. False for a name.
 *
 * @example
 * ```ts
 * isMetadataAddress('64:ff9b::169.254.169.254') // true
 * ```
 */
export function isMetadataAddress(text: string): boolean {
  const bytes = readAddress(text)
  if (bytes === undefined) return false
  return isForbidden(bytes) || listEmbedded(bytes).some(isForbidden)
}

function isForbidden(bytes: readonly number[]): boolean {
  known ??= services.map((text) => toHex(readAddress(text) ?? []))
  if (known.includes(toHex(bytes))) return true
  const [first = 0, second = 0] = bytes
  return bytes.length === 4 ? first === 169 && second === 254 : first === 0xfe && (second & 0xc0) === 0x80
}

/** Where IPv6 addresses contain an IPv4 address, by the hex digits that they begin with. */
const embeddings: readonly (readonly [prefix: string, places: readonly (readonly number[])[]])[] = [
  ['0'.repeat(20), [[12, 13, 14, 15]]], // mapped and compatible
  ['0000000000000000ffff0000', [[12, 13, 14, 15]]], // SIIT (RFC 2765)
  ['0064ff9b0000000000000000', [[12, 13, 14, 15]]], // NAT64 (RFC 6052)
  // NAT64 of a network's own (RFC 8215), with each length of its prefix
  [
    '0064ff9b0001',
    [
      [6, 7, 9, 10],
      [7, 9, 10, 11],
      [9, 10, 11, 12],
      [12, 13, 14, 15],
    ],
  ],
  ['2002', [[2, 3, 4, 5]]], // 6to4 (RFC 3056)
  ['20010000', [[4, 5, 6, 7]]], // Teredo's server (RFC 4380)
]

function listEmbedded(bytes: readonly number[]): (readonly number[])[] {
  if (bytes.length === 4) return []
  const hex = toHex(bytes)
  const embedded = embeddings
    .filter(([prefix]) => hex.startsWith(prefix))
    .flatMap(([, places]) => places.map((place) => place.map((index) => bytes[index] ?? 0)))
  const last = bytes.slice(12)
  if (hex.startsWith('20010000')) embedded.push(last.map((byte) => byte ^ 255)) // Teredo's client
  if (/^.{16}0[02]005efe/.test(hex)) embedded.push(last) // ISATAP (RFC 5214)
  return embedded
}

function toHex(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
