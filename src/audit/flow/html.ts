/** One start tag of an HTML page. */
export interface Tag {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
}

const tags = /<([a-z][\w-]*)((?:\s+[^\s"'>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/gi
const attributes = /([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g

/** The start tags of a page in order, without those in comments. */
export function tagsIn(html: string): Tag[] {
  return [...html.replace(/<!--[\s\S]*?-->/g, '').matchAll(tags)].map(([, name = '', text = '']) => ({
    name: name.toLowerCase(),
    attributes: new Map(
      [...text.matchAll(attributes)].map(([, key = '', ...values]) => [
        key.toLowerCase(),
        decode(values.find((value) => value !== undefined) ?? ''),
      ]),
    ),
  }))
}

/** The value of the first element that fits a selector like `input[name=csrf]`: its `value`, otherwise its `content`. */
export function findValue(html: string, selector: string): string | undefined {
  const [, name = '', rest = ''] = /^\s*([a-z][\w-]*)?(.*)$/i.exec(selector) ?? []
  const wanted = [...rest.matchAll(/\[\s*([\w-]+)\s*(?:=\s*["']?([^"'\]]*)["']?\s*)?\]|#([\w-]+)/g)].map(
    ([, key, value, id]) => (id === undefined ? ([key?.toLowerCase() ?? '', value] as const) : (['id', id] as const)),
  )
  const found = tagsIn(html).find(
    (tag) =>
      (name === '' || tag.name === name.toLowerCase()) &&
      wanted.every(([key, value]) =>
        value === undefined ? tag.attributes.has(key) : tag.attributes.get(key) === value,
      ),
  )
  return found?.attributes.get('value') ?? found?.attributes.get('content')
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
