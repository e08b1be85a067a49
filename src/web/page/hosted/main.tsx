/** The handset as an MCP App: one phone in the chat of an agent. Its host hands on what the emulator says. */
import { signal } from '@preact/signals'
import { render } from 'preact'
import { CopyCode } from '../handset/actions.tsx'
import { IdlePhone } from '../handset/idle-phone.tsx'
import { Phone } from '../handset/phone.tsx'
import { link, linkError, newestMessageOf, notice, shownNumber, tick, useRecords } from '../state/app.js'
import { lastArrived } from '../state/arrivals.js'
import { applyTheme } from '../theme-name.js'
import { showAllText } from '../visible-text.js'
import { follow, show } from './follow.js'
import { connectToHost, type Host, type HostContext, type ToolResult } from './host.js'

/** A sentence below the phone, when something is in the way. */
const trouble = signal('')

function HostedHandset() {
  useRecords()
  const number = shownNumber.value
  const arrived = lastArrived.value
  const note = trouble.value || (link.value === 'offline' ? `Offline, trying again. ${linkError.value}` : '')
  return (
    <div class="page embedded">
      <main>
        <h1 class="unseen">Handset</h1>
        <section class="stage" aria-label="Phone">
          {number === null ? (
            <IdlePhone />
          ) : (
            <>
              <Phone key={number} number={number} />
              <div class="actions">
                <CopyCode message={newestMessageOf(number)} />
              </div>
            </>
          )}
        </section>
      </main>
      {note !== '' && <p class="note">{note}</p>}
      <p class="unseen" aria-live="polite">
        {arrived && `${arrived.channel} to ${arrived.phoneNumber}: code ${[...arrived.code].join(' ')}`}
      </p>
      <div class="notice-place" role="status">
        {notice.value && <p class={`notice ${notice.value.tone}`}>{notice.value.text}</p>}
      </div>
    </div>
  )
}

/** The height of a whole phone with its button. Pixels. */
const usualHeight = 640

/** Takes the theme and the height that the host gives. */
function takeContext({ theme, containerDimensions = {} }: HostContext, host?: Host): void {
  if (theme !== undefined) applyTheme(theme)
  if (host === undefined) return
  const { height: fixed, maxHeight = usualHeight } = containerDimensions
  const height = fixed ?? Math.min(maxHeight, usualHeight)
  document.documentElement.style.height = fixed === undefined ? `${height}px` : '100vh'
  if (fixed === undefined) host.notify('ui/notifications/size-changed', { width: innerWidth, height })
}

const ended = new AbortController()

/** Resolves with the host once it is there, so that no result is shown before. */
let connected: Promise<Host>

async function begin(result: ToolResult): Promise<void> {
  const host = await connected
  if (result.isError || result.structuredContent === undefined) {
    trouble.value = result.content?.[0]?.text ?? 'The tool answered nothing to show.'
    return
  }
  const first = show(result)
  if (host.callsTools) await follow(host, first, ended.signal)
  else trouble.value = 'This host does not let an app read on; ask the agent to open the handset again.'
}

showAllText()
const root = document.getElementById('page')
if (root !== null) render(<HostedHandset />, root)
setInterval(() => {
  tick.value++
}, 1000)

connected = connectToHost({
  onContext: takeContext,
  onResult: (result) => {
    begin(result).catch(({ message }: Error) => {
      trouble.value = message
    })
  },
  onCancel: () => {
    trouble.value = 'The agent cancelled the call.'
  },
  onEnd: () => ended.abort(),
})
connected.then(
  (host) => takeContext(host.context, host),
  ({ message }: Error) => {
    trouble.value = message
  },
)
