/** The page as a whole. */

import { HandsetActions } from './handset/actions.tsx'
import { IdlePhone } from './handset/idle-phone.tsx'
import { Phone } from './handset/phone.tsx'
import { Rail } from './handset/rail.tsx'
import { Desk } from './panels/desk.tsx'
import { shownRequest } from './parts/button.tsx'
import { Icon, type IconName } from './parts/icon.tsx'
import { lazy } from './parts/lazy.tsx'
import { testOf } from './snippets/copy-test.js'
import { dialog, embed, link, notice, shownNumber, type View, view } from './state/app.js'
import { lastArrived } from './state/arrivals.js'
import { TimeBar } from './time/time-bar.tsx'
import { TopBar } from './top-bar.tsx'

export function Page() {
  if (embed !== null) return <Embedded />
  return (
    <div class="page" data-view={view.value}>
      <TopBar />
      {link.value === 'token' ? (
        <main>
          <TokenForm />
        </main>
      ) : (
        <>
          <TimeBar />
          <main>
            <Rail />
            <Stage />
            <Desk />
          </main>
          <ViewSwitcher />
        </>
      )}
      <Dialogs />
      <Announcements />
    </div>
  )
}

/** One phone alone, in someone's frame. */
function Embedded() {
  const number = shownNumber.value
  return (
    <div class="page embedded">
      <main>
        <h1 class="unseen">Handset</h1>
        {link.value === 'token' ? <TokenForm /> : <Stage />}
      </main>
      {number !== null && link.value === 'offline' && <p class="note">Offline, trying again.</p>}
      <Dialogs />
      <Announcements />
    </div>
  )
}

function Stage() {
  const number = shownNumber.value
  return (
    <section class="stage" aria-label="Phone">
      {number === null ? (
        <IdlePhone />
      ) : (
        <>
          <Phone key={number} number={number} />
          <HandsetActions number={number} />
        </>
      )}
    </section>
  )
}

const views: readonly (readonly [View, string, IconName])[] = [
  ['phones', 'Phones', 'list'],
  ['phone', 'Phone', 'phone'],
  ['desk', 'Details', 'desk'],
]

/** On a narrow screen one of three views is seen at a time. */
const ViewSwitcher = () => (
  <nav class="view-switcher" aria-label="Views">
    {views.map(([name, label, icon]) => (
      <button
        key={name}
        type="button"
        aria-current={view.value === name}
        onClick={() => {
          view.value = name
        }}
      >
        <Icon name={icon} />
        {label}
      </button>
    ))}
  </nav>
)

const LazyDialogs = lazy('Dialogs')
const TokenForm = lazy('TokenForm')

/** The open dialog, if there is one. */
function Dialogs() {
  const isOpen = dialog.value !== null || shownRequest.value !== null || testOf.value !== null
  return isOpen ? <LazyDialogs /> : null
}

/** Texts that a screen reader reads out: arrivals, and results of clicks. */
function Announcements() {
  const arrived = lastArrived.value
  return (
    <>
      <p class="unseen" aria-live="polite">
        {arrived && `${arrived.channel} to ${arrived.phoneNumber}: code ${[...arrived.code].join(' ')}`}
      </p>
      <div class="notice-place" role="status">
        {notice.value && <p class={`notice ${notice.value.tone}`}>{notice.value.text}</p>}
      </div>
    </>
  )
}
