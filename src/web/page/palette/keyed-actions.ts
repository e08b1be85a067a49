/** Actions of keys that are more than one request. */
import type { ApiRequest } from '../api/call.js'
import { advanceToNext, setClock } from '../api/requests.js'
import { answer } from '../handset/answered.js'
import { copyText, perform } from '../parts/button.tsx'
import { choosePhone, due, newestMessageOf, notify, peekRecords, sandbox, shownNumber } from '../state/app.js'
import { ringing } from '../state/arrivals.js'
import { refreshClock } from '../state/stream.js'

/** Carries out a request; the clock is read again, because it may have moved. */
export const send = (name: string, request: ApiRequest): void => {
  void perform(name, request).then(refreshClock)
}

/** The newest message of the phone that is shown, with its verification. */
export function findNewest() {
  const message = newestMessageOf(shownNumber.value)
  const verification = peekRecords().verifications.get(message?.verificationId ?? '')
  return { message, verification }
}

export function answerCall(): void {
  const records = peekRecords()
  const phones = [
    ...(shownNumber.value === null ? [] : [records.phones.get(shownNumber.value)]),
    ...records.newestPhones(),
  ]
  const call = phones
    .flatMap((phone) => phone?.messages.slice(-8) ?? [])
    .find(({ id, channel }) => channel === 'call' && ringing.value.has(id))
  if (call === undefined) {
    notify('No call is ringing.', 'bad')
    return
  }
  choosePhone(call.phoneNumber)
  answer(call)
}

export function copyNewest(): void {
  const { message } = findNewest()
  if (message === null) notify('No code has arrived yet.', 'bad')
  else void copyText(message.code, `Code ${message.code}`)
}

export function expireNewest(): void {
  const { message, verification } = findNewest()
  if (message?.expiresAt && verification?.status === 'pending')
    send('Let it expire', setClock(message.expiresAt)(sandbox.value))
  else notify('No pending code to expire.', 'bad')
}

export function goToNextEvent(): void {
  if (due.value.items.length === 0) notify('Nothing is due.', 'bad')
  else send('Next event', advanceToNext(sandbox.value))
}

/** Chooses the phone above or below in the list. */
export function moveInRail(step: number): void {
  const numbers = peekRecords()
    .newestPhones()
    .map(({ number }) => number)
  const index = numbers.indexOf(shownNumber.value ?? '')
  const next = numbers[Math.min(Math.max(index + step, 0), numbers.length - 1)]
  if (next !== undefined) choosePhone(next)
}
