import type { Command } from 'commander'
import type { DroppedSandbox } from '../../client/types.js'
import { formatTable } from '../../report/text-table.js'
import { addClientCommand } from '../command.js'
import { formatClock } from '../terminal/clock-line.js'

/** `reset`: puts a sandbox back to its fixtures. */
export function addResetCommand(program: Command): void {
  addClientCommand(program, {
    usage: 'reset',
    about: 'reset the sandbox to its fixtures',
    examples: ['reset --sandbox checkout-7'],
    ask: async (client) => {
      await client.reset()
      return { text: `Reset sandbox ${client.sandboxName} to its fixtures.`, json: await client.info() }
    },
  })
}

/** The number of dropped sandboxes to name. */
const mostShown = 10

function formatDropped(dropped: readonly DroppedSandbox[]): string[] {
  if (dropped.length === 0) return []
  const names = dropped
    .slice(0, mostShown)
    .map(({ sandbox, droppedAt, reason }) => `${sandbox} (${reason}, ${droppedAt})`)
  return [
    `Dropped, newest first: ${names.join(', ')}${dropped.length > mostShown ? ` and ${dropped.length - mostShown} others` : ''}`,
  ]
}

/** `sandboxes`: lists and deletes sandboxes. */
export function addSandboxesCommands(program: Command): void {
  const sandboxes = addClientCommand(program, {
    usage: 'sandboxes',
    about: 'list or delete sandboxes',
    examples: ['sandboxes', 'sandboxes delete checkout-7'],
    ask: async (client) => {
      const all = await client.server.sandboxes.list()
      const rows = all.map(({ sandbox, profiles, verifications, messages, journalEntries, clock }) => [
        sandbox,
        profiles,
        verifications,
        messages,
        journalEntries,
        formatClock(clock),
      ])
      const headings = ['sandbox', 'profiles', 'verifications', 'messages', 'journal', 'clock']
      const dropped = formatDropped(await client.server.sandboxes.dropped())
      return { text: [formatTable(rows, { headings }), ...dropped].join('\n'), json: all }
    },
  })
  addClientCommand<object, [name: string]>(sandboxes, {
    usage: 'delete <name>',
    about: 'delete a sandbox and its stored state',
    note: 'The next use of its name creates it again.',
    examples: ['sandboxes delete checkout-7'],
    ask: async (client, _, name) => ({
      json: await client.server.sandboxes.delete(name),
      text: `Deleted sandbox ${name}.`,
    }),
  })
}
