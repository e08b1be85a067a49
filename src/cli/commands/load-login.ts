import { writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers'
import { SeededRandom } from '../../audit/flow/seeded-random.js'
import { loadLogin } from '../../audit/load/load-login.js'
import type { SandboxClient } from '../../client/connect.js'
import type { Config } from '../../config/config.js'
import { createEmulator } from '../../emulator/create-emulator.js'
import type { Colorize } from '../../report/color-marks.js'
import { printReport, type ReportFlags } from '../../report/print-report.js'
import { CannotRunError, type Report } from '../../report/report.js'
import { version } from '../../version.js'
import {
  createFlowContext,
  findPlace,
  freshNumber,
  type Place,
  requireRunning,
  withModule,
  withWebhooks,
} from '../audit/flow-context.js'
import { type LoginFile, readLoginFile } from '../audit/login-files.js'
import { withApplication } from '../audit/running-application.js'
import { isExplained } from '../command-error.js'
import type { ConnectionFlags } from '../flags/connection.js'

export interface LoadLoginFlags extends ReportFlags, ConnectionFlags {
  readonly users?: number
  /** Milliseconds, as all durations here. */
  readonly ramp?: number
  readonly think?: number
  /** From 0 to 1, as all shares here. */
  readonly mistype?: number
  readonly resend?: number
  readonly maxP95?: number
  readonly maxFailed?: number
  readonly allowHost?: boolean
}

export interface LoadLoginContext {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly colorize: Colorize
  readonly env: NodeJS.ProcessEnv
  /** The settings of the emulator that is started. */
  readonly config: Pick<Config, EmulatorSetting>
  /** Settings that were given as flags: a running emulator cannot be changed. */
  readonly flagNames: readonly string[]
  /** A client of the running emulator; asked for without a command only. */
  readonly connect: () => Promise<SandboxClient>
}

type EmulatorSetting = 'latencyProfile' | 'seed' | 'dialect' | 'fixtures' | 'faults' | 'scenarios' | 'testNumbers'

const defaults = {
  ...{ users: 100, ramp: 10_000, think: 4000, mistype: 0.05, maxFailed: 0 },
  ...{ resend: 0.02, seed: '1' },
}
/** The most requests to the application at a time: sockets are limited, too. */
const maxSockets = 1000
/** How long a user waits for a code. Milliseconds. */
const codeTimeoutMs = 30_000
/** Exit code after a signal, as shells have it. */
const interruptedCode = 130

/** Loads the login of a flow file and prints the report. Resolves with the exit code: 0 fine, 1 failures, 2 could not run, 130 interrupted. */
export async function runLoadLogin(
  file: string,
  command: readonly string[],
  flags: LoadLoginFlags,
  context: LoadLoginContext,
): Promise<number> {
  const { out, err, colorize } = context
  const tool = { name: 'telnyx-verify-emulator', version }
  const interrupt = createInterrupt(err)
  const parts = { out, err, colorize, tool, writeFile: writeFileSync, isExplained }
  try {
    const code = await printReport(flags, parts, async () => {
      const login = await readLoginFile(file)
      const place = await findPlace(
        login.flow,
        flags.allowHost ?? false,
        'The load sends many requests at once: if the application is yours and uses an emulator, pass --allow-host.',
      )
      const load = { file, login, place, flags, context, interrupt }
      return command.length === 0 ? loadRunning(load) : loadStarted(load, command)
    })
    return interrupt.signal.aborted ? interruptedCode : code
  } finally {
    // Requests under way would keep the process alive.
    if (interrupt.signal.aborted) setTimeout(() => process.exit(), 500).unref()
  }
}

interface Interrupt {
  readonly signal: AbortSignal
  /** Ends the load. @returns false if it was ended before: whoever asks twice does not want to wait */
  readonly end: () => boolean
}

function createInterrupt(err: (text: string) => void): Interrupt {
  const controller = new AbortController()
  const end = () => {
    if (controller.signal.aborted) return false
    err('Interrupted. These are the figures so far; press Ctrl-C again to end at once.\n')
    controller.abort(new Error('by a signal'))
    return true
  }
  return { signal: controller.signal, end }
}

interface Load {
  readonly file: string
  readonly login: LoginFile
  readonly place: Place
  readonly flags: LoadLoginFlags
  readonly context: LoadLoginContext
  readonly interrupt: Interrupt
}

/** Starts an emulator and the application, loads it, and ends both. */
async function loadStarted(load: Load, command: readonly string[]): Promise<Report> {
  const { login, place, context, interrupt } = load
  const { latencyProfile, dialect, fixtures, faults, scenarios, testNumbers, seed } = context.config
  const emulator = await createEmulator({
    ...{ latencyProfile, dialect, fixtures, faults, scenarios, testNumbers, seed: seed ?? defaults.seed },
    journal: 20_000,
    onWarning: () => {},
  })
  try {
    await emulator.listen({ port: 0, host: '127.0.0.1' })
    const env = {
      ...context.env,
      ...emulator.env,
      ...(place.port !== undefined && { PORT: String(place.port) }),
      ...login.flow.env,
    }
    return await withApplication({ command, env, base: place.base, onSignal: interrupt.end }, () =>
      loaded(load, emulator, { firstNumber: 0, service: describeLatency(latencyProfile) }),
    )
  } finally {
    await emulator.close()
  }
}

/** Loads an application that runs already, over the emulator that it uses. */
async function loadRunning(load: Load): Promise<Report> {
  const { place, context, interrupt } = load
  const [name] = context.flagNames
  if (name !== undefined)
    throw new CannotRunError(
      `--${name} requires the load to start the emulator: add -- and the command of the application. A running emulator keeps its own settings.`,
    )
  const emulator = await context.connect()
  await requireRunning(load.login.flow, place.base, emulator)
  const stop = () => {
    if (!interrupt.end()) process.exit(interruptedCode)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
  try {
    return await loaded(load, emulator, { firstNumber: freshNumber(), service: 'an emulator that runs already' })
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop)
  }
}

async function loaded(
  { file, login, place, flags, context, interrupt }: Load,
  emulator: SandboxClient,
  { firstNumber, service }: { readonly firstNumber: number; readonly service: string },
): Promise<Report> {
  const { flow, module } = login
  // Pauses between requests would be measured as times of the application.
  const { driver, coolDownMs } = await createFlowContext(login, place.base, firstNumber, { isGentle: false })
  // Whoever asks for another code before the application sends one is refused: its cool-down must be known.
  const canResend = driver.features.hasResend && coolDownMs !== undefined
  const seed = context.config.seed ?? defaults.seed
  return withModule(module, () =>
    withWebhooks(flow, place.base, emulator, () =>
      loadLogin({
        ...{ file, driver, emulator, seed, phone: flow.phone, random: new SeededRandom(seed) },
        users: flags.users ?? defaults.users,
        rampMs: flags.ramp ?? defaults.ramp,
        thinkMs: flags.think ?? defaults.think,
        mistype: flags.mistype ?? defaults.mistype,
        resend: flags.resend ?? (canResend ? defaults.resend : 0),
        ...{ maxSockets, codeTimeoutMs },
        coolDownMs: coolDownMs ?? 0,
        budget: { maxFailed: flags.maxFailed ?? defaults.maxFailed, maxP95Ms: flags.maxP95 },
        interrupted: interrupt.signal,
        service,
      }),
    ),
  )
}

const describeLatency = (profile: Config['latencyProfile']) =>
  profile === undefined ? 'an emulator without latency' : `an emulator with the latency profile ${profile}`
