import { inTurn, newSeries } from '../contenders.js'
import { atLeast, type Row } from '../report.js'
import type { Scale } from '../scale.js'
import { ServerProcess } from '../server-process.js'
import { median, ratioOf } from '../statistics.js'
import type { Workbench } from '../workbench.js'

const senders = ['ours', 'node'] as const

/** Webhooks a second to a fast receiver in another process, against a bare loop that signs and notes nothing. A process each. */
export async function measureWebhooks(bench: Workbench, { webhookRounds, webhooks }: Scale): Promise<Row[]> {
  const rates = newSeries(senders)
  for (let round = 0; round < webhookRounds; round++) {
    for (const sender of inTurn(senders, round)) {
      const receiver = await ServerProcess.start(bench, [bench.program('receiver')])
      const url = `http://127.0.0.1:${receiver.port}/hooks`
      rates[sender].push(
        await bench.run<number>([bench.program('webhooks'), sender, bench.library, url, String(webhooks)]),
      )
      await receiver.stop()
    }
  }
  const ours = median(rates.ours)
  return [
    {
      measure: 'webhooks, signed and noted',
      unit: 'webhooks/s',
      ours,
      node: median(rates.node),
      toNode: ratioOf(rates.ours, rates.node),
      aim: atLeast(ours, 3000, ' a second'),
    },
  ]
}
