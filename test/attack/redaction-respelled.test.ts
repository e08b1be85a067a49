import { describe, expect, test } from 'vitest'
import { newRedactor, record } from './record.js'

const secret = 'Tr0ub4dor&3-Xy'
const long = 'correct.horse_battery=staple/9-Zq7'

const bytesOf = (text: string) => [...Buffer.from(text)]
const hex = (byte: number) => byte.toString(16).padStart(2, '0')
const hexWith = (separator: string) => (text: string) => bytesOf(text).map(hex).join(separator)
const each = (write: (character: string) => string) => (text: string) => [...text].map(write).join('')
const shift = (start: number, from: string) => (character: string) =>
  /[a-z]/i.test(character)
    ? String.fromCodePoint(start + character.toLowerCase().charCodeAt(0) - from.charCodeAt(0))
    : character

/** As `hexdump -C` and `xxd` write it: an address, 16 bytes and the text on each line. */
function dump(text: string, group: number, edge: string): string {
  const bytes = bytesOf(`0123456789${text}`)
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.slice(at, at + 16)
    const digits = row.map((byte, index) => hex(byte) + (index % group === group - 1 ? ' ' : '')).join('')
    lines.push(`${at.toString(16).padStart(8, '0')}:  ${digits.padEnd(50)} ${edge}${Buffer.from(row)}${edge}`)
  }
  return lines.join('\n')
}

const spellings: Readonly<Record<string, (text: string) => string>> = {
  'quoted-printable': each((one) => `=${hex(one.charCodeAt(0)).toUpperCase()}`),
  'quoted-printable where needed': (text) => text.replaceAll('=', '=3D').replaceAll('&', '=26'),
  'quoted-printable on several lines': (text) => `${text.slice(0, 6)}=\r\n${text.slice(6)}`,
  'CSS escapes': each((one) => `\\${one.charCodeAt(0).toString(16)} `),
  'long CSS escapes': each((one) => `\\${one.charCodeAt(0).toString(16).padStart(6, '0')}`),
  'a list of bytes': (text) => `[${bytesOf(text).join(', ')}]`,
  'a list of bytes without spaces': (text) => bytesOf(text).join(','),
  'bytes with spaces': (text) => bytesOf(text).join(' '),
  'quoted bytes': (text) => `['${bytesOf(text).join("', '")}']`,
  'hex with spaces': hexWith(' '),
  'hex with colons': hexWith(':'),
  'hex with dashes': hexWith('-'),
  'hex on lines': hexWith('\n'),
  'hex numbers': (text) =>
    bytesOf(text)
      .map((byte) => `0x${hex(byte)}`)
      .join(', '),
  'hex numbers without spaces': (text) =>
    bytesOf(text)
      .map((byte) => `0x${hex(byte).toUpperCase()}`)
      .join(','),
  'a dump of hexdump': (text) => dump(text, 1, '|'),
  'a dump of xxd': (text) => dump(text, 2, ''),
  'full-width letters': each((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)),
  'bold letters': each(shift(0x1d41a, 'a')),
  'circled letters': each(shift(0x24d0, 'a')),
  'unseen tags': each((one) => String.fromCodePoint(0xe0000 + one.charCodeAt(0))),
  'combining marks': each((one) => `${one}\u0301`),
  'marks of text direction': each((one) => `\u202e${one}\u2066`),
  'colors of a terminal': each((one) => `\u001b[31m${one}\u001b[0m`),
  'letters with spaces': (text) => [...text].join(' '),
  'letters with dots': (text) => [...text].join('.'),
  'letters with commas': (text) => [...text].join(', '),
  'letters in quotes': (text) => `["${[...text].join('","')}"]`,
  'letters on lines': (text) => [...text].join('\n'),
  'letters in tags': each((one) => `<b>${one}</b>`),
  'a break within': (text) => `${text.slice(0, 7)}<wbr>${text.slice(7)}`,
  'two lines': (text) => `${text.slice(0, 7)}\r\n  ${text.slice(7)}`,
  'two strings': (text) => `"${text.slice(0, 7)}" + "${text.slice(7)}"`,
  'base64 on lines': (text) =>
    (
      Buffer.from(`..${text}..`)
        .toString('base64')
        .match(/.{1,12}/g) ?? []
    ).join('\r\n'),
  'percent of full-width letters': (text) =>
    encodeURIComponent([...text].map((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).join('')),
}

/** The characters of a text that are neither separators nor common in what stays around it. */
const lettersOf = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '')

describe('a known secret in spellings of other kinds', () => {
  test.each(Object.entries(spellings))('%s', (_, spell) => {
    for (const value of [secret, long]) {
      const written = spell(value)
      for (const answer of [
        JSON.stringify({ remark: `before ${written} after` }),
        `<p>before ${written} after</p>`,
        `{"remark":${JSON.stringify(`before ${written} after`)},"cut":`,
      ]) {
        const recorded = record({ request: JSON.stringify({ password: value }), answer })
        const text = JSON.stringify(JSON.parse(recorded).log.entries[0].response.content)
        expect(text).toContain('before')
        expect(text).toContain('REDACTED')
        for (const part of [written, ...written.split(/[\r\n]+/).filter((line) => line.length > 12)])
          expect(text).not.toContain(JSON.stringify(part).slice(1, -1))
        expect(lettersOf(text)).not.toContain(lettersOf(value.slice(2, 10)))
      }
    }
  })

  test.each([
    ['two members', (text: string) => ({ first: text.slice(0, 6), second: text.slice(6) })],
    ['a list of pieces', (text: string) => ({ parts: text.match(/.{1,4}/g) })],
    ['a list of characters', (text: string) => ({ parts: [...text] })],
    ['a list of bytes', (text: string) => ({ parts: bytesOf(text) })],
    ['a buffer', (text: string) => ({ parts: Buffer.from(text).toJSON() })],
    ['bytes by their place', (text: string) => ({ parts: Object.fromEntries(bytesOf(text).entries()) })],
  ])('split over %s', (_, split) => {
    const recorded = record({
      request: JSON.stringify({ password: secret }),
      answer: JSON.stringify({ a: 'stays', x: split(secret), n: [1, 2, 3], b: 'stays' }),
    })
    const { content } = JSON.parse(recorded).log.entries[0].response
    const answer = JSON.parse(content.text)
    expect(answer).toMatchObject({ a: 'stays', n: [1, 2, 3], b: 'stays' })
    expect(JSON.stringify(answer.x)).not.toMatch(/Tr0u|b4dor|"T","r"|84,114|"0":84/)
  })

  test.each([
    ['quoted-printable', 'password=3Dcorrect-horse'],
    ['CSS', '\\70\\61\\73\\73\\77\\6f\\72\\64: correct-horse'],
  ])('a value that is named in %s', (_, text) => {
    expect(record({ answer: `x ${text} y` })).not.toContain('correct-horse')
  })

  test.each([
    'Order 12, 48, 99, 101, 7 and 250 arrived.',
    'a b c d e f g',
    '12:34:56 ab:cd:ef:01:23:45',
    'x=3D y\nz <b>bold</b> "one", "two"',
    'Ａ ｆｕｌｌ ｗｉｄｔｈ sentence, zu\u0308rich',
    '.a { content: "\\201C" }',
  ])('ordinary text stays: %s', (value) => {
    const redactor = newRedactor()
    expect(JSON.parse(redactor.body(JSON.stringify({ value, list: [104, 117, 110], parts: ['a', 'b'] })))).toEqual({
      value,
      list: [104, 117, 110],
      parts: ['a', 'b'],
    })
  })
})
