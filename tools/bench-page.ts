import { type Row, toShort, toSpread } from '../bench/report.js'
import type { Results } from '../bench/results.js'
import { fillMark } from './marks.js'

/**
 * Fills the tables of bench/README.md from the results of one run; a quick run is not quoted.
 *
 * @throws when the results are of another version
 */
export function fillBenchPage(page: string, results: Results, version: string): string {
  if (results.isQuick) return fillMark(page, 'results', 'There has been no full run of this version yet.')
  if (results.version !== version)
    throw new Error(`bench/results.json is of version ${results.version}, not ${version}: run \`npm run bench\`.`)
  return fillMark(page, 'results', `${toHeading(results)}\n\n${toMarkdownTable(results.rows)}`)
}

function toHeading({ date, version, commit, node, machine, loadShare }: Results): string {
  const { processors, model, memoryGb } = machine
  const lines = [
    `Measured on ${date}: version ${version} at commit \`${commit}\`, Node ${node}, ${processors} x ${model}, ${memoryGb} GB.`,
  ]
  if (loadShare > 0) lines.push(`The load took at most ${Math.round(loadShare * 100)} % of one processor.`)
  return lines.join('\n')
}

function toMarkdownTable(rows: readonly Row[]): string {
  const lines = rows.map(({ measure, toNode, toHono, toOurs, aim, ours, unit }) => {
    const ratio = toOurs === undefined ? '' : toSpread(toOurs)
    const aimed = aim === undefined ? '' : `${aim.text}: ${aim.isMet ? 'met' : '**missed**'}`
    const name = measure.replace(/^ +/, (indent) => '&nbsp;'.repeat(indent.length))
    return `| ${name} | ${toSpread(toNode)} | ${toSpread(toHono)} | ${ratio} | ${toShort(ours)} ${unit} | ${aimed} |`
  })
  return [
    '| measure | to bare node:http | to bare Hono | to ours | ours | aim |',
    '|---|---|---|---|---|---|',
    ...lines,
  ].join('\n')
}
