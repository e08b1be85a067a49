import { link, nowInSandbox, tick } from '../state/app.js'

/** The top of a phone: time and signal. */
export function StatusBar() {
  tick.value
  return (
    <div class="phone-status" aria-hidden="true">
      <time>{new Date(nowInSandbox()).toISOString().slice(11, 16)}</time>
      <i class="phone-island" />
      <span class={`phone-signal ${link.value === 'live' ? '' : 'weak'}`}>
        <i />
        <i />
        <i />
        <i />
      </span>
    </div>
  )
}
