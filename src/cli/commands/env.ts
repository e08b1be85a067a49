import { type Command, Option } from 'commander'
import type { SandboxClient } from '../../client/connect.js'
import { ConnectionError } from '../../client/errors.js'
import { addClientCommand } from '../command.js'
import { exceptLoopback } from '../exec/proxy-exceptions.js'
import { printError } from '../terminal/print.js'
import { assignments, type Shell, shells } from '../terminal/shells.js'

/** `env`: prints the environment variables that the application under test needs. */
export function addEnvCommand(program: Command): void {
  addClientCommand<{ shell: Shell }>(program, {
    usage: 'env',
    about: 'print environment variables for the application under test',
    examples: ['eval "$(tve env)"', 'tve env --shell fish | source', 'tve env --shell dotenv > .env.test'],
    options: [new Option('--shell <name>', 'syntax to print').choices(shells).default('posix')],
    ask: async (client, { shell }) => {
      const exceptions = exceptLoopback(process.env, [new URL(client.url).hostname])
      const env = { ...client.env, ...(await readPublicKey(client)), ...exceptions }
      const lines = Object.entries(env).map(([name, value]) => assignments[shell](name, value))
      return { text: lines.join('\n'), json: env }
    },
  })
}

/** Only the emulator knows its public key; without a running one the other variables are still useful. */
async function readPublicKey(client: SandboxClient): Promise<{ TELNYX_PUBLIC_KEY?: string }> {
  try {
    return { TELNYX_PUBLIC_KEY: (await client.info()).publicKey }
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error
    printError(`${error.message} TELNYX_PUBLIC_KEY is omitted until then.`)
    return {}
  }
}
