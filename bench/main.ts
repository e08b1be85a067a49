/**
 * Measures the emulator side by side with a bare `node:http` server and a bare Hono app, in one run on one machine: only
 * the ratios can be compared between machines.
 *
 *   npm run bench                     a full run of fifteen minutes; writes bench/results.json
 *   npm run bench -- --quick          a smoke test of about a minute; writes nothing
 *   npm run bench -- --only start     one part; writes nothing
 *   npm run bench -- --only blocks --case clock   the blocks whose name contains a text
 *   npm run bench -- --output <file>  writes the results to a file, also of a part or a quick run
 */
import { parseArgs } from 'node:util'
import { LoadProcess } from './load-process.js'
import { measureBlocks } from './measures/blocks.js'
import { measureGrowth } from './measures/growth.js'
import { measureInProcess } from './measures/in-process.js'
import { measureKeptState } from './measures/kept-state.js'
import { measureLatency } from './measures/latency.js'
import { measurePassthrough } from './measures/passthrough.js'
import { measureStart } from './measures/start.js'
import { measureThroughput } from './measures/throughput.js'
import { measureWebhooks } from './measures/webhooks.js'
import { type Row, toTable } from './report.js'
import { describeRun, type Results, resultsPath, writeResults } from './results.js'
import { full, quick } from './scale.js'
import { Workbench } from './workbench.js'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    only: { type: 'string' },
    case: { type: 'string', default: '' },
    output: { type: 'string' },
  },
})
const scale = values.quick ? quick : full
/** The time limit of a run. Seconds. */
const maxSecs = 25 * 60

const measures: Readonly<Record<string, (bench: Workbench, load: LoadProcess) => Promise<Row[]>>> = {
  start: (bench) => measureStart(bench, scale),
  throughput: (bench, load) => measureThroughput(bench, load, scale),
  'in-process': (bench) => measureInProcess(bench, scale),
  growth: (bench, load) => measureGrowth(bench, load, scale),
  'kept-state': (bench, load) => measureKeptState(bench, load, scale),
  webhooks: (bench) => measureWebhooks(bench, scale),
  passthrough: (bench) => measurePassthrough(bench, scale),
  latency: (bench) => measureLatency(bench, scale),
  blocks: (bench, load) => measureBlocks(bench, load, scale, (name) => name.includes(values.case)),
}

async function run(): Promise<void> {
  const chosen = Object.entries(measures).filter(([name]) => values.only === undefined || name === values.only)
  if (chosen.length === 0)
    throw new Error(`Unknown measure "${values.only}". Known measures: ${Object.keys(measures).join(', ')}.`)
  using bench = new Workbench()
  await bench.furnish()
  const load = new LoadProcess(bench)
  const rows: Row[] = []
  for (const [name, measure] of chosen) {
    const start = performance.now()
    rows.push(...(await measure(bench, load)))
    process.stderr.write(`${name}: ${((performance.now() - start) / 1000).toFixed(0)} s\n`)
  }
  const results = describeRun(rows, values.quick === true, load.highestShare)
  process.stdout.write(`\n${toTable(rows)}\n\n${toNotes(results)}\n`)
  const isWhole = !values.quick && values.only === undefined
  const path = values.output ?? (isWhole ? resultsPath : undefined)
  if (path === undefined) return
  writeResults(path, results)
  process.stdout.write(`Wrote ${path}. Run \`npm run generate\` to update the tables of bench/README.md.\n`)
}

function toNotes({ node, machine, loadShare, isQuick }: Results): string {
  const notes = [
    `Node ${node}, ${machine.processors} x ${machine.model}. Each ratio is the median over the rounds, with the lowest and the highest. Compare ratios, not absolute values.`,
  ]
  if (loadShare > 0)
    notes.push(
      `The load used at most ${Math.round(loadShare * 100)} % of one processor; near 100 % it would be the bottleneck.`,
    )
  if (isQuick) notes.push('Quick run: rounds are too few and too short to quote.')
  return notes.join('\n')
}

setTimeout(() => {
  process.stderr.write(`The run did not finish within ${maxSecs} s.\n`)
  process.exit(1)
}, maxSecs * 1000).unref()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

run().then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`${error.stack}\n`)
    process.exit(1)
  },
)
