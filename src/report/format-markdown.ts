import {
  type ExitCode,
  exitCodeOf,
  type Finding,
  findingsOf,
  levelOf,
  type Report,
  type ReportPicture,
  type ReportTable,
  type Section,
  summarizeFindings,
  verdictOf,
} from './report.js'

const marks: Readonly<Record<ExitCode, string>> = { 0: '✅', 1: '❌', 2: '⚠️' }

export interface MarkdownOptions {
  /** Address of the file of a picture; without it pictures are left out, because code hosts show none that are part of the text. */
  readonly toPictureUrl?: (picture: ReportPicture) => string
}

/** A report as GitHub Markdown, for the summary of a CI job: the verdict first, then a table for each section that did not pass. */
export function formatMarkdown(report: Report, { toPictureUrl }: MarkdownOptions = {}): string {
  const { title, advice, facts, sections, tables = [], pictures = [], questions = [] } = report
  const open = sections.filter(({ findings }) => findings.some(needsAttention))
  const passed = sections.filter((section) => !open.includes(section))
  const blocks = [
    `## ${marks[exitCodeOf(report)]} ${escapeMarkdown(title)}`,
    `**${verdictOf(report)}**: ${summarizeFindings(findingsOf(report))}.`,
    ...(advice === undefined ? [] : [`First: ${escapeMarkdown(advice)}`]),
    ...(facts.length === 0 ? [] : [facts.map(formatFact).join('\n')]),
    ...(toPictureUrl === undefined
      ? []
      : pictures.map((picture) => `![${escapeMarkdown(picture.description)}](${toPictureUrl(picture)})`)),
    ...tables.map(formatTable),
    ...open.map(formatSection),
    ...(passed.length === 0 ? [] : [formatPassed(passed)]),
    ...(questions.length === 0
      ? []
      : [['### Not tested', '', ...questions.map((one) => `- ${escapeMarkdown(one)}`)].join('\n')]),
  ]
  return `${blocks.join('\n\n')}\n`
}

const needsAttention = (finding: Finding) => levelOf(finding) !== 'pass'

const formatFact = ([name, value]: readonly [string, string]) => `- ${escapeMarkdown(name)}: ${escapeMarkdown(value)}`

function formatSection({ title, findings }: Section): string {
  const rows = findings
    .filter(needsAttention)
    .map(({ kind, rule = '', place, sentence, expected, actual, risk, advice, references = [] }) =>
      [
        ...[kind, escapeMarkdown(rule), formatCode(place)],
        [sentence, risk, advice]
          .flatMap((text) => (text === undefined ? [] : [escapeMarkdown(text)]))
          .concat(references.map(({ title, url }) => `[${escapeMarkdown(title)}](${url})`))
          .join(' '),
        ...[formatCode(expected), formatCode(actual)],
      ].join(' | '),
    )
  return [
    `### ${escapeMarkdown(title)}`,
    '',
    `${summarizeFindings(findings)}`,
    '',
    '| | rule | place | what it means | expected | actual |',
    '|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
    ...findings.flatMap(formatExample),
  ].join('\n')
}

/** Lines to copy, below the table: a cell cannot hold them. */
function formatExample({ place, advice = '', example }: Finding): string[] {
  if (example === undefined) return []
  return ['', `${formatCode(place)} ${escapeMarkdown(advice)}`.trim(), '', ...indentCode(example)]
}

/** Four spaces in front make a block of code that nothing in the code can end. */
const indentCode = (code: string) => code.split('\n').map((line) => `    ${line}`.trimEnd())

function formatTable({ title, headings, rows, numeric = [] }: ReportTable): string {
  const toRow = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    `### ${escapeMarkdown(title)}`,
    '',
    toRow(headings.map(escapeMarkdown)),
    toRow(headings.map((_, index) => (numeric.includes(index) ? '---:' : '---'))),
    ...rows.map((row) => toRow(row.map(escapeMarkdown))),
  ].join('\n')
}

function formatPassed(sections: readonly Section[]): string {
  const lines = sections.map(({ title, findings }) => `- ${escapeMarkdown(title)}: ${summarizeFindings(findings)}`)
  return ['<details><summary>Passed</summary>', '', ...lines, '', '</details>'].join('\n')
}

/** Text in a table cell: markup is escaped, line breaks become spaces. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#~]/g, (character) => `\\${character}`).replace(/\s+/g, ' ')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '|': '&#124;',
  '`': '&#96;',
}

/** Verbatim text in a table cell. A bar ends a cell even between backticks, so it is written as an entity. */
function formatCode(text = ''): string {
  if (text === '') return ''
  const plain = text.replace(/\s+/g, ' ').replace(/[&<>|`]/g, (character) => entities[character] ?? character)
  return `<code>${plain.replace(/[\\*_[\]~]/g, (character) => `&#${character.charCodeAt(0)};`)}</code>`
}
