/** Built at the first need: properties of Unicode take a millisecond to read, and most texts are plain. */
let invisible: { readonly all: RegExp; readonly allButLineBreaks: RegExp } | undefined

function createPatterns() {
  /**
   * Characters that change how a terminal or a page shows other text, instead of being shown: controls (C0, DEL, C1),
   * formats such as the marks of text direction, line separators, unpaired surrogates, and noncharacters. Also those that
   * are not shown at all, like fillers, variation selectors and the blank of Braille: two names would look the same.
   */
  const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}\u2800]/u

  /** The joiners of emoji, of their keycaps, and of the scripts that write with joiners, each behind what it belongs to. */
  const joining = [
    /(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d/u,
    /(?<=\p{Extended_Pictographic})[\ufe0e\ufe0f]/u,
    /(?<=[\d#*])\ufe0f(?=\u20e3)/u,
    /(?<=(?![\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Common}\p{sc=Inherited}])[\p{L}\p{M}])[\u200c\u200d]/u,
    /(?<=\p{sc=Mongolian})[\u180b-\u180d\u180f]/u,
  ]
  const source = `(?!${joining.map((pattern) => pattern.source).join('|')})${unseen.source}`
  return { all: new RegExp(source, 'gu'), allButLineBreaks: new RegExp(`(?!\\n)${source}`, 'gu') }
}

/** Text without anything to escape, but perhaps line breaks. */
const plain = /^[\n\x20-\x7e]*$/

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
  if (plain.test(text) && (keepsLines || !text.includes('\n'))) return text
  invisible ??= createPatterns()
  return text.replace(
    keepsLines ? invisible.allButLineBreaks : invisible.all,
    (character) => short[character] ?? toEscapes(character),
  )
}

function toEscapes(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
