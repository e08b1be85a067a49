import { type Command, Option } from 'commander'
import type { Channel } from '../../client/types.js'
import { formatTable } from '../../report/text-table.js'
import { addClientCommand } from '../command.js'
import { channelOption, createIntegerReader, phoneOption } from '../flags/options.js'

interface InboxFlags {
  readonly phone?: string
  readonly channel?: Channel
  readonly limit: number
}

/** `inbox`: lists the messages that the handsets received. */
export function addInboxCommand(program: Command): void {
  addClientCommand<InboxFlags>(program, {
    usage: 'inbox',
    about: 'list messages to handsets, newest first',
    examples: ['inbox --phone +13035551234'],
    options: [
      phoneOption('only messages to this number'),
      channelOption('only messages of this channel'),
      new Option('--limit <number>', 'maximum number of messages, up to 1000')
        .default(25)
        .argParser(createIntegerReader(1, 1000)),
    ],
    ask: async (client, { phone, channel, limit }) => {
      const messages = await client.inbox.list({
        limit,
        ...(phone !== undefined && { phoneNumber: phone }),
        ...(channel && { channel }),
      })
      const rows = messages.map((message) => [
        message.sentAt,
        message.phoneNumber,
        message.channel,
        message.code,
        message.text,
      ])
      const text =
        rows.length === 0
          ? `No messages in sandbox ${client.sandboxName}.`
          : formatTable(rows, { headings: ['sent', 'to', 'by', 'code', 'text'] })
      return { text, json: messages }
    },
  })
}
