import type { CaseResult, Finding, ReceiverReport } from './report.js'

/** A report for people: what to do first, a line a case, and each finding with what it means and its cure. */
export function formatTable({ target, publicKey, advice, findings, results }: ReceiverReport): string {
  const blocks = [
    `${target}\nSigned with the key pair of TELNYX_PUBLIC_KEY=${publicKey}`,
    ...(advice === null ? [] : [`First: ${advice}`]),
    toLines(results).join('\n'),
    ...findings.map(toBlock),
    summarize(findings, results),
  ]
  return `${blocks.join('\n\n')}\n`
}

const marks = { ok: 'ok', finding: 'FINDING', skipped: 'skipped' } as const

function toLines(results: readonly CaseResult[]): string[] {
  const rows = results.map((result) => [
    marks[result.verdict],
    result.case,
    result.verdict === 'skipped' ? '-' : result.answer,
    result.tookMs === null ? '' : `${result.tookMs} ms`,
    result.verdict === 'skipped' ? result.answer : result.sends,
  ])
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0))
  const widths = [0, 1, 2, 3].map(width)
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 3 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

function toBlock({ case: name, answer, expected, meaning, cure }: Finding): string {
  return `${name}: ${answer}; a correct receiver answers ${expected}.\n  Means: ${meaning}\n  Cure:  ${cure}`
}

function summarize(findings: readonly Finding[], results: readonly CaseResult[]): string {
  const skipped = results.filter(({ verdict }) => verdict === 'skipped').length
  const counts = `${count(results.length, 'case')}, ${findings.length === 0 ? 'no findings' : count(findings.length, 'finding')}`
  return `${counts}${skipped === 0 ? '' : `, ${skipped} skipped`}.`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
