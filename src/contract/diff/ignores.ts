import { InputError } from '../../wire/input-error.js'

interface Pattern {
  readonly place: RegExp
  /** Undefined: every kind. */
  readonly what: string | undefined
}

const kinds = ['missing', 'additional', 'type', 'form', 'value', 'length']

/** The differences that a comparison ignores. */
export class Ignores {
  private constructor(private readonly patterns: readonly Pattern[]) {}

  /** @throws {InputError} for an invalid place */
  static parse(lines: readonly string[]): Ignores {
    return new Ignores(lines.map(parsePattern))
  }

  cover(place: string, what: string): boolean {
    return this.patterns.some((pattern) => (pattern.what ?? what) === what && pattern.place.test(place))
  }
}

function parsePattern(line: string): Pattern {
  const [, place = '', what] = /^((?:status|header|body)(?: \S+)?)(?:: (\w+))?$/.exec(line) ?? []
  if (place === '' || (what !== undefined && !kinds.includes(what))) {
    throw new InputError(
      `"${line}" is not a valid place to ignore. Use one like "status", "header retry-after" or "body /data/*/name: value" (${kinds.join(', ')}).`,
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
