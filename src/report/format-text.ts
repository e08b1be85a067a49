import type { Colorize } from './color-marks.js'
import {
  type Finding,
  type FindingKind,
  findingsOf,
  levelOf,
  type Report,
  summarizeFindings,
  verdictOf,
} from './report.js'
import { formatLines, formatTable } from './text-table.js'

export interface TextOptions {
  /** @default no colors */
  readonly colorize?: Colorize
  /** Lists findings that passed, too. @default false: they are only counted */
  readonly isVerbose?: boolean
}

const colors: Readonly<Record<FindingKind, Parameters<Colorize>[0]>> = {
  ...{ same: 'green', confirms: 'green', passed: 'green', addition: 'dim', unproven: 'cyan', skipped: 'cyan' },
  ...{ known: 'yellow', 'vendor-default': 'cyan' },
  ...{
    'proves-nothing': 'yellow',
    differs: 'yellow',
    contradicts: 'red',
    breaking: 'red',
    failed: 'red',
    'could-not-run': 'red',
  },
}

/** Longer places do not widen the column. */
const maxPlaceWidth = 60

/** A report for people: the facts, one block for each section in aligned columns, and the verdict. */
export function formatText(
  report: Report,
  { colorize = (_, text) => text, isVerbose = false }: TextOptions = {},
): string {
  const { title, advice, facts, sections, tables = [], questions = [] } = report
  const listed = (findings: readonly Finding[]) =>
    isVerbose ? findings : findings.filter((finding) => levelOf(finding) !== 'pass')
  const lines = formatRows(listed(findingsOf(report)), colorize)
  const blocks = sections.map(({ title, findings }) => {
    const rows = listed(findings).flatMap((finding) => lines.get(finding) ?? [])
    return [`${title}  ${colorize('dim', summarizeFindings(findings))}`, ...rows].join('\n')
  })
  const head = formatTable(facts, { indent: '  ' })
  return `${[
    facts.length === 0 ? title : `${title}\n${head}`,
    ...(advice === undefined ? [] : [`First: ${advice}`]),
    ...tables.map(({ title, headings, rows, numeric = [] }) =>
      [title, formatTable(rows, { headings, alignRight: numeric, indent: '  ' })].join('\n'),
    ),
    ...blocks,
    ...(questions.length === 0
      ? []
      : [['Not tested; answer these yourself:', ...questions.map((one) => `  - ${one}`)].join('\n')]),
    `${verdictOf(report)}: ${summarizeFindings(findingsOf(report))}.`,
  ].join('\n\n')}\n`
}

/** The lines of each finding. All share their columns, so that the sections of a report line up. */
function formatRows(findings: readonly Finding[], colorize: Colorize): Map<Finding, string[]> {
  const cells = findings.map(({ kind, rule, place, tookMs, sentence }) => [
    colorize(colors[kind], kind),
    rule,
    place,
    typeof tookMs === 'number' ? `${tookMs} ms` : '',
    sentence,
  ])
  const lines = formatLines(cells, { indent: '  ', alignRight: [3], maxWidths: { 2: maxPlaceWidth } })
  return new Map(findings.map((finding, index) => [finding, [lines[index] ?? '', ...formatDetails(finding, colorize)]]))
}

function formatDetails(finding: Finding, colorize: Colorize): string[] {
  if (finding.kind === 'passed' || finding.kind === 'skipped') return []
  const { sent, expected, actual, risk, advice, references } = finding
  const see = references?.map(({ title }) => title).join('; ')
  const details = Object.entries({ sent, expected, actual, risk, fix: advice, see })
    .filter(([, value]) => value !== undefined)
    .flatMap(([name, value = '']) =>
      value.split('\n').map((line, index) => [index === 0 ? colorize('dim', name) : '', line]),
    )
  return [
    ...(details.length === 0 ? [] : formatLines(details, { indent: '      ' })),
    ...(finding.example?.split('\n').map((line) => `        ${line}`.trimEnd()) ?? []),
  ]
}
