import type { Command } from 'commander'
import { formatTable } from '../../report/text-table.js'
import { addClientCommand } from '../command.js'

/** `test-numbers`: lists the phone numbers that force an outcome or have a fixed code. */
export function addTestNumbersCommand(program: Command): void {
  addClientCommand(program, {
    usage: 'test-numbers',
    about: 'list phone numbers with a fixed outcome or code',
    examples: ['test-numbers'],
    ask: async (client) => {
      const numbers = await client.testNumbers()
      const rows = numbers.map(({ phoneNumber, outcome, code, about }) => [
        phoneNumber,
        outcome ?? (code && `code ${code}`),
        about,
      ])
      return { text: formatTable(rows, { headings: ['number', 'outcome', 'effect'] }), json: numbers }
    },
  })
}
