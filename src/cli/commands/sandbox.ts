import type { Command } from 'commander'
import { addClientCommand } from '../command.js'
import { toTable } from '../terminal/table.js'
import { describeClock } from './clock.js'

/** `reset`, `sandboxes` and `test-numbers`. */
export function addSandboxCommands(program: Command): void {
  addClientCommand(program, {
    usage: 'reset',
    about: 'put the sandbox back to its fixtures, all of it',
    examples: ['reset --sandbox checkout-7'],
    ask: async (client) => {
      await client.reset()
      return { text: `Sandbox ${client.sandboxName} is back at its fixtures.`, json: await client.info() }
    },
  })

  const sandboxes = addClientCommand(program, {
    usage: 'sandboxes',
    about: 'show the sandboxes that live',
    examples: ['sandboxes', 'sandboxes delete checkout-7'],
    ask: async (client) => {
      const all = await client.server.sandboxes.list()
      const rows = all.map(({ sandbox, profiles, verifications, messages, journalEntries, clock }) => [
        sandbox,
        profiles,
        verifications,
        messages,
        journalEntries,
        describeClock(clock),
      ])
      return {
        text: toTable(['sandbox', 'profiles', 'verifications', 'messages', 'journal', 'clock'], rows),
        json: all,
      }
    },
  })
  addClientCommand<object, [name: string]>(sandboxes, {
    usage: 'delete <name>',
    about: 'forget a sandbox and what was kept of it; it begins anew when it is next named',
    examples: ['sandboxes delete checkout-7'],
    ask: async (client, _, name) => ({
      json: await client.server.sandboxes.delete(name),
      text: `Sandbox ${name} is gone.`,
    }),
  })

  addClientCommand(program, {
    usage: 'test-numbers',
    about: 'show the phone numbers that choose an outcome or have a fixed code',
    examples: ['test-numbers'],
    ask: async (client) => {
      const numbers = await client.testNumbers()
      const rows = numbers.map(({ phoneNumber, outcome, code, about }) => [
        phoneNumber,
        outcome ?? (code && `code ${code}`),
        about,
      ])
      return { text: toTable(['number', 'outcome', 'what happens'], rows), json: numbers }
    },
  })
}
