import type { Command } from 'commander'
import type { Message } from '../../client/types.js'
import { addClientCommand } from '../command.js'
import type { CommandResult } from '../terminal/print.js'

/** `call`: answers or declines the newest call to a phone number. */
export function addCallCommands(program: Command): void {
  const call = program.command('call').description('answer or decline the newest call to a phone number')
  addClientCommand<object, [phone: string]>(call, {
    usage: 'answer <phone>',
    about: 'answer the newest call and print what it says',
    examples: ['call answer +13035551234'],
    ask: async (client, _, phone) => toResult(await client.inbox.answer(phone)),
  })
  addClientCommand<object, [phone: string]>(call, {
    usage: 'decline <phone>',
    about: 'decline the newest call, which ends its verification in an error',
    examples: ['call decline +13035551234'],
    ask: async (client, _, phone) => {
      const message = await client.inbox.decline(phone)
      return { text: `Declined. The verification is ${message.status ?? 'not affected'}.`, json: message }
    },
  })
}

const toResult = (message: Message): CommandResult => ({ text: message.text, json: message })
