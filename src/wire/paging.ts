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
 * @param sizeByDefault the default page size, if not the usual one
 * @param mostSize the largest page size, if not the usual one
 * @throws {Refusal} 400, 10015 if out of range, in the `docs` dialect; the `spec` dialect uses the nearest valid value
 */
export function readPage(
  query: Readonly<Record<string, string>>,
  dialect: Dialect,
  sizeByDefault = usualSize,
  mostSize = largestSize,
): Page {
  return {
    number: readNumber(query, 'page[number]', 1, Number.MAX_SAFE_INTEGER, dialect),
    size: readNumber(query, 'page[size]', sizeByDefault, mostSize, dialect),
  }
}

function readNumber(
  query: Readonly<Record<string, string>>,
  parameter: string,
  byDefault: number,
  most: number,
  dialect: Dialect,
): number {
  const text = query[parameter]
  if (text === undefined) return byDefault
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= 1 && value <= most) return value
  if (dialect === 'spec') return Number.isNaN(value) ? byDefault : Math.min(Math.max(value, 1), most)
  refuse('10015', {
    rule: 'H15',
    source: { parameter },
    hint: `${parameter} must be a whole number from 1${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`}; you sent ${text}`,
  })
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
