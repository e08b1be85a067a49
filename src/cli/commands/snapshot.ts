import { readFileSync, writeFileSync } from 'node:fs'
import { Argument, type Command, Option } from 'commander'
import { ControlError } from '../../client/errors.js'
import type { RestoreResult, SandboxFile } from '../../client/types.js'
import { countOf } from '../../wire/count-of.js'
import { explainFileError, parseFileJson } from '../../wire/file-reason.js'
import { addClientCommand, addCommand } from '../command.js'
import { CommandError } from '../command-error.js'

/** `snapshot`: saves a sandbox as one JSON file and loads it. */
export function addSnapshotCommands(program: Command): void {
  const snapshot = addCommand(program, {
    usage: 'snapshot',
    about: 'save or load the state of a sandbox',
    examples: ['snapshot save failing-run.json --journal'],
  })
  addClientCommand<{ journal?: boolean }, [file?: string]>(snapshot, {
    usage: 'save',
    about: 'save the sandbox as JSON',
    args: [new Argument('[file]', 'file to write (default: stdout)')],
    examples: ['snapshot save failing-run.json --journal', 'snapshot save > state.json'],
    options: [new Option('--journal', 'include the journal')],
    ask: async (client, { journal = false }, file = '-') => {
      const taken = await client.snapshot.take({ journal })
      const content = `${JSON.stringify(taken, null, 2)}\n`
      if (file === '-') return { text: content, json: taken }
      writeSnapshot(file, content)
      const counts = { profiles: taken.profiles?.length ?? 0, verifications: taken.verifications?.length ?? 0 }
      const text = `Saved sandbox ${client.sandboxName} to ${file}: ${countOf(counts.profiles, 'profile')}, ${countOf(counts.verifications, 'verification')}.`
      return { text, json: { sandbox: client.sandboxName, file, ...counts } }
    },
  })
  addClientCommand<object, [file: string]>(snapshot, {
    usage: 'load',
    about: 'restore the sandbox and its clock from a snapshot',
    args: [new Argument('<file>', 'file to read, or - for stdin')],
    examples: ['snapshot load failing-run.json', 'snapshot load - < state.json'],
    ask: async (client, _, file) => {
      const source = file === '-' ? 'stdin' : file
      const taken = parseSnapshot(await readSnapshot(file), source)
      const restored = await client.snapshot.restore(taken).catch((error) => {
        throw nameSource(error, source)
      })
      return { text: formatRestored(restored), json: restored }
    },
  })
}

/** Formats what the sandbox now contains. */
export function formatRestored({ sandbox, profiles, verifications, messages, clock, warnings }: RestoreResult): string {
  const lines = [
    `Sandbox ${sandbox} now has ${countOf(profiles, 'profile')}, ${countOf(verifications, 'verification')} and ${countOf(messages, 'message')}.`,
    `Its clock is at ${clock.now}${clock.frozen ? ', frozen' : ''}.`,
    ...warnings.map((warning) => `Warning: ${warning}`),
  ]
  return lines.join('\n')
}

function writeSnapshot(file: string, content: string): void {
  try {
    writeFileSync(file, content)
  } catch (error) {
    throw new CommandError(explainFileError(file, 'written', error), 2)
  }
}

async function readSnapshot(file: string): Promise<string> {
  if (file === '-') return readStdin()
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandError(explainFileError(file, 'read', error), 2)
  }
}

async function readStdin(): Promise<string> {
  let content = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) content += chunk
  return content
}

const parseSnapshot = (content: string, source: string) =>
  parseFileJson(content, source, 'Load a file that `snapshot save` wrote.') as SandboxFile

/** Names the file in what the emulator says of its content. */
function nameSource(error: unknown, source: string): unknown {
  const isRefused = error instanceof ControlError && (error.status === 400 || error.status === 422)
  return isRefused ? new CommandError(`${source}: ${error.message}`, 2) : error
}
