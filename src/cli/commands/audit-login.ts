import { writeFileSync } from 'node:fs'
import type { DriverModule } from '../../audit/flow/module-driver.js'
import { auditLogin } from '../../audit/login/audit-login.js'
import { type Baseline, requireCheckId } from '../../audit/login/baseline.js'
import type { Level } from '../../audit/login/check.js'
import type { AuditContext } from '../../audit/login/scene.js'
import { ServiceProxy } from '../../audit/login/service-proxy.js'
import type { SandboxClient } from '../../client/connect.js'
import { createEmulator } from '../../emulator/create-emulator.js'
import type { Colorize } from '../../report/color-marks.js'
import { printReport, type ReportFlags } from '../../report/print-report.js'
import type { ExitCode, Report } from '../../report/report.js'
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
import { readBaselineFile, readLoginFile, readSkip, updateBaseline } from '../audit/login-files.js'
import { withApplication } from '../audit/running-application.js'
import { isExplained } from '../command-error.js'
import type { ConnectionFlags } from '../flags/connection.js'

export interface AuditLoginFlags extends ReportFlags, ConnectionFlags {
  readonly level?: Level
  readonly only?: readonly string[]
  /** `check=reason`. */
  readonly skip?: readonly string[]
  readonly baseline?: string
  readonly updateBaseline?: boolean
  readonly allowHost?: boolean
}

export interface AuditLoginContext {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly colorize: Colorize
  readonly env: NodeJS.ProcessEnv
  /** A client of the running emulator; asked for without a command only. */
  readonly connect: () => Promise<SandboxClient>
}

/** Audits the login of a flow file and prints the report. Resolves with the exit code: 0 clean, 1 findings, 2 could not run. */
export function runAuditLogin(
  file: string,
  command: readonly string[],
  flags: AuditLoginFlags,
  context: AuditLoginContext,
): Promise<ExitCode> {
  const { out, err, colorize } = context
  const tool = { name: 'telnyx-verify-emulator', version }
  let baseline: Baseline = {}
  const parts = { out, err, colorize, tool, writeFile: writeFileSync, isExplained }
  const createReport = async () => {
    const { flow, module } = await readLoginFile(file)
    if (flags.baseline !== undefined) baseline = readBaselineFile(flags.baseline, flags.updateBaseline ?? false)
    const skip = { ...flow.skip, ...Object.fromEntries((flags.skip ?? []).map(readSkip)) }
    for (const id of Object.keys(flow.skip ?? {})) requireCheckId(id, file)
    const { base, port } = await findPlace(
      flow,
      flags.allowHost ?? false,
      'The audit guesses codes and sends many messages: if the application is yours, pass --allow-host.',
    )
    const audit = { file, flow, module, base, port, baseline, skip, flags, context }
    return command.length === 0 ? auditRunning(audit) : auditStarted(audit, command)
  }
  return printReport(flags, parts, createReport, (report) => {
    if (flags.updateBaseline && flags.baseline !== undefined) updateBaseline(flags.baseline, report, baseline, err)
  })
}

interface Audit {
  readonly file: string
  readonly flow: LoginFlow
  readonly module: DriverModule | undefined
  readonly base: URL
  readonly port: number | undefined
  readonly baseline: Baseline
  readonly skip: Readonly<Record<string, string>>
  readonly flags: AuditLoginFlags
  readonly context: AuditLoginContext
}

/** Starts an emulator and the application, audits it, and ends both. */
async function auditStarted(audit: Audit, command: readonly string[]): Promise<Report> {
  const { flow, base, port, context } = audit
  const emulator = await createEmulator({ journal: 20_000, onWarning: () => {} })
  let proxy: ServiceProxy | undefined
  try {
    await emulator.listen({ port: 0, host: '127.0.0.1' })
    proxy = new ServiceProxy(new URL(emulator.url))
    const between = proxy
    const env = {
      ...context.env,
      ...emulator.env,
      TELNYX_BASE_URL: `${await proxy.listen()}/v2`,
      ...(port !== undefined && { PORT: String(port) }),
      ...flow.env,
    }
    return await withApplication({ command, env, base }, (application) =>
      audited(audit, emulator, { proxy: between, application, firstNumber: 0 }),
    )
  } finally {
    await proxy?.close()
    await emulator.close()
  }
}

/** Audits an application that runs already, over the emulator that it uses. */
async function auditRunning(audit: Audit): Promise<Report> {
  const emulator = await audit.context.connect()
  await requireRunning(audit.flow, audit.base, emulator)
  return audited(audit, emulator, { proxy: undefined, application: undefined, firstNumber: freshNumber() })
}

async function audited(
  { file, flow, module, base, baseline, skip, flags }: Audit,
  emulator: SandboxClient,
  { firstNumber, ...parts }: Pick<AuditContext, 'proxy' | 'application' | 'firstNumber'>,
): Promise<Report> {
  const context = { ...(await createFlowContext({ flow, module }, base, firstNumber)), emulator, ...parts }
  const options = { level: flags.level ?? 'l3', only: flags.only, skip, baseline, file }
  return withModule(module, () => withWebhooks(flow, base, emulator, () => auditLogin(context, options)))
}

export { explainCheck, initFlowFile } from '../audit/login-files.js'
