import { countOf } from '../../wire/count-of.js'
import { defenses } from './defenses.js'
import { type Charge, formatUsd } from './ledger.js'
import { tickMs, ticksPerHour } from './patterns.js'
import { type Bill, formatTick } from './tally.js'

const size = { width: 760, height: 320, left: 64, right: 24, top: 48, bottom: 40 }

/**
 * Draws the cost over time as SVG: what attacks and honest users have cost so far, and when each defense cut in. It
 * contains its own style and follows the reader's light or dark setting.
 */
export function drawCost(bill: Bill): string {
  const { hours, startedAt, cuts } = bill
  const attacks = runningSum(bill, ({ payer }) => payer !== 'honest' && payer !== 'preparation')
  const honest = runningSum(bill, ({ payer }) => payer === 'honest')
  const most = Math.max(attacks.at(-1)?.microUsd ?? 0, honest.at(-1)?.microUsd ?? 0, 10_000)
  const end = startedAt + hours * 3_600_000
  const toX = (at: number) => size.left + ((at - startedAt) / (end - startedAt)) * (size.width - size.left - size.right)
  const toY = (microUsd: number) =>
    size.height - size.bottom - (microUsd / most) * (size.height - size.top - size.bottom)
  const toPath = (points: readonly Point[]) =>
    points
      .map(({ at, microUsd }, index) =>
        index === 0 ? `M${round(toX(at))} ${round(toY(microUsd))}` : `H${round(toX(at))}V${round(toY(microUsd))}`,
      )
      .join('')
      .concat(`H${round(toX(end))}`)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${describeCost(bill)}">`,
    `<style>${style}</style>`,
    `<rect class="paper" width="${size.width}" height="${size.height}"/>`,
    `<text class="title" x="${size.left}" y="18">Cost so far, in US dollars</text>`,
    `<text class="attack" x="${size.left}" y="36">abuse ${formatUsd(attacks.at(-1)?.microUsd ?? 0)}</text>`,
    `<text class="honest" x="${size.left + 140}" y="36">honest users ${formatUsd(honest.at(-1)?.microUsd ?? 0)}</text>`,
    ...[0, 0.25, 0.5, 0.75, 1].map((share) => {
      const y = round(toY(most * share))
      return `<path class="grid" d="M${size.left} ${y}H${size.width - size.right}"/><text class="end" x="${size.left - 6}" y="${y + 4}">${formatUsd(most * share)}</text>`
    }),
    ...hourMarks(hours).map((hour) => {
      const x = round(toX(startedAt + hour * 3_600_000))
      return `<text class="middle" x="${x}" y="${size.height - size.bottom + 18}">${String(hour).padStart(2, '0')}:00</text>`
    }),
    ...[...groupByTick(cuts)].map(([tick, names], index) => {
      const x = round(toX(startedAt + tick * tickMs))
      const isLeft = x < size.width / 2
      const place = `x="${isLeft ? x + 4 : x - 4}" y="${size.top + 12 + index * 15}"${isLeft ? '' : ' class="end"'}`
      const label = `<text ${place}>${formatTick(tick)} ${names.join(', ')}</text>`
      return `<path class="cut" d="M${x} ${size.top}V${size.height - size.bottom}"/>${label}`
    }),
    `<path class="attack line" d="${toPath(attacks)}"/>`,
    `<path class="honest line" d="${toPath(honest)}"/>`,
    '</svg>',
    '',
  ].join('\n')
}

interface Point {
  readonly at: number
  readonly microUsd: number
}

/** The sum after each tick in which something was paid; it begins at nothing. */
function runningSum({ charges, startedAt, hours }: Bill, isMeant: (charge: Charge) => boolean): Point[] {
  const byTick = new Map<number, number>()
  for (const charge of charges.filter(isMeant)) {
    const tick = Math.floor((charge.at - startedAt) / tickMs)
    if (tick >= 0 && tick < hours * ticksPerHour) byTick.set(tick, (byTick.get(tick) ?? 0) + charge.microUsd)
  }
  let sum = 0
  const points = [...byTick]
    .sort(([one], [other]) => one - other)
    .map(([tick, microUsd]) => {
      sum += microUsd
      return { at: startedAt + tick * tickMs, microUsd: sum }
    })
  return [{ at: startedAt, microUsd: 0 }, ...points]
}

/** The defenses that first cut in at the same time share a line. */
function groupByTick(cuts: Bill['cuts']): Map<number, string[]> {
  const groups = new Map<number, string[]>()
  for (const { defense, tick } of [...cuts].sort((one, other) => one.tick - other.tick))
    groups.set(tick, [...(groups.get(tick) ?? []), defenses[defense]])
  return groups
}

const hourMarks = (hours: number) =>
  Array.from({ length: hours + 1 }, (_, hour) => hour).filter((hour) => hour % Math.max(1, Math.ceil(hours / 8)) === 0)

const round = (value: number) => Math.round(value * 10) / 10

/** The picture in a sentence, for readers who cannot see it. */
export function describeCost({ hours, busiestHour, patterns }: Bill): string {
  const microUsd = patterns.reduce((sum, pattern) => sum + pattern.microUsd, 0)
  return `Abuse costs ${formatUsd(microUsd)} in ${countOf(hours, 'hour')}, at most ${formatUsd(busiestHour)} in one hour.`
}

const style = [
  'text{font:12px system-ui,sans-serif;fill:#1c1e21}',
  '.title{font-weight:600;font-size:14px}',
  '.paper{fill:#fff}.grid{stroke:#d5d8dd}.cut{stroke:#0b57a4;stroke-dasharray:4 3}',
  '.end{text-anchor:end}.middle{text-anchor:middle}',
  '.line{fill:none;stroke-width:2}.attack.line{stroke:#b3261e}.honest.line{stroke:#1b6e37}',
  'text.attack{fill:#b3261e}text.honest{fill:#1b6e37}',
  '@media (prefers-color-scheme:dark){text{fill:#e6e8eb}.paper{fill:#16181b}.grid{stroke:#3b4047}.cut{stroke:#8ec5ff}',
  '.attack.line{stroke:#ff8a80}.honest.line{stroke:#7bd88f}text.attack{fill:#ff8a80}text.honest{fill:#7bd88f}}',
].join('')
