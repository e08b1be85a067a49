/** The limit; no server decodes more often. */
const mostRounds = 8

/** Decodes percent escapes again and again, and letters that are written as others, like full-width ones. */
export function decodeFully(text: string): string {
  let plain = text
  for (let round = 0, before = ''; round < mostRounds && plain !== before; round++) {
    before = plain
    plain = plain
      .replace(/(?:%[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString())
      .normalize('NFKC')
  }
  return plain
}
