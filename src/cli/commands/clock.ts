import type { Command } from 'commander'
import type { SandboxClient } from '../../client/connect.js'
import type { ClockEvent, ClockState } from '../../client/types.js'
import { addClientCommand } from '../command.js'
import { readDuration } from '../flags/options.js'
import type { Answer } from '../terminal/print.js'

/** `clock`: what time it is in the sandbox, and moving it. */
export function addClockCommands(program: Command): void {
  const clock = addClientCommand(program, {
    usage: 'clock',
    about: 'show what time it is in the sandbox, or move its clock',
    examples: ['clock', 'clock advance 5m'],
    ask: async (client) => answer(await client.clock.now()),
  })
  addClientCommand<object, [by: string]>(clock, {
    usage: 'advance <duration>',
    about: 'move the clock on, and show what fell due on the way',
    examples: ['clock advance 5m', 'clock advance 2h30m'],
    ask: async (client, _, by) => moved(client, await client.clock.advance(readDuration(by))),
  })
  addClientCommand(clock, {
    usage: 'next',
    about: 'advance the clock to the next event that is due',
    examples: ['clock next'],
    ask: async (client) => moved(client, await client.clock.next()),
  })
  addClientCommand(clock, {
    usage: 'due',
    about: 'list what happens next by itself',
    examples: ['clock due'],
    ask: async (client) => {
      const due = await client.clock.due()
      const lines = due.map(({ at, text }) => `${at}  ${text}`)
      return { text: lines.length > 0 ? lines.join('\n') : 'Nothing is due.', json: due }
    },
  })
  addClientCommand<object, [to: string]>(clock, {
    usage: 'set <moment>',
    about: 'put the clock to a moment with its zone, to unix milliseconds, or to `now`, the wall clock’s time',
    examples: ['clock set 2026-01-31T09:30:00Z', 'clock set now'],
    ask: async (client, _, to) => moved(client, await client.clock.set(readDuration(to))),
  })
  addClientCommand(clock, {
    usage: 'freeze',
    about: 'stop the clock where it is',
    examples: ['clock freeze'],
    ask: async (client) => answer(await client.clock.freeze()),
  })
  addClientCommand(clock, {
    usage: 'resume',
    about: 'let the clock run on from where it stopped',
    examples: ['clock resume'],
    ask: async (client) => answer(await client.clock.resume()),
  })
}

const answer = (clock: ClockState): Answer => ({ text: describeClock(clock), json: clock })

async function moved(client: SandboxClient, happened: readonly ClockEvent[]): Promise<Answer> {
  const clock = await client.clock.now()
  const lines = happened.map(({ at, text }) => `${at}  ${text}`)
  return { text: [...lines, describeClock(clock)].join('\n'), json: { clock, happened } }
}

/** A clock in a line. */
export function describeClock({ now, frozen, offset_ms }: ClockState): string {
  const moved = offset_ms === 0 ? '' : `, ${describeOffset(offset_ms)} the wall clock`
  return `${now}${frozen ? ', frozen' : ''}${moved}`
}

/** `1 h 2 min 3 s ahead of`, from milliseconds. */
export function describeOffset(offsetMs: number): string {
  const ms = Math.abs(offsetMs)
  const parts: [number, string][] = [
    [Math.floor(ms / 86_400_000), 'd'],
    [Math.floor(ms / 3_600_000) % 24, 'h'],
    [Math.floor(ms / 60_000) % 60, 'min'],
    [(ms % 60_000) / 1000, 's'],
  ]
  const words = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}`)
  return `${words.join(' ')} ${offsetMs > 0 ? 'ahead of' : 'behind'}`
}
