import { type Finding, type FindingKind, findingsOf, type Report, type Severity } from './report.js'

const schema = 'https://json.schemastore.org/sarif-2.1.0.json'

/** The program that made a report. */
export interface ReportTool {
  readonly name: string
  readonly version: string
}

/** The levels of results. `could-not-run` is a notification about the run instead. */
const levels: Readonly<Partial<Record<FindingKind, 'error' | 'warning' | 'note'>>> = {
  ...{ breaking: 'error', contradicts: 'error', failed: 'error', differs: 'warning' },
  ...{ unproven: 'note', skipped: 'note', known: 'note', 'vendor-default': 'note' },
  'proves-nothing': 'warning',
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
        rules: ruleIds.map((id) =>
          toRule(id, report.file, found.find(({ finding }) => ruleIdOf(finding) === id)?.finding),
        ),
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

/** Scores that code scanning shows as high, medium and low. */
const scores: Readonly<Record<Severity, string>> = { high: '8.0', medium: '5.5', low: '3.0' }

function toRule(id: string, file: string, finding: Finding | undefined) {
  const { severity, references: [reference] = [] } = finding ?? {}
  return {
    id,
    shortDescription: { text: `Rule ${id}, described in ${file}` },
    ...(reference !== undefined && { helpUri: reference.url, help: { text: reference.title } }),
    ...(severity !== undefined && { properties: { tags: ['security'], 'security-severity': scores[severity] } }),
  }
}

function toResult(finding: Finding, section: string, file: string, ruleIds: readonly string[]) {
  const { kind, place, sentence, sent, expected, actual, risk, advice } = finding
  const message = [
    `${section}, ${place}: ${sentence}`,
    ...(sent === undefined ? [] : [`Sent: ${sent}`]),
    ...(expected === undefined ? [] : [`Expected: ${expected}`]),
    ...(actual === undefined ? [] : [`Actual: ${actual}`]),
    ...(risk === undefined ? [] : [risk]),
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
