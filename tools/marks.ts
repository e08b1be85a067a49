/** Puts generated text between the marks `<!-- name -->` and `<!-- /name -->` of a page. @throws when a mark is missing */
export function fillMark(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  if (!page.includes(begin) || !page.includes(end)) throw new Error(`The page has no marks ${begin} and ${end}.`)
  const before = page.slice(0, page.indexOf(begin) + begin.length)
  return `${before}\n${text}\n${page.slice(page.indexOf(end))}`
}

/** A page without what stands between its marks, and without its code blocks: what was written by hand. */
export function handWritten(page: string): string {
  return page.replaceAll(/<!-- ([\w ]+) -->[\s\S]*?<!-- \/\1 -->/g, '').replaceAll(/^```[\s\S]*?^```/gm, '')
}
