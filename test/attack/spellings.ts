/** Ways to write a secret, and ways to look for it. */
export type Spell = (text: string) => string

const bytesOf = (text: string) => [...Buffer.from(text)]
const units = (text: string) => Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
const hexOf = (value: number, length: number) => value.toString(16).padStart(length, '0')
const upper = (text: string) => text.replace(/[\da-f]{2,4}/g, (hex) => hex.toUpperCase())

const percent: Spell = (text) =>
  bytesOf(text)
    .map((byte) => `%${hexOf(byte, 2)}`)
    .join('')
const unicode: Spell = (text) =>
  units(text)
    .map((unit) => `\\u${hexOf(unit, 4)}`)
    .join('')
const base64After = (before: string, encoding: 'base64' | 'base64url') => (text: string) =>
  Buffer.from(`${before}${text}`).toString(encoding)

/** A spelling of every kind. Each can be applied to the result of another. */
export const spellings: Readonly<Record<string, Spell>> = {
  plain: (text) => text,
  'upper case': (text) => text.toUpperCase(),
  percent,
  'percent in capitals': (text) => upper(percent(text)),
  'percent twice': (text) => percent(percent(text)),
  'percent where needed': encodeURIComponent,
  'JSON escapes': unicode,
  'JSON escapes in capitals': (text) =>
    unicode(text).replace(/u([\da-f]{4})/g, (_, hex: string) => `u${hex.toUpperCase()}`),
  'JSON in JSON': (text) => JSON.stringify(JSON.stringify(text)).slice(1, -1),
  'escaped escapes': (text) => unicode(text).replaceAll('\\', '\\\\'),
  'decimal entities': (text) => [...text].map((one) => `&#${one.codePointAt(0)};`).join(''),
  'hex entities': (text) => [...text].map((one) => `&#x${one.codePointAt(0)?.toString(16)};`).join(''),
  hex: (text) => Buffer.from(text).toString('hex'),
  'hex in capitals': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  base64: base64After('', 'base64'),
  'base64 after one byte': base64After('x', 'base64'),
  'base64 after two bytes': base64After('xy', 'base64'),
  base64url: base64After('', 'base64url'),
  'base64url after one byte': base64After('?', 'base64url'),
  'base64url after two bytes': base64After('??', 'base64url'),
  'percent of base64': (text) => encodeURIComponent(base64After('', 'base64')(text)),
  'base64 in JSON escapes': (text) => unicode(base64After('u:', 'base64')(text)),
}

/** The part of a base64 text that depends on the secret alone, for each offset. */
function base64Cores(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    const core = text.slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + bytes.length) * 4) / 3))
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

/**
 * The spellings of a secret that a text contains after all. The text is decoded here by other means than the product's:
 * again and again, character by character.
 */
export function findLeaks(text: string, secret: string): string[] {
  const wanted = secret.toLowerCase()
  const leaks: string[] = []
  for (let round = 0, plain = text; round < 8; round++) {
    const lower = plain.toLowerCase()
    if (lower.includes(wanted)) leaks.push(`decoded ${round} times`)
    if (lower.includes(Buffer.from(secret).toString('hex'))) leaks.push(`in hex, decoded ${round} times`)
    if (base64Cores(secret).some((core) => core.length >= 5 && plain.includes(core)))
      leaks.push(`in base64, decoded ${round} times`)
    const next = decodeOnce(plain)
    if (next === plain) break
    plain = next
  }
  return leaks
}

function decodeOnce(text: string): string {
  return text
    .replace(/(%[\da-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString())
    .replace(/\\+u([\da-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/&#x([\da-f]+);/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, digits: string) => String.fromCodePoint(Number(digits)))
    .replace(/\\(["'\\/])/g, '$1')
}
