/**
 * A text as JSON. One of plain ASCII, as IDs, phone numbers and codes are, only needs quotes, and `JSON.stringify` takes
 * several times as long to find that out.
 *
 * @example
 * ```ts
 * quoteJson('+13035551234') // '"+13035551234"'
 * ```
 */
export const quoteJson = (text: string): string => `"${escapeJson(text)}"`

/** Writes a text as JSON does between the quotation marks: unchanged if it is plain. */
export const escapeJson = (text: string): string => (isPlain(text) ? text : JSON.stringify(text).slice(1, -1))

/** Whether a text is the same inside a JSON string. */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x20 || unit > 0x7e || unit === quote || unit === backslash) return false
  }
  return true
}

const quote = 0x22
const backslash = 0x5c
