import { type ContractReport, type Item, type ItemKind, itemsOf } from './report.js'

const schema = 'https://json.schemastore.org/sarif-2.1.0.json'

/** Kinds that are no finding, and `could-not-run`, which is a word about the run, are absent. */
const levels: Readonly<Partial<Record<ItemKind, 'error' | 'warning' | 'recordChange'>>> = {
  ...{ breaking: 'error', contradicts: 'error', differs: 'warning', unproven: 'recordChange' },
}

/** A report as SARIF 2.1.0, for code scanning: a finding is a result, its rule that of the fidelity table, else its kind. */
export function formatSarif(report: ContractReport, version: string): string {
  const items = itemsOf(report)
  const found = report.sections.flatMap(({ title, items }) =>
    items.filter(({ kind }) => kind in levels).map((item) => ({ section: title, item })),
  )
  const ruleIds = [...new Set(found.map(({ item }) => ruleIdOf(item)))]
  const failed = items.filter(({ kind }) => kind === 'could-not-run')
  const run = {
    tool: {
      driver: {
        ...{ name: 'telnyx-verify-emulator', version },
        rules: ruleIds.map((id) => ({ id, shortDescription: { text: `Rule ${id}, see FIDELITY.md` } })),
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
    results: found.map(({ section, item }) => toResult(item, section, report.file, ruleIds)),
  }
  return `${JSON.stringify({ $schema: schema, version: '2.1.0', runs: [run] }, null, 2)}\n`
}

const ruleIdOf = ({ rule, kind }: Item) => rule ?? kind

function toResult(item: Item, section: string, file: string, ruleIds: readonly string[]) {
  const { kind, place, sentence, expected, actual } = item
  const words = [
    `${section}, ${place}: ${sentence}`,
    ...(expected === undefined ? [] : [`Expected: ${expected}`]),
    ...(actual === undefined ? [] : [`Actual: ${actual}`]),
  ]
  return {
    ruleId: ruleIdOf(item),
    ruleIndex: ruleIds.indexOf(ruleIdOf(item)),
    level: levels[kind],
    message: { text: words.join('\n') },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: file }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: `${section}, ${place}`, kind: 'member' }],
      },
    ],
    // Keeps the finding the same one over the runs, whatever its words are.
    partialFingerprints: { 'place/v1': `${section}|${place}|${ruleIdOf(item)}` },
  }
}
