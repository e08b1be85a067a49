import type { Command } from 'commander'
import { defaultSandbox } from '../../client/defaults.js'
import { ConfigError } from '../../config/config-error.js'
import { settingsTable } from '../../config/settings-table.js'
import type { Color, Colorize } from '../../report/color-marks.js'
import { version } from '../../version.js'
import { addCommand } from '../command.js'
import type { Diagnosis, DoctorContext } from '../doctor/check.js'
import { doctorChecks } from '../doctor/checks.js'
import { type Probe, probe } from '../doctor/probe.js'
import {
  type Connection,
  type ConnectionFlags,
  connectAt,
  connectionOptions,
  readConnection,
} from '../flags/connection.js'
import { jsonOption } from '../flags/options.js'
import { createColorize } from '../terminal/colors.js'
import { printResult } from '../terminal/print.js'

/** `doctor`: diagnoses the connection between an application and its emulator. */
export function addDoctorCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'doctor',
    about: 'diagnose the connection between application and emulator',
    note: 'Exits with 1 if anything needs fixing.',
    examples: ['doctor'],
    options: [jsonOption(), ...connectionOptions()],
  })
  command.action(async (flags: ConnectionFlags & { json?: boolean }) => {
    const context = await createContext(flags)
    const diagnoses: ({ check: string } & Diagnosis)[] = []
    for (const [name, check] of Object.entries(doctorChecks)) {
      const diagnosis = await check(context)
      if (diagnosis !== undefined) diagnoses.push({ check: name, ...diagnosis })
    }
    const colorize = createColorize(process.stdout, process.env)
    const text = diagnoses.map((diagnosis) => formatDiagnosis(diagnosis, colorize)).join('\n')
    printResult({ text, json: { diagnoses }, hasProblem: diagnoses.some(({ level }) => level === 'fail') }, flags)
  })
}

const colors: Readonly<Record<Diagnosis['level'], Color>> = { ok: 'green', warn: 'yellow', fail: 'red' }

function formatDiagnosis({ level, text, advice }: Diagnosis, colorize: Colorize): string {
  const lines = [
    `${colorize(colors[level], level.padEnd(4))}  ${text}`,
    ...(advice ? [`      ${colorize('dim', advice)}`] : []),
  ]
  return lines.join('\n')
}

async function createContext(flags: ConnectionFlags): Promise<DoctorContext> {
  const { env } = process
  let connection: Connection | undefined
  let configProblem: string | undefined
  try {
    connection = await readConnection(flags, { env, folder: process.cwd() })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    configProblem = error.message
  }
  const { host, port } = settingsTable.Server
  const { origin = `http://${host.default}:${port.default}`, sandbox = defaultSandbox, token } = connection ?? {}
  const probes = new Map<string, Promise<Probe>>()
  return {
    version,
    nodeVersion: process.version,
    env,
    origin,
    configProblem,
    probe: (at) => {
      const pending = probes.get(at) ?? probe(at)
      probes.set(at, pending)
      return pending
    },
    readClock: () => connectAt({ origin, sandbox, token }).clock.now(),
    wall: Date.now,
  }
}
