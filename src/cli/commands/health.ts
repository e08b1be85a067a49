import { setTimeout } from 'node:timers'
import { type Command, Option } from 'commander'
import { countOf } from '../../wire/count-of.js'
import { addCommand } from '../command.js'
import { CommandError } from '../command-error.js'
import { probe } from '../doctor/probe.js'
import { explainUnhealthy, waitForHealth } from '../doctor/wait-for-health.js'
import { addressOptions, type ConnectionFlags, readConnection } from '../flags/connection.js'
import { createTimeoutReader, jsonOption } from '../flags/options.js'
import { printResult } from '../terminal/print.js'

interface HealthFlags extends ConnectionFlags {
  readonly json?: boolean
  /** Milliseconds. */
  readonly wait?: number
}

/** The longest wait. Milliseconds. */
const longestWaitMs = 3_600_000

/** `health`: checks the emulator, made for a container's HEALTHCHECK and for scripts that wait for a start. */
export function addHealthCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'health',
    about: 'check that the emulator is healthy',
    note: 'Exits with 1 if it is not.',
    examples: ['health --port 8374', 'health --wait 30s'],
    options: [
      new Option('--wait <duration>', 'ask again for this long until it is healthy').argParser(
        createTimeoutReader(0, longestWaitMs),
      ),
      jsonOption(),
      ...addressOptions(),
    ],
  })
  command.action(async (flags: HealthFlags) => {
    const { origin } = await readConnection(flags, { env: process.env, folder: process.cwd() })
    const waitMs = flags.wait ?? 0
    const { last, asked } = await waitForHealth((timeoutMs) => probe(origin, timeoutMs), {
      waitMs,
      now: () => process.uptime() * 1000,
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    })
    if (last.found !== 'emulator') throw new CommandError(explainUnhealthy(last, { origin, waitMs, asked }), 1)
    const { version, sandboxes, uptimeSecs } = last.health
    const text = `ok, version ${version}, ${countOf(sandboxes, 'sandbox', 'sandboxes')}, up ${uptimeSecs} s`
    printResult({ text, json: last.health }, flags)
  })
}
