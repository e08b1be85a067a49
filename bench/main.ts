/**
 * Measures the emulator side by side with a bare `node:http` server and a bare Hono app, in one run on one machine: only
 * the ratios can be compared between machines.
 *
 *   npm run bench                     a full run on Node 20, 22 and 24; writes bench/results.json
 *   npm run bench -- --peers          the same with other tools
 *   npm run bench -- --quick          a smoke test of a few minutes; writes nothing
 *   npm run bench -- --node 24        other versions of Node: 20,24 or current
 *   npm run bench -- --only start     some parts, with commas between; writes nothing
 *   npm run bench -- --only blocks --case clock   the blocks whose name contains a text
 *   npm run bench -- --only throughput --against <dist>  compares with another build of ours; writes nothing
 *   npm run bench -- --output <file>  writes the results to a file, also of a part or a quick run
 */
import { parseArgs } from 'node:util'
import { findBuild, OptionError } from './failures.js'
import { LoadProcess } from './load-process.js'
import { chooseMeasures, type Measure, measures } from './measures/measures.js'
import { type BenchNode, findNodes, parseNodeChoice } from './nodes.js'
import { isProcessorShared } from './one-processor.js'
import { measurePeers, type PeerRow } from './peers/measure-peers.js'
import { toPeersTable, toTable } from './report.js'
import { describeRun, packageVersion, type Results, resultsPath, writeResults } from './results.js'
import type { ResultRow } from './rows.js'
import { full, quick } from './scale.js'
import { Workbench } from './workbench.js'

const values = readOptions()
const scale = values.quick ? quick : full
/** The time limit of a run. Seconds. */
const maxSecs = 60 * 60
/** The Node of the peers: the oldest that all of them support. */
const peersMajor = '24'

function readOptions() {
  try {
    return parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string' },
        case: { type: 'string', default: '' },
        node: { type: 'string' },
        peers: { type: 'boolean', default: false },
        output: { type: 'string' },
        against: { type: 'string' },
      },
    }).values
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exit(1)
  }
}

async function run(): Promise<void> {
  const chosen = chooseMeasures(values.only)
  const against = findBuild(values.against)
  const { nodes, missing } = await findNodes(parseNodeChoice(values.node))
  for (const { major, reason } of missing) process.stderr.write(`Node ${major} is not measured: ${reason}\n`)
  const [first] = nodes
  if (first === undefined) throw new Error('No version of Node was found to measure on.')
  using bench = new Workbench()
  await bench.furnish()
  const load = new LoadProcess(bench)
  const setting = { bench, load, scale, caseText: values.case, against }
  const rows: ResultRow[] = []
  for (const node of nodes) {
    bench.node = node
    for (const name of chosen) {
      const measure: Measure = measures[name]
      if (node !== first && measure.onFirstOnly) continue
      const measured = await timed(`${name} on Node ${node.major}`, () => measure.run(setting))
      rows.push(...measured.map((row) => ({ on: node.major, ...row })))
    }
  }
  const peers = values.peers ? await timed('peers', () => runPeers(bench, load, nodes)) : []
  const { quick: isQuick } = values
  const loadShare = round(load.highestShare)
  const hasOneProcessor = isProcessorShared()
  report(describeRun({ missingNodes: missing, isQuick, loadShare, hasOneProcessor, rows, peers }, nodes))
}

async function timed<Result>(what: string, act: () => Promise<Result>): Promise<Result> {
  const start = performance.now()
  const result = await act()
  process.stderr.write(`${what}: ${((performance.now() - start) / 1000).toFixed(0)} s\n`)
  return result
}

/** Runs the peers on a Node that all of them support, also if the rest is measured on another one. */
async function runPeers(bench: Workbench, load: LoadProcess, nodes: readonly BenchNode[]): Promise<PeerRow[]> {
  const known = nodes.find(({ major }) => major === peersMajor)
  const found = known ? { nodes: [known], missing: [] } : await findNodes([peersMajor])
  const [node] = found.nodes
  if (node === undefined) throw new Error(`The peers need Node ${peersMajor}: ${found.missing[0]?.reason}`)
  bench.node = node
  return measurePeers(bench, load, scale, packageVersion())
}

function report(results: Results): void {
  const { rows, peers, isQuick } = results
  process.stdout.write(`\n${toTable(rows)}\n`)
  if (peers.length > 0) process.stdout.write(`\n${toPeersTable(peers)}\n`)
  process.stdout.write(`\n${toNotes(results)}\n`)
  const isWhole = !isQuick && [values.only, values.node, values.against].every((value) => value === undefined)
  const path = values.output ?? (isWhole ? resultsPath : undefined)
  if (path === undefined) return
  writeResults(path, results)
  process.stdout.write(`Wrote ${path}. Run \`npm run generate\` to update the figures in the documents.\n`)
}

function toNotes({ nodes, missingNodes, machine, loadShare, hasOneProcessor, isQuick }: Results): string {
  const versions = nodes.map(({ version }) => version).join(', ')
  const notes = [
    `Node ${versions}; ${machine.processors} x ${machine.model}. Each figure is the median over the rounds, with the lowest and the highest in brackets. Compare ratios, not absolute values.`,
    'Rates are for each second of processor time, user and system, of the process; "wall" is ours by the clock.',
  ]
  for (const { major, reason } of missingNodes) notes.push(`Node ${major} is not measured: ${reason}`)
  if (loadShare > 0)
    notes.push(
      `The load used at most ${Math.round(loadShare * 100)} % of ${hasOneProcessor ? 'the processor that it shared with the servers' : 'one processor; near 100 % it would be the bottleneck'}.`,
    )
  if (isQuick) notes.push('Quick run: rounds are too few and too short to quote.')
  return notes.join('\n')
}

const round = (share: number) => Math.round(share * 100) / 100

setTimeout(() => {
  process.stderr.write(`The run did not finish within ${maxSecs} s.\n`)
  process.exit(1)
}, maxSecs * 1000).unref()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

timed('in all', run).then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`${error instanceof OptionError ? error.message : error.stack}\n`)
    process.exit(1)
  },
)
