import { type Command, Option } from 'commander'
import type { SandboxClient } from '../../client/connect.js'
import type { RestoreResult, SandboxFile } from '../../client/types.js'
import { addClientCommand } from '../command.js'
import { createIntegerReader } from '../flags/options.js'
import { formatRestored } from './snapshot.js'

interface SeedFlags {
  readonly profiles: number
  readonly verifications: number
  readonly seed: string
}

/** `seed`: adds realistic records to browse and page through. */
export function addSeedCommand(program: Command): void {
  addClientCommand<SeedFlags>(program, {
    usage: 'seed',
    about: 'add realistic profiles, templates and verifications',
    note: 'Verifications have all channels and statuses and date from the last seven days.',
    examples: ['seed --profiles 3 --verifications 200', 'seed --seed friday --sandbox demo'],
    options: [
      new Option('--profiles <number>', 'number of Verify profiles').default(3).argParser(createIntegerReader(1, 1000)),
      new Option('--verifications <number>', 'number of verifications')
        .default(200)
        .argParser(createIntegerReader(0, 100_000)),
      new Option('--seed <text>', 'text that determines the records').default('1'),
    ],
    ask: async (client, { profiles, verifications, seed }) => {
      const { createRecords } = await import('../seed/records.js')
      const now = Date.parse((await client.clock.now()).now)
      const restored = await addRecords(client, createRecords({ profiles, verifications, seed, now }))
      return { text: formatRestored(restored), json: restored }
    },
  })
}

/** Verifications per request; the size of its body is limited. */
const batchSize = 1000

async function addRecords(
  client: SandboxClient,
  { verifications = [], ...others }: SandboxFile,
): Promise<RestoreResult> {
  let restored = await client.addRecords(others)
  for (let from = 0; from < verifications.length; from += batchSize) {
    restored = await client.addRecords({ version: 1, verifications: verifications.slice(from, from + batchSize) })
  }
  return restored
}
