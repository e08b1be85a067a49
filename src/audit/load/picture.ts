import { formatMs, summarizeTimes } from './percentiles.js'
import type { LoginTime } from './split-times.js'

const size = { width: 760, height: 320, left: 64, right: 24, top: 48, bottom: 40 }

/** More dots would only hide each other. */
const mostDots = 1500

/**
 * Draws what each user has waited, by the time of arrival: one dot for the application, one for the service. It contains
 * its own style and follows the reader's light or dark setting.
 */
export function drawTimes(logins: readonly LoginTime[]): string {
  const most = Math.max(1, ...logins.map(({ application, service }) => Math.max(application, service)))
  const last = Math.max(1, ...logins.map(({ arrivedMs }) => arrivedMs))
  const toX = (ms: number) => round(size.left + (ms / last) * (size.width - size.left - size.right))
  const toY = (ms: number) => round(size.height - size.bottom - (ms / most) * (size.height - size.top - size.bottom))
  const shown = logins.filter((_, index) => index % Math.ceil(logins.length / mostDots) === 0)
  const dots = (part: 'application' | 'service') =>
    `<path class="${part} dots" d="${shown.map((login) => `M${toX(login.arrivedMs)} ${toY(login[part])}h0`).join('')}"/>`
  const shares = [0, 0.25, 0.5, 0.75, 1]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${describeTimes(logins)}">`,
    `<style>${style}</style>`,
    `<rect class="paper" width="${size.width}" height="${size.height}"/>`,
    `<text class="title" x="${size.left}" y="18">Waiting of each user by arrival, in milliseconds</text>`,
    `<text class="application" x="${size.left}" y="36">application</text>`,
    `<text class="service" x="${size.left + 140}" y="36">service</text>`,
    ...shares.map((share) => {
      const y = toY(most * share)
      return `<path class="grid" d="M${size.left} ${y}H${size.width - size.right}"/><text class="end" x="${size.left - 6}" y="${y + 4}">${formatMs(most * share)}</text>`
    }),
    ...shares.map(
      (share) =>
        `<text class="middle" x="${toX(last * share)}" y="${size.height - size.bottom + 18}">${((last * share) / 1000).toFixed(1)} s</text>`,
    ),
    dots('service'),
    dots('application'),
    '</svg>',
    '',
  ].join('\n')
}

/** The picture in a sentence, for readers who cannot see it. */
export function describeTimes(logins: readonly LoginTime[]): string {
  const application = summarizeTimes(logins.map((login) => login.application))
  const service = summarizeTimes(logins.map((login) => login.service))
  if (application.p50 === null) return 'No user got in.'
  const say = ({ p50, p95 }: typeof application) => `${formatMs(p50)} ms (p50) and ${formatMs(p95)} ms (p95)`
  return `A login takes ${say(application)} of the application, and ${say(service)} of the service.`
}

const round = (value: number) => Math.round(value * 10) / 10

const style = [
  'text{font:12px system-ui,sans-serif;fill:#1c1e21}',
  '.title{font-weight:600;font-size:14px}',
  '.paper{fill:#fff}.grid{stroke:#d5d8dd}',
  '.end{text-anchor:end}.middle{text-anchor:middle}',
  '.dots{fill:none;stroke-width:4;stroke-linecap:round;stroke-opacity:.6}',
  '.application.dots{stroke:#0b57a4}.service.dots{stroke:#b06000}',
  'text.application{fill:#0b57a4}text.service{fill:#b06000}',
  '@media (prefers-color-scheme:dark){text{fill:#e6e8eb}.paper{fill:#16181b}.grid{stroke:#3b4047}',
  '.application.dots{stroke:#8ec5ff}.service.dots{stroke:#ffb95c}text.application{fill:#8ec5ff}text.service{fill:#ffb95c}}',
].join('')
