import { inTurn, newSeries } from '../contenders.js'
import { atLeast, type Row } from '../report.js'
import type { Scale } from '../scale.js'
import { median, ratioOf } from '../statistics.js'
import type { Workbench } from '../workbench.js'

const doors = ['ours', 'hono'] as const

/** `emulator.fetch` against the `app.request` of a bare Hono app: creates a second, one at a time, the body read. A process each. */
export async function measureInProcess(bench: Workbench, { inProcessRounds, inProcessSecs }: Scale): Promise<Row[]> {
  const rates = newSeries(doors)
  for (let round = 0; round < inProcessRounds; round++) {
    for (const door of inTurn(doors, round)) {
      rates[door].push(
        await bench.run<number>([bench.program('in-process'), door, bench.library, String(inProcessSecs)]),
      )
    }
  }
  const toHono = ratioOf(rates.ours, rates.hono)
  return [
    {
      measure: 'create in the process (fetch)',
      unit: 'requests/s',
      ours: median(rates.ours),
      hono: median(rates.hono),
      toHono,
      aim: atLeast(toHono.median, 0.75, ' of Hono'),
    },
  ]
}
