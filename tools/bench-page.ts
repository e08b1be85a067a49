import { bodies, bodyNames } from '../bench/bodies.js'
import { toShort, toSpread } from '../bench/format.js'
import type { PeerRow } from '../bench/peers/measure-peers.js'
import type { Results } from '../bench/results.js'
import type { ResultRow } from '../bench/rows.js'
import type { Spread } from '../bench/statistics.js'
import { fillFigures, fillMark } from './marks.js'
import { listFiles } from './source-files.js'

/** The documents that may have figures of speed. */
export function pagesWithFigures(): string[] {
  return listFiles(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'bench/README.md', 'docs'], /\.md$/)
}

/** Tables of figures, by the name of their mark. */
const tables: Readonly<Record<string, (results: Results) => string>> = {
  results: (results) => `${toHeading(results)}\n\n${toMarkdownTable(results)}`,
  peers: toPeersTable,
  'passthrough cost': toPassthroughTable,
  'redaction cost': toRedactionTable,
}

const notMeasured = 'There has been no full run of this version yet.'

/**
 * Fills the tables and the figures of a page from the results of one full run. A page has any number of the marks
 * `results`, `peers`, `passthrough cost`, `redaction cost` and of figures such as `<!-- figure start.ours@24 -->`.
 *
 * @throws if the results are of another version, or lack a figure
 */
export function fillBenchPage(page: string, results: Results, version: string): string {
  if (!results.isQuick && results.version !== version)
    throw new Error(`bench/results.json is of version ${results.version}, not ${version}: run \`npm run bench\`.`)
  let filled = page
  for (const [name, toTable] of Object.entries(tables)) {
    if (!page.includes(`<!-- ${name} -->`)) continue
    const table = toTable(results)
    filled = fillMark(filled, name, results.isQuick ? notMeasured : table)
  }
  return fillFigures(filled, (name) => {
    // A quick run is not quoted, but its names are those of a full one, so a wrong mark fails at once.
    const figure = toFigure(results, name)
    return results.isQuick ? '(not measured yet)' : figure
  })
}

const columns = ['ours', 'wall', 'node', 'hono', 'toNode', 'toHono', 'toOurs'] as const

/** Returns a figure such as `create.toNode` or `start.ours@24`: a row, one of its columns, and a version of Node. */
function toFigure(results: Results, name: string): string {
  const [, id, column, on = results.nodes[0]?.major] = /^([\w-]+)\.(\w+)(?:@(\d+))?$/.exec(name) ?? []
  const row = results.rows.find((row) => row.id === id && row.on === on)
  const spread = columns.includes(column as 'ours') ? row?.[column as (typeof columns)[number]] : undefined
  if (row === undefined || spread === undefined)
    throw new Error(`bench/results.json has no figure "${name}". Run \`npm run bench\`, or fix the mark.`)
  if (column?.startsWith('to')) return spread.median.toFixed(2)
  return row.unit.includes('/') ? toShort(spread.median) : toValue(spread, row.unit)
}

function toHeading({
  date,
  version,
  commit,
  nodes,
  missingNodes,
  machine,
  loadShare,
  hasOneProcessor,
}: Results): string {
  const { processors, model, memoryGb } = machine
  const versions = nodes.map(({ version }) => version).join(', ')
  const lines = [
    `Measured on ${date}: version ${version} at commit \`${commit}\`, Node ${versions}, ${processors} x ${model}, ${memoryGb} GB.`,
  ]
  for (const { major, reason } of missingNodes) lines.push(`Node ${major} is not measured: ${reason}.`)
  const processor = hasOneProcessor ? 'the processor that it shared with the servers' : 'one processor'
  if (loadShare > 0) lines.push(`The load used at most ${Math.round(loadShare * 100)} % of ${processor}.`)
  return lines.join('\n')
}

/** Groups the rows of a measure, one line for each version of Node. */
function toMarkdownTable({ rows }: Results): string {
  const ids = [...new Set(rows.map(({ id }) => id))]
  const lines = ids.flatMap((id) => rows.filter((row) => row.id === id).map(toLine))
  return [
    '| measure | Node | to bare node:http | to bare Hono | to ours | ours | by the clock | aim |',
    '|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n')
}

function toLine(row: ResultRow, index: number): string {
  const { measure, on, toNode, toHono, toOurs, ours, wall, unit, aims = [] } = row
  const name = index > 0 ? '' : measure.replace(/^ +/, (indent) => '&nbsp;'.repeat(indent.length))
  const judged = aims.map(({ text, isMet }) => `${text}: ${isMet ? 'met' : '**missed**'}`).join(', ')
  const ratios = [toNode, toHono, toOurs].map((ratio) => toSpread(ratio)).join(' | ')
  return `| ${name} | ${on} | ${ratios} | ${toValue(ours, unit)} | ${wall ? toValue(wall, unit) : ''} | ${judged} |`
}

/** Formats the median with a short unit: rates are per second, and the page says of what. */
function toValue({ median }: Spread, unit: string): string {
  if (unit.endsWith('/processor-second')) return `${toShort(median)}/s`
  return `${toShort(median)} ${unit.replace(' of the processor', '')}`
}

function toPeersTable({ peers }: Results): string {
  if (peers.length === 0) return 'The last full run was made without other tools.'
  const toPeerLine = ({ name, version, on, create, start, failure }: PeerRow) =>
    failure === undefined
      ? `| ${name} | ${version} | ${on} | ${toSpread(create?.toNode, toShare)} | ${toShort(create?.perProcessorSec.median)}/s | ${toSpread(start?.toNode, (value) => value.toFixed(1))} | ${toShort(start?.ms.median)} ms |`
      : `| ${name} | ${version} | ${on} | not measured: ${failure.replaceAll('|', '\\|')} | | | |`
  return [
    '| tool | version | on | create, to bare node:http | creates | start to first answer, to bare node:http | start |',
    '|---|---|---|---|---|---|---|',
    ...peers.map(toPeerLine),
  ].join('\n')
}

const toShare = (value: number) => value.toFixed(value < 0.1 ? 3 : 2)

/** The row of a figure that is measured on the first version of Node alone. @throws without it */
function rowOf({ rows }: Results, id: string): ResultRow {
  const row = rows.find((row) => row.id === id)
  if (row === undefined) throw new Error(`bench/results.json has no row "${id}". Run \`npm run bench\`.`)
  return row
}

function toPassthroughTable(results: Results): string {
  const lines = [
    ['a `GET`, compared', 'passthrough-compared-get'],
    ['a `POST`, compared', 'passthrough-compared-post'],
    ['a `GET`, compared and recorded', 'passthrough-recorded-get'],
    ['a `POST`, compared and recorded', 'passthrough-recorded-post'],
    ['the same `GET` after 1,000 exchanges with 10,000 numbers', 'passthrough-session-get'],
    ['the same `POST` after them', 'passthrough-session-post'],
    [
      'a `POST` of 1 MB, recorded, in the same session, which is received whole before it goes out',
      'passthrough-large',
    ],
  ] as const
  const format = (value: number) => `${toShort(value)}`
  return [
    '| request | milliseconds added |',
    '|---|---|',
    ...lines.map(([what, id]) => `| ${what} | ${toSpread(rowOf(results, id).ours, format)} |`),
  ].join('\n')
}

function toRedactionTable(results: Results): string {
  const ms = (id: string) => toValue(rowOf(results, id).ours, 'ms')
  return [
    '| body | in all | longest |',
    '|---|---|---|',
    ...bodyNames.map(
      (name) => `| ${bodies[name].about} | ${ms(`redaction-${name}`)} | ${ms(`redaction-${name}-longest`)} |`,
    ),
  ].join('\n')
}
