import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Row } from './report.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The one file with what a full run measured; the tables of bench/README.md are generated from it. */
export const resultsPath = `${root}bench/results.json`

/** One run of the bench. */
export interface Results {
  /** ISO 8601, to the day. */
  readonly date: string
  /** Of this package. */
  readonly version: string
  /** The commit that was measured; ends in `+` where files had been changed since. */
  readonly commit: string
  readonly node: string
  readonly machine: { readonly processors: number; readonly model: string; readonly memoryGb: number }
  /** Too few and too short rounds to quote. */
  readonly isQuick: boolean
  /** The most that the load took of one processor, from 0 to 1; near 1 it would be measuring itself. */
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

/** Four digits say all that a run knows. */
const roundNumbers = (_key: string, value: unknown) =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value
