const token = /"(?:[^"\\]|\\.)*"|[^\s"{}[\],:]+|[{}[\],:]/g

/**
 * Writes redacted JSON as it was written before: `-0`, `1e400`, `1.0`, escapes and white space would be lost, and the
 * emulator may answer otherwise without them. Where members were repeated or reordered, the redacted text stays as it is.
 *
 * @param text JSON as it was sent
 * @param clean the same JSON without secrets, in compact form
 * @throws {SyntaxError} for a text that is not JSON
 * @example
 * ```ts
 * keepSpelling('{ "n": -0, "password": "a" }', '{"n":0,"password":"REDACTED"}') // { "n": -0, "password": "REDACTED" }
 * ```
 */
export function keepSpelling(text: string, clean: string): string {
  const plain = JSON.stringify(JSON.parse(text))
  if (plain === clean) return text
  const [plainTokens, cleanTokens] = [plain.match(token) ?? [], clean.match(token) ?? []]
  const written = text.match(token) ?? []
  const isAlike =
    written.length === plainTokens.length &&
    written.length === cleanTokens.length &&
    written.every((one, index) => toPlain(one) === plainTokens[index])
  if (!isAlike) return clean
  let index = 0
  return text.replaceAll(token, (one) => {
    const at = index++
    return cleanTokens[at] === plainTokens[at] ? one : (cleanTokens[at] ?? '')
  })
}

const toPlain = (one: string) => (/^[{}[\],:]$/.test(one) ? one : JSON.stringify(JSON.parse(one)))
