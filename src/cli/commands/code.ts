import { type Command, Option } from 'commander'
import type { Channel } from '../../client/types.js'
import { addClientCommand } from '../command.js'
import { CommandError } from '../command-error.js'
import { channelOption, createTimeoutReader } from '../flags/options.js'

/** `code` and `wait`: print the code that was sent to a phone number, and nothing else. */
export function addCodeCommands(program: Command): void {
  addClientCommand<{ channel?: Channel }, [phone: string]>(program, {
    usage: 'code <phone>',
    about: 'print the newest code sent to a phone number',
    note: 'Exits with 1 if no code has been sent.',
    examples: ['code +13035551234'],
    options: [channelOption('only codes of this channel')],
    ask: async (client, { channel }, phoneNumber) => {
      const [message] = await client.inbox.list({ phoneNumber, limit: 1, ...(channel && { channel }) })
      if (message === undefined) {
        const sent = `No code has been sent to ${phoneNumber}${channel ? ` by ${channel}` : ''} in sandbox ${client.sandboxName}`
        throw new CommandError(`${sent}. To wait for one, use \`wait\`. To list all messages, use \`inbox\`.`, 1)
      }
      return { text: message.code, json: message }
    },
  })

  addClientCommand<{ channel?: Channel; timeout: number }, [phone: string]>(program, {
    usage: 'wait <phone>',
    about: 'print the newest code, waiting for one if necessary',
    note: 'Exits with 1 if no code arrives in time.',
    examples: ['wait +13035551234', 'CODE=$(tve wait +13035551234 --timeout 30s)'],
    options: [
      channelOption('only codes of this channel'),
      new Option('--timeout <duration>', 'maximum wait: 30s, 500ms, or milliseconds; up to 300s')
        .default(10_000, '10s')
        .argParser(createTimeoutReader(0, 300_000)),
    ],
    ask: async (client, { channel, timeout }, phoneNumber) => {
      const message = await client.inbox.next(phoneNumber, { timeout, ...(channel && { channel }) })
      return { text: message.code, json: message }
    },
  })
}
