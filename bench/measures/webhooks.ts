import { newSlicedSeries, takeTurns } from '../contenders.js'
import { shareProcessor } from '../one-processor.js'
import { type Row, shareAtLeast, toRow } from '../rows.js'
import type { Scale } from '../scale.js'
import { ServerProcess } from '../server-process.js'
import { StepProgram } from '../step-program.js'
import type { Workbench } from '../workbench.js'

const senders = ['ours', 'node'] as const

/** Webhooks to a fast receiver in another process, compared to a bare loop that neither signs nor records, in turn. */
export async function measureWebhooks(
  bench: Workbench,
  { webhookRounds, webhookSlices, warmUps, webhooks }: Scale,
): Promise<Row[]> {
  const rates = newSlicedSeries(senders)
  const wall = newSlicedSeries(senders)
  for (let round = 0; round < webhookRounds; round++) {
    const receiver = await ServerProcess.start(bench, [bench.program('receiver')])
    shareProcessor(receiver.child.pid, { asBatch: true })
    const url = `http://127.0.0.1:${receiver.port}/hooks`
    const start = async (sender: string) => {
      const program = await StepProgram.start(bench, [bench.program('webhooks'), sender, bench.library, url])
      shareProcessor(program.child.pid)
      // In slices, too: a change of what is done makes V8 compile again.
      for (let sent = 0; sent < warmUps; sent += webhooks) await program.step(webhooks)
      return program
    }
    const programs = { ours: await start('ours'), node: await start('node') }
    const results = await takeTurns(senders, webhookSlices, (sender) => programs[sender].step(webhooks))
    for (const sender of senders) {
      rates[sender].push(results[sender].map(({ perProcessorSec }) => perProcessorSec))
      wall[sender].push(results[sender].map(({ perSec }) => perSec))
      programs[sender].stop()
    }
    await receiver.stop()
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
