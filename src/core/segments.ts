/** The characters of GSM-7 (3GPP TS 23.038) that take one septet, and those of its extension table, which take two. */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const extension = '\f^{}\\[~]|€'

const isOfGsm = (character: string) => basic.includes(character) || extension.includes(character)

/** The characters of a text, each once, for which it is sent in UCS-2. */
export function findForeignCharacters(text: string): readonly string[] {
  return [...new Set(text)].filter((character) => !isOfGsm(character))
}

/** The encoding of a text message and its length. */
export interface Segments {
  readonly encoding: 'GSM-7' | 'UCS-2'
  /** Length in units of the encoding: septets, or UTF-16 code units. */
  readonly length: number
  readonly count: number
}

/**
 * Counts the segments of a text message: 160 septets of GSM-7 or 70 UTF-16 units of UCS-2 fit into a single one, 153 or
 * 67 into each of several. A character that takes two units is never split between segments (X2).
 */
export function countSegments(text: string): Segments {
  const characters = [...text]
  const isGsm = characters.every(isOfGsm)
  const sizes = characters.map((character) => (isGsm ? (extension.includes(character) ? 2 : 1) : character.length))
  const length = sizes.reduce((sum, size) => sum + size, 0)
  const [single, each] = isGsm ? [160, 153] : [70, 67]
  const encoding = isGsm ? 'GSM-7' : 'UCS-2'
  if (length <= single) return { encoding, length, count: 1 }
  let count = 1
  let used = 0
  for (const size of sizes) {
    if (used + size > each) {
      count++
      used = 0
    }
    used += size
  }
  return { encoding, length, count }
}

/** Adds a hint about a text message that takes more than one segment, each of which costs (X2). */
export function hintSegments(text: string, hints: string[], subject = 'the text'): void {
  if (text.length <= 70) return // one segment in any encoding
  const { encoding, length, count } = countSegments(text)
  if (count === 1) return
  const units = encoding === 'GSM-7' ? 'septets' : 'UTF-16 units'
  hints.push(
    `${subject} takes ${count} segments (${length} ${units} in ${encoding}), and the vendor charges each of them`,
  )
}
