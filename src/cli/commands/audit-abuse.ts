import { writeFileSync } from 'node:fs'
import { auditAbuse } from '../../audit/abuse/audit-abuse.js'
import type { MoveApplication } from '../../audit/abuse/rehearsal-clock.js'
import type { DriverModule } from '../../audit/flow/module-driver.js'
import { isLoopback } from '../../audit/login/bounds.js'
import type { AuditContext } from '../../audit/login/scene.js'
import type { SandboxClient } from '../../client/connect.js'
import type { Config } from '../../config/config.js'
import { createEmulator } from '../../emulator/create-emulator.js'
import type { Colorize } from '../../report/color-marks.js'
import { printReport, type ReportFlags } from '../../report/print-report.js'
import { CannotRunError, type ExitCode, type Report } from '../../report/report.js'
import type { LoginFlow } from '../../spec/flow-types.js'
import { version } from '../../version.js'
import {
  createFlowContext,
  findPlace,
  freshNumber,
  requireRunning,
  withModule,
  withWebhooks,
} from '../audit/flow-context.js'
import { readLoginFile, readSkip } from '../audit/login-files.js'
import { createNodeClock } from '../audit/node-clock.js'
import { withApplication } from '../audit/running-application.js'
import { isExplained } from '../command-error.js'
import type { ConnectionFlags } from '../flags/connection.js'

export interface AuditAbuseFlags extends ReportFlags, ConnectionFlags {
  readonly hours?: number
  /** `check=reason`. */
  readonly skip?: readonly string[]
  /** US dollars. */
  readonly maxUsdPerHour?: number
  /** US dollars. */
  readonly dailySpendLimit?: number
  /** False leaves the clock of a Node application alone. */
  readonly moveClock?: boolean
  readonly allowHost?: boolean
}

export interface AuditAbuseContext {
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

type EmulatorSetting = 'prices' | 'seed' | 'dialect' | 'fixtures' | 'sendsPerNumber' | 'requireWhitelistedDestinations'

const defaultHours = 24
const defaultSeed = '1'

/** Rehearses the abuse of the login of a flow file and prints the report. Resolves with the exit code: 0 clean, 1 findings, 2 could not run. */
export function runAuditAbuse(
  file: string,
  command: readonly string[],
  flags: AuditAbuseFlags,
  context: AuditAbuseContext,
): Promise<ExitCode> {
  const { out, err, colorize } = context
  const tool = { name: 'telnyx-verify-emulator', version }
  return printReport(flags, { out, err, colorize, tool, writeFile: writeFileSync, isExplained }, async () => {
    const { flow, module } = await readLoginFile(file)
    const skip = Object.fromEntries((flags.skip ?? []).map(readSkip))
    const { base, port } = await findPlace(
      flow,
      flags.allowHost ?? false,
      'The audit asks for many messages: if the application is yours and uses an emulator, pass --allow-host.',
    )
    const audit = { file, flow, module, base, port, skip, flags, context }
    return command.length === 0 ? auditRunning(audit) : auditStarted(audit, command)
  })
}

interface Audit {
  readonly file: string
  readonly flow: LoginFlow
  readonly module: DriverModule | undefined
  readonly base: URL
  readonly port: number | undefined
  readonly skip: Readonly<Record<string, string>>
  readonly flags: AuditAbuseFlags
  readonly context: AuditAbuseContext
}

/** Starts an emulator and the application, audits it, and ends both. */
async function auditStarted(audit: Audit, command: readonly string[]): Promise<Report> {
  const { flow, base, port, flags, context } = audit
  const { prices, dialect, fixtures, sendsPerNumber, requireWhitelistedDestinations, seed } = context.config
  const emulator = await createEmulator({
    ...{ prices, dialect, fixtures, requireWhitelistedDestinations, limits: { sendsPerNumber } },
    seed: seed ?? defaultSeed,
    journal: 20_000,
    onWarning: () => {},
  })
  const clock =
    flags.moveClock === false ? undefined : createNodeClock(flow.env?.NODE_OPTIONS ?? context.env.NODE_OPTIONS)
  try {
    await emulator.listen({ port: 0, host: '127.0.0.1' })
    if (flags.dailySpendLimit !== undefined) await limitSpend(emulator, flags.dailySpendLimit)
    const env = {
      ...context.env,
      ...emulator.env,
      ...(port !== undefined && { PORT: String(port) }),
      ...flow.env,
      ...clock?.env,
    }
    return await withApplication({ command, env, base }, (application) =>
      audited(audit, emulator, { firstNumber: 0, application, moveApplication: clock?.move }),
    )
  } finally {
    clock?.remove()
    await emulator.close()
  }
}

/** Switches the daily spend limit of the sandbox's own profile on. */
async function limitSpend(emulator: SandboxClient, usd: number): Promise<void> {
  const { profiles = [] } = await emulator.snapshot.take()
  await emulator.addRecords({
    version: 1,
    profiles: profiles.map((profile) => ({
      ...profile,
      daily_spend_limit: usd,
      daily_spend_limit_enabled: true,
    })),
  })
}

/** Audits an application that runs already, over the emulator that it uses. */
async function auditRunning(audit: Audit): Promise<Report> {
  const { base, flags, context } = audit
  const [name] = [...context.flagNames, ...(flags.dailySpendLimit === undefined ? [] : ['daily-spend-limit'])]
  if (name !== undefined)
    throw new CannotRunError(
      `--${name} requires the audit to start the emulator: add -- and the command of the application. A running emulator keeps its own settings.`,
    )
  const emulator = await context.connect()
  await requireRunning(audit.flow, base, emulator)
  return audited(audit, emulator, { firstNumber: freshNumber(), application: undefined, moveApplication: undefined })
}

/** What is known of the application. */
interface Application extends Pick<AuditContext, 'firstNumber' | 'application'> {
  readonly moveApplication: MoveApplication | undefined
}

async function audited(
  { file, flow, module, base, skip, flags, context }: Audit,
  emulator: SandboxClient,
  { firstNumber, application, moveApplication }: Application,
): Promise<Report> {
  const parts = { emulator, application, proxy: undefined }
  const auditContext = { ...(await createFlowContext({ flow, module }, base, firstNumber)), ...parts }
  return withModule(module, () =>
    withWebhooks(flow, base, emulator, () =>
      auditAbuse(auditContext, {
        ...{ file, skip, phone: flow.phone, moveApplication },
        // Another machine gets no more than one hour of requests.
        hours: isLoopback(base) ? (flags.hours ?? defaultHours) : 1,
        seed: context.config.seed ?? defaultSeed,
        maxMicroUsdPerHour: flags.maxUsdPerHour === undefined ? undefined : Math.round(flags.maxUsdPerHour * 1e6),
      }),
    ),
  )
}
