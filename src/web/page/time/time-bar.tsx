/** The clock of the sandbox, what is due by it, and the buttons that move it. */

import { advanceClock, advanceToNext, freezeClock, resumeClock } from '../api/requests.js'
import type { DueEvent } from '../api/types.js'
import { Action } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { clock, due, nowInSandbox, sandbox, showStory, tick } from '../state/app.js'
import { toDuration } from '../state/story.js'
import { refreshClock } from '../state/stream.js'

const icons = { expiry: 'clock', delivery: 'send', webhook: 'redo' } as const

/** The largest number of due events that are shown; the rest is counted. */
const mostShown = 6

export function TimeBar() {
  tick.value
  const state = clock.value
  const now = new Date(nowInSandbox()).toISOString()
  const { items, total } = due.value
  const inSandbox = sandbox.value
  return (
    <section class="time-bar" aria-label="Time in the sandbox">
      <div class="time-now">
        <time data-testid="time-now" dateTime={now}>
          {now.slice(11, 19)}
        </time>
        <span class="time-date">{now.slice(0, 10)} UTC</span>
        <span class={`time-state ${state?.frozen ? 'frozen' : 'running'}`}>{state?.frozen ? 'frozen' : 'running'}</span>
        <Drift ms={state?.offsetMs ?? 0} />
      </div>
      <ol class="due" aria-label="Due next">
        {items.length === 0 && <li class="due-none">Nothing is due</li>}
        {items.slice(0, mostShown).map((item) => (
          <Due key={`${item.kind}${item.webhookId ?? item.verificationId}`} item={item} />
        ))}
        {total > mostShown && <li class="due-none">and {total - mostShown} more</li>}
      </ol>
      <div class="time-buttons">
        <Action
          label={state?.frozen ? 'Resume' : 'Freeze'}
          icon={state?.frozen ? 'play' : 'pause'}
          request={() => (state?.frozen ? resumeClock : freezeClock)(inSandbox)}
          onDone={refreshClock}
        />
        <Action label="+1 min" request={() => advanceClock('1m')(inSandbox)} onDone={refreshClock} />
        <Action label="+5 min" request={() => advanceClock('5m')(inSandbox)} onDone={refreshClock} />
        <Action
          label="Next event"
          icon="next"
          shortcut="n"
          disabled={items.length === 0}
          request={() => advanceToNext(inSandbox)}
          onDone={refreshClock}
        />
      </div>
    </section>
  )
}

/** The distance to real time, from two seconds on. */
function Drift({ ms }: { ms: number }) {
  if (Math.abs(ms) < 2000) return null
  return (
    <span class="time-drift" title="Ahead of real time">
      {ms > 0 ? '+' : '−'}
      {toDuration(Math.abs(ms))}
    </span>
  )
}

function Due({ item }: { item: DueEvent }) {
  const { kind, at, phoneNumber, verificationId, text } = item
  return (
    <li class={`due-item ${kind}`} data-testid="due-item">
      <button type="button" title={text} onClick={() => showStory(verificationId)}>
        <Icon name={icons[kind]} />
        <span>{kind}</span>
        <b>{toDuration(Date.parse(at) - nowInSandbox())}</b>
        <small>{phoneNumber}</small>
      </button>
    </li>
  )
}
