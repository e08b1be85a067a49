/** Everything that the palette and the keys can do. */
import type { ApiRequest } from '../api/call.js'
import {
  advanceClock,
  advanceToNext,
  checkCode,
  clearJournal,
  clearScenarios,
  failDelivery,
  forceCheck,
  freezeClock,
  redeliver,
  replaceFaults,
  resetSandbox,
  resumeClock,
  setClock,
} from '../api/requests.js'
import { answered } from '../handset/answered.js'
import { panelNames } from '../panels/names.js'
import { saveRun } from '../panels/save-run.js'
import { copyText, perform } from '../parts/button.js'
import { copyStoryAsTest } from '../snippets/copy-test.js'
import {
  choosePhone,
  dialog,
  due,
  newestMessageOf,
  notify,
  peekRecords,
  sandbox,
  shownNumber,
  tab,
  view,
  webhooks,
} from '../state/app.js'
import { ringing } from '../state/arrivals.js'
import { refreshClock } from '../state/stream.js'
import { cycleTheme } from '../theme.js'

export interface Command {
  readonly name: string
  readonly group: 'Code' | 'Time' | 'Force' | 'Go to' | 'Sandbox'
  readonly key?: string
  readonly run: () => void
  /** The control operation behind it. */
  readonly operation?: string
}

const send = (name: string, request: ApiRequest) => {
  void perform(name, request).then(refreshClock)
}

/** The newest message of the phone that is shown, with its verification. */
function findNewest() {
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
  answered.value = call.id
}

function copyNewest(): void {
  const { message } = findNewest()
  if (message === null) notify('No code has arrived yet.', 'bad')
  else void copyText(message.code, `Code ${message.code}`)
}

function expireNewest(): void {
  const { message, verification } = findNewest()
  if (message?.expiresAt && verification?.status === 'pending')
    send('Let it expire', setClock(message.expiresAt)(sandbox.value))
  else notify('No pending code to expire.', 'bad')
}

function goToNextEvent(): void {
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

/** The commands as they are possible now. */
export function listCommands(): Command[] {
  const inSandbox = sandbox.value
  const { message, verification } = findNewest()
  const number = shownNumber.value
  const webhook = webhooks.value.find(({ verificationId }) => verificationId === verification?.id)
  const control = (
    name: string,
    group: Command['group'],
    operation: string,
    request: ApiRequest,
    key?: string,
  ): Command => ({
    name,
    group,
    operation,
    run: () => send(name, request),
    ...(key && { key }),
  })
  return [
    { name: 'Copy the newest code', group: 'Code', key: 'c', run: copyNewest },
    { name: 'Answer the call', group: 'Code', key: 'a', run: answerCall },
    {
      name: 'Send a code…',
      group: 'Code',
      key: 's',
      run: () => {
        dialog.value = 'send'
      },
    },
    ...(message && verification?.status === 'pending'
      ? [
          control(
            'Enter the right code',
            'Code',
            'VerifyVerificationCodeById',
            checkCode(verification.id, message.code),
          ),
        ]
      : []),
    ...(verification
      ? [{ name: 'Copy the story as a test', group: 'Code' as const, run: () => copyStoryAsTest(verification) }]
      : []),
    { name: 'Let the newest code expire', group: 'Time', key: 'x', operation: 'SetClock', run: expireNewest },
    { name: 'Go to the next event', group: 'Time', key: 'n', operation: 'AdvanceClockToNext', run: goToNextEvent },
    control('Advance the clock by 1 minute', 'Time', 'AdvanceClock', advanceClock('1m')(inSandbox)),
    control('Advance the clock by 5 minutes', 'Time', 'AdvanceClock', advanceClock('5m')(inSandbox)),
    control('Advance the clock by 1 hour', 'Time', 'AdvanceClock', advanceClock('1h')(inSandbox)),
    control('Freeze the clock', 'Time', 'FreezeClock', freezeClock(inSandbox)),
    control('Resume the clock', 'Time', 'ResumeClock', resumeClock(inSandbox)),
    control('Set the clock to real time', 'Time', 'SetClock', setClock('now')(inSandbox)),
    ...(number === null
      ? []
      : [
          ...['accepted', 'rejected', 'expired', 'max_attempts_exceeded'].map((outcome) =>
            control(
              `Next check: ${outcome.replaceAll('_', ' ')}`,
              'Force',
              'CreateScenario',
              forceCheck(number, outcome)(inSandbox),
            ),
          ),
          control('Fail the next delivery', 'Force', 'CreateScenario', failDelivery(number)(inSandbox)),
        ]),
    ...(webhook
      ? [control('Redeliver the newest webhook', 'Force', 'RedeliverWebhook', redeliver(webhook.id)(inSandbox))]
      : []),
    control('Remove all scenarios', 'Force', 'ClearScenarios', clearScenarios(inSandbox)),
    control('Remove all faults', 'Force', 'ReplaceFaults', replaceFaults([])(inSandbox)),
    ...Object.entries(panelNames).map(
      ([id, label]): Command => ({
        name: label,
        group: 'Go to',
        run: () => {
          tab.value = id
          view.value = 'desk'
        },
      }),
    ),
    {
      name: 'Open on a phone (QR code)',
      group: 'Go to',
      run: () => {
        dialog.value = 'qr'
      },
    },
    {
      name: 'Open a sandbox…',
      group: 'Sandbox',
      run: () => {
        dialog.value = 'sandbox'
      },
    },
    {
      name: 'Keyboard shortcuts',
      group: 'Go to',
      key: '?',
      run: () => {
        dialog.value = 'help'
      },
    },
    { name: 'Switch the theme', group: 'Go to', run: cycleTheme },
    { name: 'Save run', group: 'Sandbox', operation: 'TakeSnapshot', run: () => void saveRun() },
    control('Clear the journal', 'Sandbox', 'ClearJournal', clearJournal(inSandbox)),
    control('Reset the sandbox', 'Sandbox', 'ResetSandbox', resetSandbox(inSandbox)),
  ]
}
