/** Messages that have just arrived: the ringing calls, and the notification of the browser. */
import { signal } from '@preact/signals'
import type { Message } from '../api/types.js'

/** Calls and flash calls that wait for an answer, by id of the message. */
export const ringing = signal<ReadonlySet<string>>(new Set())

/** The newest message, for the live region. */
export const lastArrived = signal<Message | null>(null)

export const notifiesBrowser = signal(false)

/** The largest number of calls that ring at once: under load no person could answer them. */
const mostRinging = 8

export function announceMessages(messages: readonly Message[]): void {
  const calls = messages.filter(({ channel }) => channel === 'call' || channel === 'flashcall')
  if (calls.length > 0 && calls.length <= mostRinging)
    ringing.value = new Set([...[...ringing.value].slice(-mostRinging), ...calls.map(({ id }) => id)])
  const newest = messages.at(-1)
  if (newest === undefined) return
  announce(newest)
  if (notifiesBrowser.value && document.hidden)
    new Notification(`${newest.code} for ${newest.phoneNumber}`, { body: newest.text, tag: 'handset' })
}

const announcePauseMs = 1000
let announcedAt = Number.NEGATIVE_INFINITY
let waiting: Message | null = null

/** Announces at most one message a second to screen readers; the newest of those that had to wait comes last. */
function announce(message: Message): void {
  const isScheduled = waiting !== null
  waiting = message
  if (isScheduled) return
  const waitMs = announcedAt + announcePauseMs - performance.now()
  if (waitMs <= 0) tell()
  else setTimeout(tell, waitMs)
}

function tell(): void {
  announcedAt = performance.now()
  lastArrived.value = waiting
  waiting = null
}

export function stopRinging(id: string): void {
  const next = new Set(ringing.value)
  if (next.delete(id)) ringing.value = next
}

/** Asks the person once; the browser remembers. */
export async function enableNotifications(): Promise<boolean> {
  notifiesBrowser.value = 'Notification' in window && (await Notification.requestPermission()) === 'granted'
  return notifiesBrowser.value
}
