import type { Command } from 'commander'
import { addCommand } from '../command.js'
import { CommandError } from '../command-error.js'
import { probe } from '../doctor/probe.js'
import { addressOptions, type ConnectionFlags, readConnection } from '../flags/connection.js'
import { jsonOption } from '../flags/options.js'
import { printResult } from '../terminal/print.js'

/** `health`: checks the emulator, made for a container's HEALTHCHECK. */
export function addHealthCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'health',
    about: 'check that the emulator is healthy',
    note: 'Exits with 1 if it is not.',
    examples: ['health --port 8374'],
    options: [jsonOption(), ...addressOptions()],
  })
  command.action(async (flags: ConnectionFlags & { json?: boolean }) => {
    const { origin } = await readConnection(flags, { env: process.env, folder: process.cwd() })
    const answer = await probe(origin)
    if (answer.found === 'nothing') throw new CommandError(`No healthy emulator at ${origin}: ${answer.reason}`, 1)
    if (answer.found === 'other-server') throw new CommandError(`No healthy emulator at ${origin}: ${answer.says}`, 1)
    const { version, sandboxes, uptimeSecs } = answer.health
    const text = `ok, version ${version}, ${sandboxes} sandboxes, up ${uptimeSecs} s`
    printResult({ text, json: answer.health }, flags)
  })
}
