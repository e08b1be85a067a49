import { type Command, Option } from 'commander'
import type { JournalListOptions } from '../../client/journal.js'
import type { EntryKind } from '../../client/types.js'
import { entryKinds } from '../../wire/words.js'
import { addClientCommand } from '../command.js'
import {
  createIntegerReader,
  operationOption,
  phoneOption,
  requireOnePlace,
  sandboxPrefixOption,
  showCodesOption,
} from '../flags/options.js'
import { createColorize } from '../terminal/colors.js'
import { formatEntry } from '../terminal/entry-line.js'

interface JournalFlags {
  readonly operation?: string
  readonly phone?: string
  readonly status?: number
  readonly kind?: EntryKind
  readonly limit: number
  readonly showCodes?: boolean
  readonly sandbox?: string
  readonly sandboxPrefix?: string
}

/** `journal`: lists events, and requests with their answers and the reasons for them. */
export function addJournalCommand(program: Command): void {
  addClientCommand<JournalFlags>(program, {
    usage: 'journal',
    about: 'list requests, their answers, and events, newest last',
    examples: ['journal --operation CreateVerificationSms --status 400', 'journal --phone +13035551234 --json'],
    options: [
      operationOption('only requests of this operation'),
      phoneOption('only entries about this number'),
      new Option('--status <number>', 'only requests answered with this status').argParser(createIntegerReader(0, 599)),
      new Option('--kind <kind>', 'only entries of this kind').choices(entryKinds),
      new Option('--limit <number>', 'maximum number of entries')
        .default(50)
        .argParser(createIntegerReader(1, 100_000)),
      showCodesOption(),
      sandboxPrefixOption('entries of all sandboxes whose names begin with this'),
    ],
    ask: async (client, flags) => {
      requireOnePlace(flags)
      const { sandboxPrefix } = flags
      const query = toQuery(flags)
      const journal = await (sandboxPrefix === undefined
        ? client.journal.list(query)
        : client.server.journal.list({ ...query, sandboxPrefix }))
      const colorize = createColorize(process.stdout, process.env)
      const lines = journal.entries.map((entry) => formatEntry(entry, colorize)).reverse()
      return {
        text: lines.length === 0 ? formatEmptyJournal(journal.capacity, sandboxPrefix) : lines.join('\n'),
        json: journal,
      }
    },
  })
}

function toQuery({ operation, phone, status, kind, limit, showCodes }: JournalFlags): JournalListOptions {
  return {
    limit,
    ...(operation !== undefined && { operation }),
    ...(phone !== undefined && { phoneNumber: phone }),
    ...(status !== undefined && { status }),
    ...(kind && { kind }),
    ...(showCodes && { codes: 'shown' }),
  }
}

function formatEmptyJournal(capacity: number, sandboxPrefix: string | undefined): string {
  if (sandboxPrefix !== undefined)
    return `No sandbox whose name begins with "${sandboxPrefix}" has a matching entry. To list sandboxes, use \`sandboxes\`.`
  return capacity === 0
    ? 'The journal is switched off: the emulator was started with --journal 0.'
    : 'The journal has no matching entries.'
}
