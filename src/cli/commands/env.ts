import { type Command, Option } from 'commander'
import type { SandboxClient } from '../../client/connect.js'
import { ConnectionError } from '../../client/errors.js'
import { addClientCommand } from '../command.js'
import { assignments, type Shell, shells } from '../terminal/shells.js'

/** `env`: what the application under test needs in its environment. */
export function addEnvCommand(program: Command): void {
  addClientCommand<{ shell: Shell }>(program, {
    usage: 'env',
    about: 'print the variables for the application under test, to be evaluated by a shell',
    examples: ['eval "$(telnyx-verify-emulator env)"', 'env --shell fish | source', 'env --shell dotenv > .env.test'],
    options: [new Option('--shell <name>', 'whose syntax').choices(shells).default('posix')],
    ask: async (client, { shell }) => {
      const env = { ...client.env, ...(await askPublicKey(client)) }
      const lines = Object.entries(env).map(([name, value]) => assignments[shell](name, value))
      return { text: lines.join('\n'), json: env }
    },
  })
}

/** Only the emulator knows its public key. Before it has started, the others are of use all the same. */
async function askPublicKey(client: SandboxClient): Promise<{ TELNYX_PUBLIC_KEY?: string }> {
  try {
    return { TELNYX_PUBLIC_KEY: (await client.info()).publicKey }
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error
    process.stderr.write(`${error.message} Until then TELNYX_PUBLIC_KEY is left out.\n`)
    return {}
  }
}
