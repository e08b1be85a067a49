import { newSlicedSeries, takeTurns } from '../contenders.js'
import { type Row, requestRate, shareAtLeast, toRow } from '../rows.js'
import type { Scale } from '../scale.js'
import { StepProgram } from '../step-program.js'
import type { Workbench } from '../workbench.js'

const doors = ['ours', 'hono'] as const

/** `emulator.fetch` compared to `app.request` of a bare Hono app: sequential creates, each in its own process, in turn. */
export async function measureInProcess(
  bench: Workbench,
  { inProcessRounds, slices, warmUps, creates }: Scale,
): Promise<Row[]> {
  const rates = newSlicedSeries(doors)
  const wall = newSlicedSeries(doors)
  for (let round = 0; round < inProcessRounds; round++) {
    const start = (door: string) => StepProgram.start(bench, [bench.program('in-process'), door, bench.library])
    const programs = { ours: await start('ours'), hono: await start('hono') }
    for (const door of doors) await programs[door].step(warmUps)
    const results = await takeTurns(doors, slices, (door) => programs[door].step(creates))
    for (const door of doors) {
      rates[door].push(results[door].map(({ perProcessorSec }) => perProcessorSec))
      wall[door].push(results[door].map(({ perSec }) => perSec))
      programs[door].stop()
    }
  }
  const rounds = { ...rates, wall: wall.ours }
  return [toRow('in-process', 'create in-process (fetch)', requestRate, rounds, shareAtLeast('toHono', 0.9))]
}
