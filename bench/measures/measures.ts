import { OptionError } from '../failures.js'
import type { LoadProcess } from '../load-process.js'
import type { Row } from '../rows.js'
import type { Scale } from '../scale.js'
import type { Workbench } from '../workbench.js'
import { measureBlocks } from './blocks.js'
import { measureColdImport } from './cold-import.js'
import { measureGrowth } from './growth.js'
import { measureInProcess } from './in-process.js'
import { measureKeptState } from './kept-state.js'
import { measureLatency } from './latency.js'
import { measurePassthrough } from './passthrough.js'
import { measureRedaction } from './redaction.js'
import { measureStart } from './start.js'
import { measureThroughput } from './throughput.js'
import { measureWebhooks } from './webhooks.js'

/** What a measure needs. */
export interface MeasureSetting {
  readonly bench: Workbench
  readonly load: LoadProcess
  readonly scale: Scale
  /** Part of the names of the blocks to measure; empty for all. */
  readonly caseText: string
  /** The folder of another build of ours, to compare the throughput with. */
  readonly against?: string | undefined
}

/** One part of a run. */
export interface Measure {
  readonly run: (setting: MeasureSetting) => Promise<Row[]>
  /** Whether other versions of Node would tell too little for the time. */
  readonly onFirstOnly?: boolean
}

/** The parts of a run, in their order. */
export const measures = {
  start: { run: ({ bench, scale }) => measureStart(bench, scale) },
  'cold-import': { run: ({ bench, scale }) => measureColdImport(bench, scale) },
  throughput: { run: ({ bench, load, scale, against }) => measureThroughput(bench, load, scale, against) },
  'in-process': { run: ({ bench, scale }) => measureInProcess(bench, scale) },
  growth: { onFirstOnly: true, run: ({ bench, load, scale }) => measureGrowth(bench, load, scale) },
  'kept-state': { onFirstOnly: true, run: ({ bench, load, scale }) => measureKeptState(bench, load, scale) },
  webhooks: { onFirstOnly: true, run: ({ bench, scale }) => measureWebhooks(bench, scale) },
  passthrough: { onFirstOnly: true, run: ({ bench, scale }) => measurePassthrough(bench, scale) },
  redaction: { onFirstOnly: true, run: ({ bench, scale }) => measureRedaction(bench, scale) },
  latency: { onFirstOnly: true, run: ({ bench, scale }) => measureLatency(bench, scale) },
  blocks: {
    onFirstOnly: true,
    run: ({ bench, load, scale, caseText }) => measureBlocks(bench, load, scale, (name) => name.includes(caseText)),
  },
} satisfies Record<string, Measure>

export type MeasureName = keyof typeof measures

/**
 * Reads the value of `--only`: names of measures with commas between.
 *
 * @returns all without a value
 * @throws {OptionError} for an unknown name
 */
export function chooseMeasures(only: string | undefined): MeasureName[] {
  const names = Object.keys(measures) as MeasureName[]
  if (only === undefined) return names
  const wanted = only.split(',').map((name) => name.trim())
  const unknown = wanted.find((name) => !(names as string[]).includes(name))
  if (unknown !== undefined) throw new OptionError(`Unknown measure "${unknown}". Known measures: ${names.join(', ')}.`)
  return names.filter((name) => wanted.includes(name))
}
