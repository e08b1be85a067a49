import { isIPv4 } from 'node:net'

/** Converts an IP address to its bytes: 4 or 16. */
export function toAddressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number))
  const [dotted = ''] = /\d+\.\d+\.\d+\.\d+$/.exec(address) ?? []
  const hex = toAddressBytes(dotted === '' ? '0.0.0.0' : dotted).toString('hex')
  const plain = dotted === '' ? address : address.replace(dotted, `${hex.slice(0, 4)}:${hex.slice(4)}`)
  const [before = '', after] = plain.replace(/%.*$/, '').split('::')
  const toGroups = (text: string) => (text === '' ? [] : text.split(':'))
  const [first, last] = [toGroups(before), toGroups(after ?? '')]
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0')
  const groups = [...first, ...zeros, ...last]
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex')
}
