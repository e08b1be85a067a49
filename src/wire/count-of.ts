/**
 * A number with its noun, in the singular for one.
 *
 * @example
 * ```ts
 * countOf(1, 'request') // 1 request
 * countOf(2, 'sandbox', 'sandboxes') // 2 sandboxes
 * ```
 */
export const countOf = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`
