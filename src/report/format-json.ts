import { countKinds, exitCodeOf, findingsOf, type Report, verdictOf } from './report.js'

/** A report as JSON, for programs: the verdict, the counts and every finding. */
export function formatJson(report: Report): string {
  const { title, advice, score, facts, file, sections, tables, figures, questions } = report
  const head = {
    title,
    verdict: verdictOf(report),
    exitCode: exitCodeOf(report),
    counts: Object.fromEntries(countKinds(findingsOf(report))),
    advice,
    score,
  }
  return `${JSON.stringify({ ...head, facts: Object.fromEntries(facts), file, figures, tables, sections, questions }, null, 2)}\n`
}
