import { type Command, Option } from 'commander'
import type { JournalListOptions } from '../../client/journal.js'
import type { EntryKind } from '../../client/types.js'
import { addClientCommand } from '../command.js'
import { operationOption, phoneOption, readWhole, showCodesOption } from '../flags/options.js'
import { createPaint } from '../terminal/colours.js'
import { toLine } from '../terminal/entry-line.js'

interface JournalFlags {
  readonly operation?: string
  readonly phone?: string
  readonly status?: number
  readonly kind?: EntryKind
  readonly limit: number
  readonly showCodes?: boolean
}

/** `journal`: what was asked, what was answered, and what decided it. */
export function addJournalCommand(program: Command): void {
  addClientCommand<JournalFlags>(program, {
    usage: 'journal',
    about: 'show what was asked, what was answered, what decided it and what happened; the newest at the end',
    examples: ['journal --operation CreateVerificationSms --status 400', 'journal --phone +13035551234 --json'],
    options: [
      operationOption('only requests of this operation'),
      phoneOption('only what is about this number'),
      new Option('--status <number>', 'only requests that were answered so').argParser(readWhole(0, 599)),
      new Option('--kind <kind>', 'only this kind').choices([
        'request',
        'message',
        'delivery',
        'verification',
        'webhook',
      ] satisfies EntryKind[]),
      new Option('--limit <number>', 'the newest so many').default(50).argParser(readWhole(1, 100_000)),
      showCodesOption(),
    ],
    ask: async (client, flags) => {
      const journal = await client.journal.list(toQuery(flags))
      const paint = createPaint(process.stdout, process.env)
      const lines = journal.entries.map((entry) => toLine(entry, paint)).reverse()
      return { text: lines.length === 0 ? describeNothing(journal.capacity) : lines.join('\n'), json: journal }
    },
  })
}

function toQuery({ operation, phone, status, kind, limit, showCodes }: JournalFlags): JournalListOptions {
  return {
    limit,
    ...(operation && { operation }),
    ...(phone && { phoneNumber: phone }),
    ...(status !== undefined && { status }),
    ...(kind && { kind }),
    ...(showCodes && { codes: 'shown' }),
  }
}

function describeNothing(capacity: number): string {
  return capacity === 0
    ? 'The journal is switched off: the emulator was started to keep no entries.'
    : 'The journal holds nothing like that.'
}
