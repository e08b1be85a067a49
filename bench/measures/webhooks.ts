import { inTurn, newSeries } from '../contenders.js'
import type { OwnRate } from '../own-rate.js'
import { type Row, shareAtLeast, toRow } from '../rows.js'
import type { Scale } from '../scale.js'
import { ServerProcess } from '../server-process.js'
import type { Workbench } from '../workbench.js'

const senders = ['ours', 'node'] as const

/** Webhooks to a fast receiver in another process, compared to a bare loop that neither signs nor records. */
export async function measureWebhooks(bench: Workbench, { webhookRounds, webhooks }: Scale): Promise<Row[]> {
  const rates = newSeries(senders)
  const wall = newSeries(senders)
  for (let round = 0; round < webhookRounds; round++) {
    for (const sender of inTurn(senders, round)) {
      const receiver = await ServerProcess.start(bench, [bench.program('receiver')])
      const url = `http://127.0.0.1:${receiver.port}/hooks`
      const rate = await bench.run<OwnRate>([bench.program('webhooks'), sender, bench.library, url, String(webhooks)])
      rates[sender].push(rate.perProcessorSec)
      wall[sender].push(rate.perSec)
      await receiver.stop()
    }
  }
  return [
    toRow(
      'webhooks',
      'webhooks, signed and recorded',
      'webhooks/processor-second',
      { ...rates, wall: wall.ours },
      shareAtLeast('toNode', 0.45),
      shareAtLeast('toNode', 0.6),
    ),
  ]
}
