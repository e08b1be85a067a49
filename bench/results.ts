import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { BenchNode, MissingNode } from './nodes.js'
import type { PeerRow } from './peers/measure-peers.js'
import type { ResultRow } from './rows.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The results of a full run, from which every figure of speed in the documents is generated. */
export const resultsPath = `${root}bench/results.json`

/** The results of one run. */
export interface Results {
  /** ISO 8601 date. */
  readonly date: string
  /** The version of this package. */
  readonly version: string
  /** The measured commit; ends in `+` if files had uncommitted changes. */
  readonly commit: string
  /** The versions of Node that were measured, the first one in all measures. */
  readonly nodes: readonly Pick<BenchNode, 'major' | 'version'>[]
  readonly missingNodes: readonly MissingNode[]
  readonly machine: { readonly processors: number; readonly model: string; readonly memoryGb: number }
  /** Whether rounds were too few and too short to quote. */
  readonly isQuick: boolean
  /** The highest share of one processor that the load used, from 0 to 1; near 1 it would be the bottleneck. */
  readonly loadShare: number
  /** Whether the load and the servers shared that processor. Results of earlier versions lack it: they did not. */
  readonly hasOneProcessor?: boolean
  readonly rows: readonly ResultRow[]
  /** Other tools, in a run with `--peers`. */
  readonly peers: readonly PeerRow[]
}

/** Returns the version of this package. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string }).version
}

/** Adds where and when to what was measured. */
export function describeRun(
  measured: Pick<Results, 'missingNodes' | 'isQuick' | 'loadShare' | 'hasOneProcessor' | 'rows' | 'peers'>,
  nodes: readonly BenchNode[],
): Results {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
  const hasChanges = git('status', '--porcelain', '--', 'src', 'bench', ':!bench/results.json') !== ''
  return {
    date: new Date().toISOString().slice(0, 10),
    version: packageVersion(),
    commit: git('rev-parse', '--short', 'HEAD') + (hasChanges ? '+' : ''),
    nodes: nodes.map(({ major, version }) => ({ major, version })),
    machine: {
      processors: cpus().length,
      model: cpus()[0]?.model ?? 'unknown',
      memoryGb: Math.round(totalmem() / 2 ** 30),
    },
    ...measured,
  }
}

export function writeResults(path: string, results: Results): void {
  writeFileSync(path, `${JSON.stringify(results, roundNumbers, 2)}\n`)
}

export function readResults(): Results {
  return JSON.parse(readFileSync(resultsPath, 'utf8')) as Results
}

/** Rounds to four significant digits. */
const roundNumbers = (_key: string, value: unknown) =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value
