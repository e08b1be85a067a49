import { Buffer } from 'node:buffer'

/**
 * Replaces a phone number in a cookie or token, as its owner can who edits it: in plain text, in percent encoding, and
 * within Base64, also in the parts of a JSON Web Token, whose signature stays as it was.
 *
 * @returns the value itself if the number is nowhere in it
 */
export function tamper(value: string, phone: string, other: string): string {
  const decoded = decodePercent(value)
  const changed = replaceAnywhere(decoded, phone.slice(1), other.slice(1))
  if (changed === decoded) return value
  return decoded === value ? changed : encodeURIComponent(changed)
}

function replaceAnywhere(text: string, digits: string, others: string): string {
  if (text.includes(digits)) return text.replaceAll(digits, others)
  return text.replace(/[\w+/-]{8,}={0,2}/g, (part) => {
    const plain = Buffer.from(part, 'base64').toString() // reads base64url, too
    if (!plain.includes(digits)) return part
    const encoding = /[-_]/.test(part) || text.includes('.') ? 'base64url' : 'base64'
    const encoded = Buffer.from(plain.replaceAll(digits, others)).toString(encoding)
    return part.endsWith('=') ? encoded.padEnd(part.length, '=') : encoded.replace(/=+$/, '')
  })
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
