import { refuse } from '../core/errors.js'
import type { Dialect } from '../core/settings.js'
import type { Wire } from './types.js'

export interface Page {
  /** Counts from 1. */
  readonly number: number
  readonly size: number
}

const largestSize = 250
const usualSize = 25

/**
 * Reads the page from a query (H15).
 *
 * @param hints get one for a value that is out of range in the `spec` dialect, which uses the nearest valid one
 * @param sizes the default and the largest page size, if not the usual ones
 * @throws {Refusal} 400, 10015 if out of range, in the `docs` dialect
 */
export function readPage(
  query: Readonly<Record<string, string>>,
  dialect: Dialect,
  hints: string[],
  { usual = usualSize, most = largestSize }: { readonly usual?: number; readonly most?: number } = {},
): Page {
  const read = (parameter: string, limits: Limits) => {
    const text = query[parameter]
    return text === undefined ? limits.byDefault : readNumber(text, parameter, limits, dialect, hints)
  }
  return {
    number: read('page[number]', { byDefault: 1, most: Number.MAX_SAFE_INTEGER }),
    size: read('page[size]', { byDefault: usual, most }),
  }
}

interface Limits {
  readonly byDefault: number
  readonly most: number
}

function readNumber(
  text: string,
  parameter: string,
  { byDefault, most }: Limits,
  dialect: Dialect,
  hints: string[],
): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= 1 && value <= most) return value
  const hint = `${parameter} must be a whole number from 1${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`}; you sent ${text}`
  if (dialect === 'docs') refuse('10015', { rule: 'H15', source: { parameter }, hint })
  const nearest = Number.isNaN(value) ? byDefault : Math.min(Math.max(value, 1), most)
  hints.push(
    `${hint}, and this is page${parameter === 'page[size]' ? ' size' : ''} ${nearest}; the docs dialect refuses it`,
  )
  return nearest
}

export function toMeta(page: Page, total: number): Wire['verify_Meta'] {
  return {
    total_pages: Math.ceil(total / page.size),
    total_results: total,
    page_number: page.number,
    page_size: page.size,
  }
}

/** The items of a list on a page. */
export function slicePage<Item>(items: readonly Item[], page: Page): readonly Item[] {
  const start = (page.number - 1) * page.size
  return items.slice(start, start + page.size)
}
