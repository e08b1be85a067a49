import type { ControlWire } from '../wire/types.js'
import type { ControlTable } from './operation.js'
import { Problem } from './problem.js'

type Report = ControlWire['ContractReport']

export const contract: ControlTable<'GetContract'> = {
  GetContract: ({ installation }) => {
    const report = installation.contract()
    if (report === undefined)
      throw new Problem(
        404,
        'Not found',
        'This emulator answers by itself: start it with --passthrough to have a report.',
      )
    return { body: report, text: toText(report) }
  },
}

/** The same for a person: counts, then what differs, most often first. */
function toText(report: Report): string {
  const { upstream, limits, exchanges, compared, drifted, refused, skipped, findings } = report
  const lines = [
    `${upstream}: ${exchanges} exchanges, ${compared} compared, ${drifted} drifted, ${refused} not let out, ${limits.sends} of ${limits.max_sends} sends used`,
    ...Object.entries(skipped).map(([why, count]) => `not compared ${count}: ${why}`),
    ...[...findings].sort((a, b) => b.count - a.count).map(toLine),
  ]
  return `${lines.join('\n')}\n`
}

function toLine({
  kind,
  operation,
  place,
  what,
  emulator,
  upstream,
  count,
  first,
}: Report['findings'][number]): string {
  const where = `${operation ?? 'no operation'}: ${place} (${what})`
  const values =
    kind === 'difference'
      ? `, emulator ${emulator || 'nothing'}, upstream ${upstream || 'nothing'}`
      : ' breaks our document'
  return `${String(count).padStart(4)} x ${where}${values}; first in exchange ${first}`
}
