import { readFileSync, writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import type { RestoreResult, SandboxFile } from '../../client/types.js'
import { addClientCommand, addGroup } from '../command.js'
import { CommandError } from '../command-error.js'

/** `snapshot`: the sandbox as one JSON, and back. */
export function addSnapshotCommands(program: Command): void {
  const snapshot = addGroup(program, {
    usage: 'snapshot',
    about: 'save a sandbox as one JSON, or load it',
    examples: ['snapshot save failing-run.json --journal'],
  })
  addClientCommand<{ journal?: boolean }, [file?: string]>(snapshot, {
    usage: 'save [file]',
    about: 'save the sandbox to a file, or to stdout',
    examples: ['snapshot save failing-run.json --journal', 'snapshot save > state.json'],
    options: [new Option('--journal', 'with the journal')],
    ask: async (client, { journal = false }, file = '-') => {
      const taken = await client.snapshot.take({ journal })
      const content = `${JSON.stringify(taken, null, 2)}\n`
      if (file === '-') return { text: content, json: taken }
      save(file, content)
      const counts = { profiles: taken.profiles?.length ?? 0, verifications: taken.verifications?.length ?? 0 }
      const text = `Saved sandbox ${client.sandboxName} to ${file}: ${counts.profiles} profiles, ${counts.verifications} verifications.`
      return { text, json: { sandbox: client.sandboxName, file, ...counts } }
    },
  })
  addClientCommand<object, [file: string]>(snapshot, {
    usage: 'load <file>',
    about: 'put the sandbox into the state of a snapshot, its clock too; - reads stdin',
    examples: ['snapshot load failing-run.json', 'snapshot load - < state.json'],
    ask: async (client, _, file) => {
      const restored = await client.snapshot.restore(parse(await load(file), file))
      return { text: describeRestored(restored), json: restored }
    },
  })
}

/** What is in the sandbox now, and what to know of it. */
export function describeRestored({
  sandbox,
  profiles,
  verifications,
  messages,
  clock,
  warnings,
}: RestoreResult): string {
  const lines = [
    `Sandbox ${sandbox} now has ${profiles} profiles, ${verifications} verifications and ${messages} messages.`,
    `Its clock stands at ${clock.now}${clock.frozen ? ', frozen' : ''}.`,
    ...warnings.map((warning) => `Warning: ${warning}`),
  ]
  return lines.join('\n')
}

function save(file: string, content: string): void {
  try {
    writeFileSync(file, content)
  } catch (error) {
    throw new CommandError(`${file} cannot be written: ${(error as Error).message}`, 2)
  }
}

async function load(file: string): Promise<string> {
  if (file === '-') return readStdin()
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}`, 2)
  }
}

async function readStdin(): Promise<string> {
  let content = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) content += chunk
  return content
}

function parse(content: string, file: string): SandboxFile {
  try {
    return JSON.parse(content) as SandboxFile
  } catch (error) {
    const source = file === '-' ? 'What came by stdin' : file
    throw new CommandError(`${source} is not JSON (${(error as Error).message}). Load what \`snapshot save\` wrote.`, 2)
  }
}
