/** The commands of the palette. */
import type { ApiRequest } from '../api/call.js'
import {
  advanceClock,
  checkCode,
  clearFaults,
  clearJournal,
  clearScenarios,
  clearWebhookFaults,
  failDelivery,
  forceCheck,
  freezeClock,
  redeliver,
  resetSandbox,
  resumeClock,
  setClock,
} from '../api/requests.js'
import { panelNames } from '../panels/names.js'
import { saveRun } from '../panels/save-run.js'
import { copyStoryAsTest } from '../snippets/copy-test.js'
import { type DialogName, dialog, sandbox, shownNumber, tab, view, webhooks } from '../state/app.js'
import { cycleTheme } from '../theme.js'
import { answerCall, copyNewest, expireNewest, findNewest, goToNextEvent, send } from './keyed-actions.js'

export interface Command {
  readonly name: string
  readonly group: 'Code' | 'Time' | 'Force' | 'Go to' | 'Sandbox'
  readonly key?: string
  readonly run: () => void
  /** The operation behind it. */
  readonly operation?: string
}

/** A command that is one request. */
const request = (group: Command['group'], name: string, operation: string, asked: ApiRequest): Command => ({
  name,
  group,
  operation,
  run: () => send(name, asked),
})

const open = (group: Command['group'], name: string, opened: DialogName): Command => ({
  name,
  group,
  run: () => {
    dialog.value = opened
  },
})

/** Lists the commands that are possible now. */
export const listCommands = (): Command[] => [
  ...listCodeCommands(),
  ...listTimeCommands(sandbox.value),
  ...listForceCommands(sandbox.value),
  ...listPlaces(),
  ...listSandboxCommands(sandbox.value),
]

function listCodeCommands(): Command[] {
  const { message, verification } = findNewest()
  const canCheck = message !== null && verification?.status === 'pending'
  return [
    { name: 'Copy the newest code', group: 'Code', key: 'c', run: copyNewest },
    { name: 'Answer the call', group: 'Code', key: 'a', operation: 'AnswerCall', run: answerCall },
    { ...open('Code', 'Send a code…', 'send'), key: 's' },
    ...(canCheck
      ? [
          request(
            'Code',
            'Enter the right code',
            'VerifyVerificationCodeById',
            checkCode(verification.id, message.code),
          ),
        ]
      : []),
    ...(verification === undefined
      ? []
      : [{ name: 'Copy the story as a test', group: 'Code' as const, run: () => copyStoryAsTest(verification) }]),
  ]
}

const listTimeCommands = (name: string): Command[] => [
  { name: 'Let the newest code expire', group: 'Time', key: 'x', operation: 'SetClock', run: expireNewest },
  { name: 'Go to the next event', group: 'Time', key: 'n', operation: 'AdvanceClockToNext', run: goToNextEvent },
  request('Time', 'Advance the clock by 1 minute', 'AdvanceClock', advanceClock('1m')(name)),
  request('Time', 'Advance the clock by 5 minutes', 'AdvanceClock', advanceClock('5m')(name)),
  request('Time', 'Advance the clock by 1 hour', 'AdvanceClock', advanceClock('1h')(name)),
  request('Time', 'Freeze the clock', 'FreezeClock', freezeClock(name)),
  request('Time', 'Resume the clock', 'ResumeClock', resumeClock(name)),
  request('Time', 'Set the clock to real time', 'SetClock', setClock('now')(name)),
]

function listForceCommands(name: string): Command[] {
  const number = shownNumber.value
  const { verification } = findNewest()
  const webhook = webhooks.value.find(({ verificationId }) => verificationId === verification?.id)
  const force = (label: string, asked: (sandbox: string) => ApiRequest) =>
    request('Force', label, 'CreateScenario', asked(name))
  return [
    ...(number === null
      ? []
      : [
          ...['accepted', 'rejected', 'expired', 'max_attempts_exceeded'].map((outcome) =>
            force(`Next check: ${outcome.replaceAll('_', ' ')}`, forceCheck(number, outcome)),
          ),
          force('Fail the next delivery', failDelivery(number)),
        ]),
    ...(webhook === undefined
      ? []
      : [request('Force', 'Redeliver the newest webhook', 'RedeliverWebhook', redeliver(webhook.id)(name))]),
    request('Force', 'Remove all scenarios', 'ClearScenarios', clearScenarios(name)),
    request('Force', 'Remove all faults', 'ReplaceFaults', clearFaults(name)),
    request('Force', 'Remove all webhook faults', 'ReplaceWebhookFaults', clearWebhookFaults(name)),
  ]
}

const listPlaces = (): Command[] => [
  ...Object.entries(panelNames()).map(
    ([id, label]): Command => ({
      name: label,
      group: 'Go to',
      run: () => {
        tab.value = id
        view.value = 'desk'
      },
    }),
  ),
  open('Go to', 'Open on a phone (QR code)', 'qr'),
  { ...open('Go to', 'Keyboard shortcuts', 'help'), key: '?' },
  { name: 'Switch the theme', group: 'Go to', run: cycleTheme },
]

const listSandboxCommands = (name: string): Command[] => [
  open('Sandbox', 'Open a sandbox…', 'sandbox'),
  { name: 'Save run', group: 'Sandbox', operation: 'TakeRun', run: () => void saveRun() },
  request('Sandbox', 'Clear the journal', 'ClearJournal', clearJournal(name)),
  request('Sandbox', 'Reset the sandbox', 'ResetSandbox', resetSandbox(name)),
]
