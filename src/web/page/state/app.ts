/** The state of the page as signals. Records change in place; a version tells components to look again. */
import { batch, computed, effect, signal } from '@preact/signals'
import type { Connection } from '../api/call.js'
import type { ClockAnswer, ClockState, DueEvent, Message, SandboxInfo, WebhookDelivery } from '../api/types.js'
import { isHosted } from './is-hosted.js'
import { Records } from './records.js'
import { readStored } from './storage.js'

export type Link = 'connecting' | 'live' | 'offline' | 'token'

const query = new URLSearchParams(location.search)

/** The embedded form shows one phone alone. */
export const embed = isHosted || query.get('embed') === '1' ? { number: query.get('number') ?? '' } : null

export const token = signal(readStored('sessionStorage', 'token'))
export const sandbox = signal(query.get('sandbox') ?? 'default')
export const link = signal<Link>('connecting')
export const linkError = signal('')
/** Whether the emulator replays a run. */
export const isReplay = signal(false)
export const info = signal<SandboxInfo | null>(null)

/** Whether buttons may change something: the embedded form asks the emulator. */
export const mayAct = computed(() => embed === null || info.value?.page?.embedActions === true)

export const connection = computed<Connection>(() => ({
  origin: location.origin,
  sandbox: sandbox.value,
  token: token.value,
}))

/** Replaced when everything is read anew. */
let records = new Records()
export const recordVersion = signal(0)

/** The records, and a subscription to their changes. */
export function useRecords(): Records {
  recordVersion.value
  return records
}

/** The records without a subscription, for handlers. */
export const peekRecords = (): Records => records

export function replaceRecords(next: Records): void {
  records = next
  recordVersion.value++
}

export const clock = signal<(ClockState & { readonly skewMs: number }) | null>(null)

/** Events that are due, soonest first; the total counts those beyond the list, too. */
export const due = signal<{ readonly items: readonly DueEvent[]; readonly total: number }>({ items: [], total: 0 })

/** Takes the clock over as the emulator tells it; it runs on by itself from there. */
export function takeClock({ clock: state, due: items, dueTotal: total }: ClockAnswer): void {
  batch(() => {
    clock.value = { ...state, skewMs: Date.parse(state.now) - Date.now() }
    due.value = { items, total }
  })
}

/** Grows when a control operation changes something, whoever asked for it: panels read again. */
export const changes = signal(0)

/** The time in the sandbox, in unix milliseconds. */
export function nowInSandbox(): number {
  const { value } = clock
  if (value === null) return Date.now()
  return value.frozen ? Date.parse(value.now) : Date.now() + value.skewMs
}

/** Grows once a second, for what counts down. */
export const tick = signal(0)

export const webhooks = signal<readonly WebhookDelivery[]>([])

export type View = 'phones' | 'phone' | 'desk'
export const view = signal<View>('phone')
export const tab = signal('story')

/** The phone that was chosen; null follows the newest message. */
export const chosenNumber = signal<string | null>(embed?.number || query.get('number'))
/** The verification whose story is shown; null shows the newest of the phone. */
export const chosenVerification = signal<string | null>(null)

/** The phone with the newest message; under load it changes a few times a second, not with each message. */
const newestNumber = signal<string | null>(null)
let isFollowing = false

effect(() => {
  recordVersion.value
  if (newestNumber.peek() === null || records.phones.size === 0) newestNumber.value = findNewestNumber()
  else if (!isFollowing) {
    isFollowing = true
    setTimeout(() => {
      isFollowing = false
      newestNumber.value = findNewestNumber()
    }, 120)
  }
})

function findNewestNumber(): string | null {
  let newest: string | null = null
  for (const number of records.phones.keys()) newest = number
  return newest
}

/** The phone on the stage. */
export const shownNumber = computed(() => chosenNumber.value ?? newestNumber.value)

export function newestMessageOf(number: string | null): Message | null {
  return number === null ? null : (records.phones.get(number)?.messages.at(-1) ?? null)
}

export function choosePhone(number: string | null): void {
  batch(() => {
    chosenNumber.value = number
    chosenVerification.value = null
    view.value = 'phone'
  })
}

export function showStory(verificationId: string): void {
  batch(() => {
    chosenVerification.value = verificationId
    tab.value = 'story'
    view.value = 'desk'
  })
}

export interface Notice {
  readonly text: string
  readonly tone: 'good' | 'bad'
}
/** A line at the bottom that a screen reader reads out. */
export const notice = signal<Notice | null>(null)
let noticeTimer = 0

export function notify(text: string, tone: Notice['tone'] = 'good'): void {
  notice.value = { text, tone }
  clearTimeout(noticeTimer)
  noticeTimer = setTimeout(
    () => {
      notice.value = null
    },
    tone === 'bad' ? 8000 : 3000,
  ) as unknown as number
}

/** The dialog that is open. */
export type DialogName = 'palette' | 'help' | 'send' | 'qr' | 'sandbox' | null
export const dialog = signal<DialogName>(null)
