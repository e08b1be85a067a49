import type { ControlWire } from '../wire/types.js'
import type { ControlTable } from './operation.js'
import { throwNothingFound } from './problem.js'

type Report = ControlWire['ContractReport']

export const contract: ControlTable<'GetContract', 'reports'> = {
  GetContract: ({ reports }) => {
    const report = reports.contract()
    if (report === undefined)
      throwNothingFound('This emulator answers by itself: start it with --passthrough to have a report.')
    return { body: report, text: describeReport(report) }
  },
}

/** The same for a person: counts, then what differs, most often first. */
function describeReport(report: Report): string {
  const { upstream, limits, exchanges, compared, drifted, refused, skipped, findings } = report
  const lines = [
    `${upstream}: ${exchanges} exchanges, ${compared} compared, ${drifted} drifted, ${refused} not let out, ${limits.sends} of ${limits.max_sends} sends used`,
    ...Object.entries(skipped).map(([why, count]) => `not compared ${count}: ${why}`),
    ...[...findings].sort((a, b) => b.count - a.count).map(describeFinding),
  ]
  return `${lines.join('\n')}\n`
}

function describeFinding({
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
