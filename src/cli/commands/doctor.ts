import type { Command } from 'commander'
import { connect } from '../../client/connect.js'
import { ConfigError } from '../../config/config-error.js'
import { version } from '../../version.js'
import { addCommand } from '../command.js'
import type { Finding, Surroundings } from '../doctor/check.js'
import { checks } from '../doctor/checks.js'
import { type Probe, probe } from '../doctor/probe.js'
import { type Connection, type ConnectionFlags, connectionOptions, readConnection } from '../flags/connection.js'
import { jsonOption } from '../flags/options.js'
import { type Colour, createPaint, type Paint } from '../terminal/colours.js'
import { say } from '../terminal/print.js'

/** `doctor`: what is wrong between an application and its emulator, and what to do. */
export function addDoctorCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'doctor',
    about: 'look for what keeps an application and its emulator apart; exit code 1 when something must be mended',
    examples: ['doctor'],
    options: [...connectionOptions(), jsonOption()],
  })
  command.action(async (flags: ConnectionFlags & { json?: boolean }) => {
    const surroundings = await readSurroundings(flags)
    const findings: ({ check: string } & Finding)[] = []
    for (const [name, check] of Object.entries(checks)) {
      const finding = await check(surroundings)
      if (finding !== undefined) findings.push({ check: name, ...finding })
    }
    const paint = createPaint(process.stdout, process.env)
    const text = findings.map((finding) => describe(finding, paint)).join('\n')
    say({ text, json: { findings }, isFinding: findings.some(({ level }) => level === 'fail') }, flags)
  })
}

const colours: Readonly<Record<Finding['level'], Colour>> = { ok: 'green', warn: 'yellow', fail: 'red' }

function describe({ level, text, advice }: Finding, paint: Paint): string {
  const lines = [
    `${paint(colours[level], level.padEnd(4))}  ${text}`,
    ...(advice ? [`      ${paint('dim', advice)}`] : []),
  ]
  return lines.join('\n')
}

async function readSurroundings(flags: ConnectionFlags): Promise<Surroundings> {
  const { env } = process
  let connection: Connection | undefined
  let configProblem: string | undefined
  try {
    connection = await readConnection(flags, { env, folder: process.cwd() })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    configProblem = error.message
  }
  const { origin = 'http://127.0.0.1:8374', sandbox = 'default', token } = connection ?? {}
  const probes = new Map<string, Promise<Probe>>()
  return {
    version,
    nodeVersion: process.version,
    env,
    origin,
    configProblem,
    probe: (at) => {
      const asked = probes.get(at) ?? probe(at)
      probes.set(at, asked)
      return asked
    },
    readClock: () => connect({ url: origin, sandbox, token }).clock.now(),
    wall: Date.now,
  }
}
