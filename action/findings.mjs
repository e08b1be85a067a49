/** What the kinds of findings mean for a run, as src/report/report.ts has it; a test compares the two. */
export const failingKinds = ['breaking', 'contradicts', 'failed', 'proves-nothing', 'differs']
export const errorKinds = ['could-not-run']
export const unknownKinds = ['known', 'vendor-default', 'unproven', 'skipped']

/** A test case, for all three outputs: `state` is passed, failed, skipped or error. */
export const toCase = ({ kind, place, sentence, advice }) => ({
  name: place,
  state: failingKinds.includes(kind)
    ? 'failed'
    : errorKinds.includes(kind)
      ? 'error'
      : unknownKinds.includes(kind)
        ? 'skipped'
        : 'passed',
  message: advice === undefined ? sentence : `${sentence} ${advice}`,
})

/** A suite of a JSON report. */
export const toSuite = ({ title, verdict, file, sections }) => ({
  title,
  verdict,
  file,
  cases: sections.flatMap(({ findings }) => findings.map(toCase)),
})

/** Whether a case fails the run. */
export const isBad = ({ state }) => state === 'failed' || state === 'error'

const escapeXml = (text) =>
  show(text)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 forbids them, even escaped
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** The suites as JUnit XML. */
export function toJunit(suites) {
  const count = (cases, state) => cases.filter((one) => one.state === state).length
  const toElement = (suite, { name, state, message }) => {
    const head = `    <testcase classname="${escapeXml(suite)}" name="${escapeXml(name)}"`
    if (state === 'passed') return `${head}/>`
    const inside = { failed: 'failure', error: 'error', skipped: 'skipped' }[state]
    return `${head}><${inside} message="${escapeXml(message)}"/></testcase>`
  }
  const lines = suites.map(({ title, cases }) =>
    [
      `  <testsuite name="${escapeXml(title)}" tests="${cases.length}" failures="${count(cases, 'failed')}" errors="${count(cases, 'error')}" skipped="${count(cases, 'skipped')}">`,
      ...cases.map((one) => toElement(title, one)),
      '  </testsuite>',
    ].join('\n'),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${lines.join('\n')}\n</testsuites>\n`
}

/** Text in a table cell: markup is escaped, line breaks become spaces. */
export const escapeCell = (text) =>
  show(text)
    .replaceAll(/[\\`*_{}[\]<>|#~!]/g, (character) => `\\${character}`)
    .replaceAll('&', '&amp;')
    .replaceAll(/\s+/g, ' ')

/** Marks of text direction and other characters that are not seen, as escapes of JSON. */
const show = (text) =>
  text.replaceAll(
    /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** The suites as Markdown: a line for each, and a table of what is not in order. */
export function toMarkdown(suites) {
  return suites
    .map(({ title, verdict, cases }) => {
      const bad = cases.filter(isBad)
      const head = `### ${bad.length === 0 ? '✅' : '❌'} ${escapeCell(title)}\n\n${escapeCell(verdict)}\n`
      if (bad.length === 0) return head
      const rows = bad.map(({ name, message }) => `| ${escapeCell(name)} | ${escapeCell(message)} |`)
      return `${head}\n| where | finding |\n|---|---|\n${rows.join('\n')}\n`
    })
    .join('\n')
}
