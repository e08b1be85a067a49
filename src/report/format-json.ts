import { type ContractReport, countKinds, exitCodeOf, itemsOf, verdictOf } from './report.js'

/** A report as JSON, for programs: the verdict, the counts, and everything that was looked at. */
export function formatJson(report: ContractReport): string {
  const { title, facts, file, sections } = report
  const head = {
    title,
    verdict: verdictOf(report),
    exitCode: exitCodeOf(report),
    counts: Object.fromEntries(countKinds(itemsOf(report))),
  }
  return `${JSON.stringify({ ...head, facts: Object.fromEntries(facts), file, sections }, null, 2)}\n`
}
