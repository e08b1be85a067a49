import { toShort, toSpread } from './format.js'
import type { PeerRow } from './peers/measure-peers.js'
import type { ResultRow } from './rows.js'

const columns = ['measure', 'Node', 'to node', 'to Hono', 'to ours', 'aims', 'ours', 'wall', 'node', 'Hono', 'unit']
/** Columns of numbers, which are right-aligned. */
const numbers: readonly string[] = ['ours', 'wall', 'node', 'Hono']

/** Formats the rows as text, in columns. */
export function toTable(rows: readonly ResultRow[]): string {
  return align(columns, rows.map(toCells))
}

/** Formats the comparison with other tools as text, in columns. */
export function toPeersTable(peers: readonly PeerRow[]): string {
  const cells = peers.map(({ name, version, on, create, start, failure }) => [
    name,
    version,
    on,
    toSpread(create?.toNode, (value) => value.toFixed(3)),
    toSpread(start?.toNode),
    toShort(create?.perProcessorSec.median),
    toShort(start?.ms.median),
    failure ?? '',
  ])
  return align(['peer', 'version', 'on', 'create, to node', 'start, to node', 'create', 'start ms', ''], cells)
}

function align(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const all = [head, ...lines]
  const widths = head.map((_, column) => Math.max(...all.map((cells) => (cells[column] as string).length)))
  const formatLine = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        numbers.includes(head[column] as string)
          ? cell.padStart(widths[column] as number)
          : cell.padEnd(widths[column] as number),
      )
      .join('  ')
      .trimEnd()
  return [formatLine(head), widths.map((width) => '-'.repeat(width)).join('  '), ...lines.map(formatLine)].join('\n')
}

function toCells(row: ResultRow): string[] {
  const { measure, on, ours, wall, node, hono, unit, toNode, toHono, toOurs, aims = [] } = row
  return [
    measure,
    on,
    toSpread(toNode),
    toSpread(toHono),
    toSpread(toOurs),
    aims.map(({ text, isMet }) => `${text} ${isMet ? 'met' : 'MISSED'}`).join(', '),
    toShort(ours.median),
    toShort(wall?.median),
    toShort(node?.median),
    toShort(hono?.median),
    unit,
  ]
}
