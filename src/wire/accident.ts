/**
 * Accidents of one word, in any letter case. Such a text is only looked up here, since nearly all values are one word, and the
 * patterns below take a millisecond to compile.
 */
const words: ReadonlyMap<string, Accident> = new Map([
  ...['undefined', 'null', 'none', 'nil', 'nan', 'false', 'true', 'function'].map((word) => [word, 'missing'] as const),
  ...['env', 'getenv'].map((word) => [word, 'unfilled'] as const),
])

const isWord = /^\w+$/

/** What programming languages print for a missing value, or for one that is not a text yet, in more than one word. */
const missing =
  /^(?:void 0|\(null\)|\(none\)|<nil>|<none>|<null>|<undefined>|\[object \w+\]|optional\.empty|promise \{.*\}|function\b.*|.*=>.*)$/i

/** A variable or a placeholder that was sent instead of its value: `$ID`, `${ID}`, `{{id}}`, `{id}`, `<id>`, `%ID%`, `:id`. */
const unfilled =
  /^(?:[$#]?\{.*\}|\$\(.*\)|\$[a-z_][\w:]*|<.*>|\[[a-z_][\w -]*\]|%[a-z_]\w*%|%[sdv@]|%\{.*\}|%\(.*\)s|:[a-z_]\w*|\.{3}|…|(?:process\.env|import\.meta\.env|os\.environ|os\.getenv|getenv|ENV|System\.getenv)\b.*)$/i

/** A value that was printed with its wrapper or masked: `Some("x")`, `Optional[x]`, `SecretStr('**')`, `***`. */
const wrapped = /^(?:(?:some|just|optional|secretstr|ok)[[(].*[\])]|\*{3,}|\u2022{3,})$/i

const quotes = /^["'`\u2018\u2019\u201c\u201d]|["'`\u2018\u2019\u201c\u201d]$/

/** A value that is sent only by accident, and what is wrong with it. */
export type Accident = 'missing' | 'unfilled' | 'wrapped' | 'quoted'

/**
 * Recognizes values that are never meant: a missing one in words, a variable that was not filled in, a
 * masked or wrapped one, quotes.
 *
 * @example
 * ```ts
 * findAccident('undefined') // 'missing'
 * findAccident('${ID}') // 'unfilled'
 * findAccident('"abc"') // 'quoted'
 * ```
 */
export function findAccident(value: string): Accident | undefined {
  const text = value.trim()
  if (isWord.test(text)) return words.get(text.toLowerCase())
  const bare = text.replace(quotes, '').replace(quotes, '').trim()
  return findBare(bare) ?? (text !== bare ? 'quoted' : undefined)
}

function findBare(text: string): Accident | undefined {
  if (isWord.test(text)) return words.get(text.toLowerCase())
  if (missing.test(text)) return 'missing'
  if (wrapped.test(text)) return 'wrapped'
  return unfilled.test(text) ? 'unfilled' : undefined
}

/** Explains an accident in a clause. @param what like `the ID` */
export function explainAccident(accident: Accident, what: string, value: string): string {
  const shown = JSON.stringify(value.slice(0, 60))
  if (accident === 'missing') return `${what} is ${shown}; is the variable set?`
  if (accident === 'wrapped') return `${what} is the printed form ${shown}; send the value itself`
  if (accident === 'unfilled') return `${what} is the placeholder ${shown}; fill it in (is the variable set?)`
  return `${what} is in quotes; remove them`
}
