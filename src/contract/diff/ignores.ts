import { VerifyEmulatorError } from '../../wire/error-base.js'

/** A difference to ignore is written in an invalid way; the message says how to write it. */
export class IgnoreError extends VerifyEmulatorError {
  override readonly name = 'IgnoreError'
  override readonly code = 'invalid_ignore'
}

interface Pattern {
  readonly place: RegExp
  /** Undefined: every kind. */
  readonly what: string | undefined
}

const kinds = ['missing', 'additional', 'type', 'form', 'value', 'length']

/** The differences that a comparison ignores. */
export class Ignores {
  private constructor(private readonly patterns: readonly Pattern[]) {}

  /** @throws {IgnoreError} */
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
    throw new IgnoreError(
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
