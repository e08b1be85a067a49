import { type Command, Option } from 'commander'
import type { Channel } from '../../client/types.js'
import { addClientCommand } from '../command.js'
import { CommandError } from '../command-error.js'
import { channelOption, readNumber } from '../flags/options.js'

/** `code` and `wait`: the code that was sent to a phone, and nothing else. */
export function addCodeCommands(program: Command): void {
  addClientCommand<{ channel?: Channel }, [phone: string]>(program, {
    usage: 'code <phone>',
    about: 'print the newest code that was sent to a phone number; exit code 1 if there is none',
    examples: ['code +13035551234'],
    options: [channelOption('only codes of this channel')],
    ask: async (client, { channel }, phoneNumber) => {
      const [message] = await client.inbox.list({ phoneNumber, limit: 1, ...(channel && { channel }) })
      if (message === undefined) {
        const sent = `No code has been sent to ${phoneNumber}${channel ? ` by ${channel}` : ''} in sandbox ${client.sandboxName}`
        throw new CommandError(`${sent}. To wait for one, use \`wait\`; what did arrive is shown by \`inbox\`.`, 1)
      }
      return { text: message.code, json: message }
    },
  })

  addClientCommand<{ channel?: Channel; timeout: number }, [phone: string]>(program, {
    usage: 'wait <phone>',
    about: 'print the newest code to a phone number, waiting for it if there is none yet',
    examples: ['wait +13035551234', 'CODE=$(telnyx-verify-emulator wait +13035551234 --timeout 30)'],
    options: [
      new Option('--timeout <seconds>', 'how long to wait, at most 300').default(10).argParser(readNumber(0, 300)),
      channelOption('only codes of this channel'),
    ],
    ask: async (client, { channel, timeout }, phoneNumber) => {
      const message = await client.inbox.next(phoneNumber, { timeout: timeout * 1000, ...(channel && { channel }) })
      return { text: message.code, json: message }
    },
  })
}
