/** A sentence for whoever wrote it. */
export class UnreadableIgnore extends Error {
  override readonly name = 'UnreadableIgnore'
}

interface Pattern {
  readonly place: RegExp
  /** Undefined: all. */
  readonly what: string | undefined
}

const kinds = ['missing', 'additional', 'type', 'form', 'value', 'length']

/** What a comparison passes over. */
export class Ignores {
  private constructor(private readonly patterns: readonly Pattern[]) {}

  /** @throws {UnreadableIgnore} */
  static read(lines: readonly string[]): Ignores {
    return new Ignores(lines.map(read))
  }

  cover(place: string, what: string): boolean {
    return this.patterns.some((pattern) => (pattern.what ?? what) === what && pattern.place.test(place))
  }
}

function read(line: string): Pattern {
  const [, place = '', what] = /^((?:status|header|body)(?: \S+)?)(?:: (\w+))?$/.exec(line) ?? []
  if (place === '' || (what !== undefined && !kinds.includes(what))) {
    throw new UnreadableIgnore(
      `"${line}" is no place to ignore: write it like "status", "header retry-after" or "body /data/*/name: value" (${kinds.join(', ')}).`,
    )
  }
  return { place: toRegExp(place), what }
}

/** `**` matches anything, `*` anything but a slash. */
function toRegExp(place: string): RegExp {
  const parts = place
    .split(/(\*\*?)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
  return new RegExp(`^${parts.join('')}$`)
}
