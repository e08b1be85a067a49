import type { CoverageCounts } from '../core/coverage.js'
import { errorCodes } from '../core/errors.js'
import type { ControlTable } from './operation.js'

const answerCounts = (counts: CoverageCounts) => ({ body: copyCounts(counts), text: describeCounts(counts) })

export const coverage: ControlTable<'GetCoverage' | 'ClearCoverage', 'reports'> = {
  GetCoverage: ({ reports }) => answerCounts(reports.coverage()),
  ClearCoverage: ({ reports }) => {
    reports.clearCoverage()
    return answerCounts(reports.coverage())
  },
}

/** A copy, because the counts go on. */
function copyCounts({ requests, ...groups }: CoverageCounts) {
  const copy = Object.fromEntries(Object.entries(groups).map(([name, counts]) => [name, { ...counts }]))
  return { requests, ...(copy as Omit<CoverageCounts, 'requests'>) }
}

/** The same for a person: what was reached with its count, what never was beside it. */
function describeCounts(counts: CoverageCounts): string {
  const reached = (group: Record<string, number>) => Object.values(group).filter((count) => count > 0).length
  const share = (name: 'operations' | 'outcomes' | 'errors') =>
    `${reached(counts[name])} of ${Object.keys(counts[name]).length} ${name}`
  const lines = [
    `Telnyx Verify as this run has used it: ${counts.requests} requests, ${share('operations')}, ${share('outcomes')}, ${share('errors')}`,
    '',
    describeGroup('outcomes', counts.outcomes),
    describeGroup('deliveries', counts.deliveries),
    describeGroup('channels', counts.channels),
    describeGroup('statuses', counts.statuses),
    describeGroup('webhooks', counts.webhooks),
    describeGroup('faults', onlyReached(counts.faults), 'none'),
    describeGroup('errors', withTitles(onlyReached(counts.errors)), 'none'),
    describeGroup('operations', onlyReached(counts.operations), 'none'),
  ]
  const never = Object.keys(counts.operations).filter((name) => counts.operations[name] === 0)
  if (never.length > 0) lines.push(...wrap('never', never))
  return `${lines.join('\n')}\n`
}

const width = 12

function describeGroup(name: string, counts: Record<string, number>, empty = ''): string {
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

/** Words in lines of a bearable length. */
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
