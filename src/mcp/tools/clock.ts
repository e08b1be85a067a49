import { countOf } from '../../wire/count-of.js'
import { changes, type Tool } from './tool.js'

export const advanceClock: Tool = {
  name: 'advance_clock',
  title: 'Advance the clock',
  description: [
    'Moves the clock of the sandbox forward and runs everything that falls due on the way: codes expire, deliveries end, webhooks are posted and retried. It returns when that is done, so never sleep instead.',
    'A code expires after its `timeout_secs`, 300 by default. `due` in the answer lists what happens next.',
    "Trap: the application's own clock and timers do not move, and webhooks are signed with the real time.",
  ].join(' '),
  operation: 'AdvanceClock',
  hints: changes,
  summarize: ({ clock, events, due_total: due }: { clock: { now: string }; events: unknown[]; due_total: number }) =>
    `It is ${clock.now} in the sandbox. ${countOf(events.length, 'event')} on the way, ${due} still due.`,
}
