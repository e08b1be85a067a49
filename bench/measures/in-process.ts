import { inTurn, newSeries } from '../contenders.js'
import type { OwnRate } from '../own-rate.js'
import { type Row, requestRate, shareAtLeast, toRow } from '../rows.js'
import type { Scale } from '../scale.js'
import type { Workbench } from '../workbench.js'

const doors = ['ours', 'hono'] as const

/** `emulator.fetch` compared to `app.request` of a bare Hono app: sequential creates, each in its own process. */
export async function measureInProcess(bench: Workbench, { inProcessRounds, warmUps, creates }: Scale): Promise<Row[]> {
  const rates = newSeries(doors)
  const wall = newSeries(doors)
  for (let round = 0; round < inProcessRounds; round++) {
    for (const door of inTurn(doors, round)) {
      const args = [bench.program('in-process'), door, bench.library, String(warmUps), String(creates)]
      const rate = await bench.run<OwnRate>(args)
      rates[door].push(rate.perProcessorSec)
      wall[door].push(rate.perSec)
    }
  }
  const rounds = { ...rates, wall: wall.ours }
  return [toRow('in-process', 'create in-process (fetch)', requestRate, rounds, shareAtLeast('toHono', 0.9))]
}
