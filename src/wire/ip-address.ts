/**
 * Reads an IP address as sockets and URLs write it: dotted decimal, or groups of hex with at most one `::`. A zone
 * (`%eth0`) and brackets are left out.
 *
 * @returns its bytes: 4 or 16; undefined for anything else, like a name
 * @example
 * ```ts
 * readAddress('::ffff:10.0.0.1') // [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1]
 * ```
 */
export function readAddress(text: string): readonly number[] | undefined {
  const bare = text.replace(/^\[(.*)\]$/s, '$1').replace(/%.*$/s, '')
  return bare.includes(':') ? readGroups(bare) : readDotted(bare)
}

function readDotted(text: string): readonly number[] | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined
  const bytes = text.split('.').map(Number)
  return bytes.every((byte) => byte <= 255) ? bytes : undefined
}

function readGroups(text: string): readonly number[] | undefined {
  const [before = '', after, ...more] = text.split('::')
  const first = before === '' ? [] : toBytes(before, after === undefined)
  const last = after === undefined || after === '' ? [] : toBytes(after, true)
  if (first === undefined || last === undefined || more.length > 0) return undefined
  const missing = 16 - first.length - last.length
  if (after === undefined ? missing !== 0 : missing < 2) return undefined
  return [...first, ...new Array<number>(missing).fill(0), ...last]
}

/** The bytes of groups. @param isLast whether the address ends here, perhaps with an IPv4 address */
function toBytes(groups: string, isLast: boolean): readonly number[] | undefined {
  const bytes: number[] = []
  const parts = groups.split(':')
  for (const [index, part] of parts.entries()) {
    const dotted = isLast && index === parts.length - 1 ? readDotted(part) : undefined
    if (dotted !== undefined) bytes.push(...dotted)
    else if (/^[\da-f]{1,4}$/i.test(part)) bytes.push(Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255)
    else return undefined
  }
  return bytes
}
