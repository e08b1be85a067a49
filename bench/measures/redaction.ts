import { bodies, bodyNames } from '../bodies.js'
import type { Redaction } from '../programs/redaction.js'
import { type Row, toRow } from '../rows.js'
import type { Scale } from '../scale.js'
import type { Workbench } from '../workbench.js'

/** The processor time to redact a body of 1 MiB, and the longest piece of it, each in a process of its own. */
export async function measureRedaction(bench: Workbench, { redactionRounds }: Scale): Promise<Row[]> {
  const rows: Row[] = []
  for (const name of bodyNames) {
    const found: Redaction[] = []
    for (let round = 0; round < redactionRounds; round++)
      found.push(await bench.run<Redaction>([bench.program('redaction'), name]))
    const { about } = bodies[name]
    rows.push(
      toRow(`redaction-${name}`, `redacting 1 MiB: ${about}`, 'ms of the processor', {
        ours: found.map(({ totalMs }) => totalMs),
      }),
      toRow(`redaction-${name}-longest`, '  longest piece', 'ms of the processor', {
        ours: found.map(({ longestMs }) => longestMs),
      }),
    )
  }
  return rows
}
