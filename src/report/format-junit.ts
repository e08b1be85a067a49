import { type Finding, findingsOf, levelOf, type Report, type Section, summarizeFindings } from './report.js'

/**
 * A report as JUnit XML, for the test view of a CI system: a section is a suite, a finding a test. A failure fails, what
 * could not run is an error, what was not shown is skipped.
 */
export function formatJunit(report: Report): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeXml(report.title)}" ${formatCounts(findingsOf(report))}>`,
    ...report.sections.flatMap((section) => formatSuite(section, report.advice)),
    '</testsuites>',
    '',
  ].join('\n')
}

function formatSuite({ title, findings }: Section, advice: string | undefined): string[] {
  const output = [...(advice === undefined ? [] : [advice]), summarizeFindings(findings)].join('\n')
  return [
    `  <testsuite name="${escapeXml(title)}" ${formatCounts(findings)}>`,
    ...findings.map((finding) => formatTestCase(title, finding)),
    `    <system-out>${escapeXml(output)}</system-out>`,
    '  </testsuite>',
  ]
}

function formatCounts(findings: readonly Finding[]): string {
  const count = (level: ReturnType<typeof levelOf>) => findings.filter((finding) => levelOf(finding) === level).length
  const tookMs = findings.reduce((sum, { tookMs }) => sum + (tookMs ?? 0), 0)
  const counts = `failures="${count('failure')}" errors="${count('error')}" skipped="${count('unknown')}"`
  return `tests="${findings.length}" ${counts} time="${toSecs(tookMs)}"`
}

function formatTestCase(section: string, finding: Finding): string {
  const { kind, rule, place, sentence, sent, expected, actual, risk, advice, example, tookMs } = finding
  const name = rule === undefined ? place : `${rule}: ${place}`
  const open = `    <testcase classname="${escapeXml(section)}" name="${escapeXml(name)}" time="${toSecs(tookMs ?? 0)}"`
  const message = `message="${escapeXml(sentence)}"`
  switch (levelOf(finding)) {
    case 'pass':
      return `${open}/>`
    case 'unknown':
      return `${open}><skipped ${message}/></testcase>`
    case 'error':
      return `${open}><error type="${kind}" ${message}/></testcase>`
    case 'failure': {
      const asked = sent === undefined ? undefined : `sent: ${sent}`
      const details = [sentence, asked, `expected: ${expected ?? ''}`, `actual: ${actual ?? ''}`, risk, advice, example]
      const text = details.filter((detail) => detail !== undefined).join('\n')
      return `${open}><failure type="${kind}" ${message}>${escapeXml(text)}</failure></testcase>`
    }
  }
}

const toSecs = (ms: number) => (ms / 1000).toFixed(3)

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** XML 1.0 cannot express most control characters and lone surrogates: they become U+FFFD. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
