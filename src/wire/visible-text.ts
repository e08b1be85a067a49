/**
 * Characters that change how a terminal or a page shows other text, instead of being shown: controls (C0, DEL, C1),
 * formats such as the marks of text direction, line separators, unpaired surrogates, and noncharacters. The joiners of
 * emoji and of some scripts stay.
 */
const invisible = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu
const invisibleButLineBreaks = new RegExp(`(?!\\n)${invisible.source}`, invisible.flags)

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Makes every character of a text visible, so that a name, a template or a URL cannot move the cursor, recolor a
 * terminal, or show its characters in another order. The escapes are those of JSON, so escaped JSON means the same.
 *
 * @example
 * ```ts
 * toVisible('Acme\u001b[2J') // 'Acme\\u001b[2J'
 * toVisible('one\ntwo') // 'one\\ntwo'
 * toVisible('one\ntwo', { keepsLines: true }) // 'one\ntwo'
 * ```
 */
export function toVisible(text: string, { keepsLines = false } = {}): string {
  return text.replace(
    keepsLines ? invisibleButLineBreaks : invisible,
    (character) => short[character] ?? toEscapes(character),
  )
}

function toEscapes(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
