import type { CaseResult, ReceiverReport } from './report.js'

/** A report as JUnit XML, for the test view of a CI system: a case is a test, a finding its failure. */
export function formatJunit({ target, advice, findings, results }: ReceiverReport): string {
  const skipped = results.filter(({ verdict }) => verdict === 'skipped').length
  const seconds = results.reduce((sum, { tookMs }) => sum + (tookMs ?? 0), 0) / 1000
  const counts = `tests="${results.length}" failures="${findings.length}" errors="0" skipped="${skipped}" time="${seconds.toFixed(3)}"`
  const testCases = results.map((result) =>
    toTestCase(
      result,
      findings.find((finding) => finding.case === result.case),
    ),
  )
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${toXml(`webhook receiver ${target}`)}" ${counts}>`,
    ...testCases,
    ...(advice === null ? [] : [`    <system-out>${toXml(advice)}</system-out>`]),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function toTestCase(result: CaseResult, finding: ReceiverReport['findings'][number] | undefined): string {
  const attributes = `classname="webhook receiver" name="${result.case}"`
  const open = `    <testcase ${attributes} time="${((result.tookMs ?? 0) / 1000).toFixed(3)}"`
  if (result.verdict === 'skipped') return `${open}><skipped message="${toXml(result.answer)}"/></testcase>`
  if (finding === undefined) return `${open}/>`
  const message = `${result.sends}: ${finding.answer}; expected ${finding.expected}`
  return `${open}><failure type="${finding.problem}" message="${toXml(message)}">${toXml(`${finding.meaning}\n${finding.cure}`)}</failure></testcase>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** XML 1.0 has no way to write most control characters and lone surrogates: they become U+FFFD. */
function toXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
