import type { ControlWire } from '../wire/types.js'
import type { ControlTable } from './operation.js'
import { throwNothingFound } from './problem.js'

type Report = ControlWire['ContractReport']

export const contract: ControlTable<'GetContract', 'reports'> = {
  GetContract: async ({ reports }) => {
    const report = await reports.contract()
    if (report === undefined)
      throwNothingFound('The contract report requires passthrough. Start the emulator with --passthrough.')
    return { body: report, text: formatDriftReport(report) }
  },
}

/** The report as text for people: the counts, then the drift, most frequent first. */
function formatDriftReport(report: Report): string {
  const { upstream, guardrails, exchanges, compared, drifted, refused, skipped, drift } = report
  const lines = [
    `${upstream}: ${exchanges} exchanges, ${compared} compared, ${drifted} drifted, ${refused} not forwarded, ${guardrails.sends} of ${guardrails.max_sends} sends used`,
    ...Object.entries(skipped).map(([why, count]) => `${count} not compared: ${why}`),
    ...[...drift].sort((a, b) => b.count - a.count).map(formatDriftItem),
  ]
  return `${lines.join('\n')}\n`
}

function formatDriftItem({
  kind,
  operation,
  place,
  what,
  emulator,
  upstream,
  count,
  first,
}: Report['drift'][number]): string {
  const where = `${operation ?? 'no operation'}: ${place} (${what})`
  const values =
    kind === 'difference'
      ? `, emulator ${emulator || 'absent'}, upstream ${upstream || 'absent'}`
      : ' violates our document'
  return `${String(count).padStart(4)} x ${where}${values}; first in exchange ${first}`
}
