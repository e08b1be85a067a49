import { nowInSandbox, tick, view } from '../state/app.js'
import { StatusBar } from './status-bar.tsx'

/** A phone at rest, before the first code. */
export function IdlePhone() {
  tick.value
  const now = new Date(nowInSandbox())
  return (
    <section class="phone idle" aria-label="Phone at rest">
      <div class="phone-screen">
        <StatusBar />
        <div class="lock">
          <p>{now.toLocaleDateString('en-US', { weekday: 'long', month: 'long', day: 'numeric', timeZone: 'UTC' })}</p>
          <time>{now.toISOString().slice(11, 16)}</time>
          <p class="lock-note">
            <i aria-hidden="true" />
            Waiting for the first code
          </p>
          <button
            type="button"
            class="link"
            onClick={() => {
              view.value = 'desk'
            }}
          >
            First steps
          </button>
        </div>
        <i class="phone-home" aria-hidden="true" />
      </div>
    </section>
  )
}
