/** Small signs of the status of a verification. */
import type { Status } from '../api/types.js'
import { nowInSandbox, tick } from '../state/app.js'
import { toDuration } from '../state/story.js'

export const Badge = ({ status }: { status: string }) => (
  <span class={`badge ${status}`} data-status={status}>
    {status.replaceAll('_', ' ')}
  </span>
)

/** Five dots, one filled for each wrong code. */
const Dots = ({ failed }: { failed: number }) => (
  <span
    class="dots"
    data-testid="failed-checks"
    role="img"
    aria-label={`${failed} of 5 checks failed`}
    title={`${failed} of 5 checks failed`}
  >
    {[1, 2, 3, 4, 5].map((place) => (
      <i key={place} class={place <= failed ? 'failed' : ''} />
    ))}
  </span>
)

/** Time left until an instant, by the clock of the sandbox. */
export function Countdown({ until }: { until: string }) {
  tick.value
  return (
    <time class="countdown" data-testid="time-left">
      {toDuration(Date.parse(until) - nowInSandbox())}
    </time>
  )
}

/** The status of a verification, its failed checks, and the time left while it is pending. */
export function Standing({ status, failed, expiresAt }: { status: Status; failed: number; expiresAt: string | null }) {
  return (
    <span class="standing">
      <Badge status={status} />
      {status === 'pending' && expiresAt !== null && <Countdown until={expiresAt} />}
      <Dots failed={failed} />
    </span>
  )
}
