import { type Command, Option } from 'commander'
import type { SandboxClient } from '../../client/connect.js'
import type { RestoreResult, SandboxFile } from '../../client/types.js'
import { addClientCommand } from '../command.js'
import { readWhole } from '../flags/options.js'
import { describeRestored } from './snapshot.js'

interface SeedFlags {
  readonly profiles: number
  readonly verifications: number
  readonly seed: string
}

/** `seed`: realistic records to look at and to page through. */
export function addSeedCommand(program: Command): void {
  addClientCommand<SeedFlags>(program, {
    usage: 'seed',
    about:
      'add realistic records: profiles, templates, and verifications of all channels and statuses of the last seven days',
    examples: ['seed --profiles 3 --verifications 200', 'seed --seed friday --sandbox demo'],
    options: [
      new Option('--profiles <number>', 'how many Verify profiles').default(3).argParser(readWhole(1, 1000)),
      new Option('--verifications <number>', 'how many verifications').default(200).argParser(readWhole(0, 100_000)),
      new Option('--seed <text>', 'the same gives the same records').default('1'),
    ],
    ask: async (client, { profiles, verifications, seed }) => {
      const { createRecords } = await import('../seed/records.js')
      const now = Date.parse((await client.clock.now()).now)
      const restored = await add(client, createRecords({ profiles, verifications, seed, now }))
      return { text: describeRestored(restored), json: restored }
    },
  })
}

/** So many verifications go into one request; its body has a limit. */
const batchSize = 1000

async function add(client: SandboxClient, { verifications = [], ...others }: SandboxFile): Promise<RestoreResult> {
  let restored = await client.addRecords(others)
  for (let from = 0; from < verifications.length; from += batchSize) {
    restored = await client.addRecords({ version: 1, verifications: verifications.slice(from, from + batchSize) })
  }
  return restored
}
