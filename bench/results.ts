import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Row } from './report.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The results of a full run, from which the tables of bench/README.md are generated. */
export const resultsPath = `${root}bench/results.json`

/** The results of one run. */
export interface Results {
  /** ISO 8601 date. */
  readonly date: string
  /** The version of this package. */
  readonly version: string
  /** The measured commit; ends in `+` if files had uncommitted changes. */
  readonly commit: string
  readonly node: string
  readonly machine: { readonly processors: number; readonly model: string; readonly memoryGb: number }
  /** Whether rounds were too few and too short to quote. */
  readonly isQuick: boolean
  /** The highest share of one processor that the load used, from 0 to 1; near 1 it would be the bottleneck. */
  readonly loadShare: number
  readonly rows: readonly Row[]
}

export function describeRun(rows: readonly Row[], isQuick: boolean, loadShare: number): Results {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string }
  return {
    date: new Date().toISOString().slice(0, 10),
    version,
    commit:
      git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--', 'src', 'bench') === '' ? '' : '+'),
    node: process.version,
    machine: {
      processors: cpus().length,
      model: cpus()[0]?.model ?? 'unknown',
      memoryGb: Math.round(totalmem() / 2 ** 30),
    },
    isQuick,
    loadShare: Math.round(loadShare * 100) / 100,
    rows,
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
