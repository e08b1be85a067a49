/** Header lines as received: name, value, name, value ... */
export type RawHeaders = readonly string[]

/** Headers for a single connection (RFC 9110, 7.6.1). */
const hopByHop = [
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade', 'expect'],
]

/**
 * Headers that frame, describe, route or authorize a message. A sender that names one of them in `Connection` would
 * otherwise change the meaning of the message on its way, so that option is ignored for them.
 */
const neverDropped =
  /^(content-.+|host|forwarded|x-forwarded-.+|authorization|cookie|set-cookie|location|range|accept.*|if-.+|.*(key|token|auth|signature|secret).*)$/

/** The lines for the recipient, in their order and spelling. */
export function endToEnd(raw: RawHeaders): string[] {
  const named = findValues(raw, 'connection')
    .flatMap((value) => value.split(',').map((name) => name.trim().toLowerCase()))
    .filter((name) => !neverDropped.test(name))
  return without(raw, [...hopByHop, ...named])
}

/** The lines without some names, given in lower case. */
export function without(raw: RawHeaders, names: readonly string[]): string[] {
  return toPairs(raw).flatMap(([name, value]) => (names.includes(name.toLowerCase()) ? [] : [name, value]))
}

/** The values of a header, given in lower case. */
export function findValues(raw: RawHeaders, name: string): string[] {
  return toPairs(raw).flatMap(([line, value]) => (line.toLowerCase() === name ? [value] : []))
}

/** The value of a header; several lines count as one (RFC 9110, 5.3). */
export function findValue(raw: RawHeaders, name: string): string | undefined {
  const values = findValues(raw, name)
  return values.length === 0 ? undefined : values.join(', ')
}

export function toPairs(raw: RawHeaders): [name: string, value: string][] {
  return Array.from({ length: raw.length >> 1 }, (_, index) => [raw[2 * index] as string, raw[2 * index + 1] as string])
}
