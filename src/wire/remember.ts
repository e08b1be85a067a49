/** The number of texts that are remembered, and the length of one. Each request of a program has the same few headers. */
const mostRemembered = 100
const longestRemembered = 300

/**
 * Remembers the results of a pure function of a text, so that the header that most requests share is read once. What the
 * function throws is not remembered.
 *
 * @example
 * ```ts
 * const isSafe = remember((host: string) => isSafeHost(nameOf(host)))
 * ```
 */
export function remember<Result>(compute: (text: string) => Result): (text: string) => Result {
  const results = new Map<string, Result>()
  return (text) => {
    const known = results.get(text)
    if (known !== undefined) return known
    const result = compute(text)
    if (text.length > longestRemembered) return result
    if (results.size >= mostRemembered) results.clear()
    results.set(text, result)
    return result
  }
}
