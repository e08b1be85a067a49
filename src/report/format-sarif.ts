import { type Finding, type FindingKind, findingsOf, type Report } from './report.js'

const schema = 'https://json.schemastore.org/sarif-2.1.0.json'

/** The program that made a report. */
export interface ReportTool {
  readonly name: string
  readonly version: string
}

/** The levels of results. `could-not-run` is a notification about the run instead. */
const levels: Readonly<Partial<Record<FindingKind, 'error' | 'warning' | 'note'>>> = {
  ...{ breaking: 'error', contradicts: 'error', failed: 'error', differs: 'warning' },
  ...{ unproven: 'note', skipped: 'note' },
}

/** A report as SARIF 2.1.0, for code scanning. The rule of a result is the finding's rule, or else its kind. */
export function formatSarif(report: Report, tool: ReportTool): string {
  const found = report.sections.flatMap(({ title, findings }) =>
    findings.filter(({ kind }) => kind in levels).map((finding) => ({ section: title, finding })),
  )
  const ruleIds = [...new Set(found.map(({ finding }) => ruleIdOf(finding)))]
  const failed = findingsOf(report).filter(({ kind }) => kind === 'could-not-run')
  const run = {
    tool: {
      driver: {
        ...tool,
        rules: ruleIds.map((id) => ({ id, shortDescription: { text: `Rule ${id}, described in ${report.file}` } })),
      },
    },
    automationDetails: { id: `${report.title}/` },
    invocations: [
      {
        executionSuccessful: failed.length === 0,
        toolExecutionNotifications: failed.map(({ place, sentence }) => ({
          level: 'error',
          message: { text: `${place}: ${sentence}` },
        })),
      },
    ],
    results: found.map(({ section, finding }) => toResult(finding, section, report.file, ruleIds)),
  }
  return `${JSON.stringify({ $schema: schema, version: '2.1.0', runs: [run] }, null, 2)}\n`
}

const ruleIdOf = ({ rule, kind }: Finding) => rule ?? kind

function toResult(finding: Finding, section: string, file: string, ruleIds: readonly string[]) {
  const { kind, place, sentence, expected, actual, advice } = finding
  const message = [
    `${section}, ${place}: ${sentence}`,
    ...(expected === undefined ? [] : [`Expected: ${expected}`]),
    ...(actual === undefined ? [] : [`Actual: ${actual}`]),
    ...(advice === undefined ? [] : [advice]),
  ]
  return {
    ruleId: ruleIdOf(finding),
    ruleIndex: ruleIds.indexOf(ruleIdOf(finding)),
    level: levels[kind],
    message: { text: message.join('\n') },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: file }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: `${section}, ${place}`, kind: 'member' }],
      },
    ],
    // Identifies the finding across runs, even if its wording changes.
    partialFingerprints: { 'place/v1': `${section}|${place}|${ruleIdOf(finding)}` },
  }
}
