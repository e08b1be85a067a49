import type { CoverageCounts } from '../core/coverage-counts.js'
import { errorCodes } from '../core/errors.js'
import { countOf } from '../wire/count-of.js'
import type { ControlTable } from './operation.js'
import { readSandboxFilter } from './query.js'

const answerCounts = (counts: CoverageCounts) => ({ body: copyCounts(counts), text: formatCoverage(counts) })

export const coverage: ControlTable<'GetCoverage' | 'ClearCoverage', 'reports'> = {
  GetCoverage: async ({ reports, query }) => answerCounts(await reports.coverage(readSandboxFilter(query))),
  ClearCoverage: async ({ reports, query }) => {
    const filter = readSandboxFilter(query)
    reports.clearCoverage(filter)
    return answerCounts(await reports.coverage(filter))
  },
}

/** A copy, because the counts keep changing. */
function copyCounts({ requests, ...groups }: CoverageCounts) {
  const copy = Object.fromEntries(Object.entries(groups).map(([name, counts]) => [name, { ...counts }]))
  return { requests, ...(copy as Omit<CoverageCounts, 'requests'>) }
}

/** The coverage as text for people: each item with its count, or `never`. */
function formatCoverage(counts: CoverageCounts): string {
  const reached = (group: Record<string, number>) => Object.values(group).filter((count) => count > 0).length
  const share = (name: 'operations' | 'outcomes' | 'errors') =>
    `${reached(counts[name])} of ${Object.keys(counts[name]).length} ${name}`
  const lines = [
    `Coverage: ${countOf(counts.requests, 'request')}, ${share('operations')}, ${share('outcomes')}, ${share('errors')}`,
    '',
    formatGroup('outcomes', counts.outcomes),
    formatGroup('deliveries', counts.deliveries),
    formatGroup('channels', counts.channels),
    formatGroup('statuses', counts.statuses),
    formatGroup('webhooks', counts.webhooks),
    formatGroup('faults', onlyReached(counts.faults), 'none'),
    formatGroup('errors', withTitles(onlyReached(counts.errors)), 'none'),
    formatGroup('operations', onlyReached(counts.operations), 'none'),
  ]
  const never = Object.keys(counts.operations).filter((name) => counts.operations[name] === 0)
  if (never.length > 0) lines.push(...wrap('never', never))
  return `${lines.join('\n')}\n`
}

const width = 12

function formatGroup(name: string, counts: Record<string, number>, empty = ''): string {
  const words = Object.entries(counts).map(([word, count]) => `${word} ${count === 0 ? 'never' : count}`)
  return name.padEnd(width) + (words.join(', ') || empty)
}

function onlyReached(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}

function withTitles(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).map(([code, count]) => [
      `${code} (${errorCodes[code as keyof typeof errorCodes].title})`,
      count,
    ]),
  )
}

/** Wraps words into lines of at most 110 characters. */
function wrap(name: string, words: readonly string[]): string[] {
  const lines: string[] = []
  let line = name.padEnd(width)
  for (const [index, word] of words.entries()) {
    const next = word + (index < words.length - 1 ? ', ' : '')
    if (line.length + next.length > 110) {
      lines.push(line.trimEnd())
      line = ' '.repeat(width)
    }
    line += next
  }
  return [...lines, line]
}
