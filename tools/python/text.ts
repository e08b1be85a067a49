/** Wrapped text of generated Python: docstrings. */

/** The longest line of generated code. */
export const width = 100

/** Wraps words to lines of at most `width` characters, each indented. */
export function wrap(text: string, indent: string, hanging = indent): string[] {
  const lines: string[] = []
  let line = indent
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line.trim() !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = hanging
    }
    line += line.trim() === '' ? word : ` ${word}`
  }
  return [...lines, line]
}

/** A docstring of paragraphs; each paragraph is wrapped, and lines that are given as a list are kept apart. */
export function docstring(paragraphs: readonly (string | readonly string[])[], indent: string): string {
  const [first = '', ...others] = paragraphs
  const head = wrap(`"""${escapeQuotes(typeof first === 'string' ? first : first.join(' '))}`, indent)
  const last = head.at(-1) ?? ''
  if (others.length === 0) {
    if (last.length + 3 <= width) return [...head.slice(0, -1), `${last}"""`].join('\n')
    return [...head, `${indent}"""`].join('\n')
  }
  const rest = others.flatMap((paragraph) => [
    '',
    ...(typeof paragraph === 'string'
      ? wrap(escapeQuotes(paragraph), indent)
      : paragraph.map((line) => escapeQuotes(line) && indent + escapeQuotes(line))),
  ])
  return [...head, ...rest, `${indent}"""`].join('\n')
}

const escapeQuotes = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"""', "'''")

/** A sentence: with a full stop at its end. */
export const sentence = (text: string): string => {
  const trimmed = text.trim()
  return /[.!?:]$/.test(trimmed) ? trimmed : `${trimmed}.`
}
