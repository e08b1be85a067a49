/** Inserts generated text between the marks `<!-- name -->` and `<!-- /name -->` of a page. @throws if a mark is missing */
export function fillMark(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  if (!page.includes(begin) || !page.includes(end)) throw new Error(`The page has no marks ${begin} and ${end}.`)
  const before = page.slice(0, page.indexOf(begin) + begin.length)
  return `${before}\n${text}\n${page.slice(page.indexOf(end))}`
}

const figure = /<!-- figure ([\w.@-]+) -->[^\n]*?<!-- \/figure -->/g

/**
 * Replaces the figures inside sentences: the text between `<!-- figure name -->` and `<!-- /figure -->`, on one line.
 *
 * @param toText returns the figure for a name
 */
export function fillFigures(page: string, toText: (name: string) => string): string {
  return page.replaceAll(figure, (_, name: string) => `<!-- figure ${name} -->${toText(name)}<!-- /figure -->`)
}

/** Returns the handwritten text of a page: without the generated text between marks, and without code blocks. */
export function handWritten(page: string): string {
  return page
    .replaceAll(figure, '')
    .replaceAll(/<!-- ([\w ]+) -->[\s\S]*?<!-- \/\1 -->/g, '')
    .replaceAll(/^```[\s\S]*?^```/gm, '')
}
