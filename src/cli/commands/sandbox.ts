import type { Command } from 'commander'
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
      return {
        text: formatTable(rows, { headings: ['sandbox', 'profiles', 'verifications', 'messages', 'journal', 'clock'] }),
        json: all,
      }
    },
  })
  addClientCommand<object, [name: string]>(sandboxes, {
    usage: 'delete <name>',
    about: 'delete a sandbox and its stored state',
    note: 'The next use of its name creates it anew.',
    examples: ['sandboxes delete checkout-7'],
    ask: async (client, _, name) => ({
      json: await client.server.sandboxes.delete(name),
      text: `Deleted sandbox ${name}.`,
    }),
  })
}
