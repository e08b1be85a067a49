import { Argument, type Command } from 'commander'
import type { ClockMoved, ClockState } from '../../client/types.js'
import { addClientCommand } from '../command.js'
import { toDuration } from '../flags/options.js'
import { formatClock } from '../terminal/clock-line.js'
import type { CommandResult } from '../terminal/print.js'

/** `clock`: shows the time of the sandbox and moves it. */
export function addClockCommands(program: Command): void {
  const clock = addClientCommand(program, {
    usage: 'clock',
    about: 'show or move the clock of the sandbox',
    examples: ['clock', 'clock advance 5m'],
    ask: async (client) => toResult(await client.clock.now()),
  })
  addClientCommand<object, [by: string]>(clock, {
    usage: 'advance',
    about: 'advance the clock and list what fell due',
    args: [new Argument('<duration>', 'for example 5m, 2h30m, or milliseconds')],
    examples: ['clock advance 5m', 'clock advance 2h30m'],
    ask: async (client, _, by) => toMoveResult(await client.clock.advance(toDuration(by))),
  })
  addClientCommand(clock, {
    usage: 'next',
    about: 'advance the clock to the next event that is due',
    examples: ['clock next'],
    ask: async (client) => toMoveResult(await client.clock.next()),
  })
  addClientCommand(clock, {
    usage: 'due',
    about: 'list the events that are due next',
    examples: ['clock due'],
    ask: async (client) => {
      const due = await client.clock.due()
      const lines = due.map(({ at, text }) => `${at}  ${text}`)
      return { text: lines.length > 0 ? lines.join('\n') : 'Nothing is due.', json: due }
    },
  })
  addClientCommand<object, [to: string]>(clock, {
    usage: 'set',
    about: 'set the clock to a time',
    args: [new Argument('<time>', 'ISO 8601 with time zone, Unix milliseconds, or `now`')],
    examples: ['clock set 2026-01-31T09:30:00Z', 'clock set now'],
    ask: async (client, _, to) => toMoveResult(await client.clock.set(toDuration(to))),
  })
  addClientCommand(clock, {
    usage: 'freeze',
    about: 'stop the clock',
    examples: ['clock freeze'],
    ask: async (client) => toResult(await client.clock.freeze()),
  })
  addClientCommand(clock, {
    usage: 'resume',
    about: 'resume a frozen clock from its current time',
    examples: ['clock resume'],
    ask: async (client) => toResult(await client.clock.resume()),
  })
}

const toResult = (clock: ClockState): CommandResult => ({ text: formatClock(clock), json: clock })

function toMoveResult({ clock, events, eventsTotal }: ClockMoved): CommandResult {
  const lines = events.map(({ at, text }) => `${at}  ${text}`)
  const unlisted = eventsTotal - events.length
  if (unlisted > 0) lines.push(`... and ${unlisted.toLocaleString('en-US')} more events`)
  return { text: [...lines, formatClock(clock)].join('\n'), json: { clock, events, eventsTotal } }
}
