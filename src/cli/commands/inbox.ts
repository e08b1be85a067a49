import { type Command, Option } from 'commander'
import type { Channel } from '../../client/types.js'
import { addClientCommand } from '../command.js'
import { channelOption, phoneOption, readWhole } from '../flags/options.js'
import { toTable } from '../terminal/table.js'

interface InboxFlags {
  readonly phone?: string
  readonly channel?: Channel
  readonly limit: number
}

/** `inbox`: what the handsets got. */
export function addInboxCommand(program: Command): void {
  addClientCommand<InboxFlags>(program, {
    usage: 'inbox',
    about: 'show what the handsets got, newest first',
    examples: ['inbox --phone +13035551234'],
    options: [
      phoneOption('only what was sent to this number'),
      channelOption('only what was sent by this channel'),
      new Option('--limit <number>', 'at most so many, up to 1000').default(25).argParser(readWhole(1, 1000)),
    ],
    ask: async (client, { phone, channel, limit }) => {
      const messages = await client.inbox.list({
        limit,
        ...(phone && { phoneNumber: phone }),
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
          ? `Nothing has arrived in sandbox ${client.sandboxName}.`
          : toTable(['sent', 'to', 'by', 'code', 'text'], rows)
      return { text, json: messages }
    },
  })
}
