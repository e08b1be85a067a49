import type { Command } from 'commander'
import { addCommand } from '../command.js'
import { CommandError } from '../command-error.js'
import { probe } from '../doctor/probe.js'
import { addressOptions, type ConnectionFlags, readConnection } from '../flags/connection.js'
import { jsonOption } from '../flags/options.js'
import { say } from '../terminal/print.js'

/** `health`: whether an emulator is well; made for a container's HEALTHCHECK. */
export function addHealthCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'health',
    about: 'ask a running emulator whether it is well; exit code 1 if not',
    examples: ['health --port 8374'],
    options: [...addressOptions(), jsonOption()],
  })
  command.action(async (flags: ConnectionFlags & { json?: boolean }) => {
    const { origin } = await readConnection(flags, { env: process.env, folder: process.cwd() })
    const answer = await probe(origin)
    if (answer.found === 'nobody') throw new CommandError(`No healthy emulator at ${origin}: ${answer.reason}`, 1)
    if (answer.found === 'stranger') throw new CommandError(`No healthy emulator at ${origin}: ${answer.says}`, 1)
    const { version, sandboxes, uptimeSecs } = answer.health
    say({ text: `ok, version ${version}, ${sandboxes} sandboxes, up ${uptimeSecs} s`, json: answer.health }, flags)
  })
}
