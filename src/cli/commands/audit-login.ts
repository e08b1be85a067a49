import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Addresses, type AddressWay, chooseAddressWay } from '../../audit/flow/addresses.js'
import { sendRequest } from '../../audit/flow/http-client.js'
import { createHttpDriver } from '../../audit/flow/http-driver.js'
import { createModuleDriver, type DriverModule } from '../../audit/flow/module-driver.js'
import { auditLogin } from '../../audit/login/audit-login.js'
import { type Baseline, requireCheckId } from '../../audit/login/baseline.js'
import { gentleBounds, gentlePauseMs, isLoopback, localBounds } from '../../audit/login/bounds.js'
import type { Level } from '../../audit/login/check.js'
import { ServiceProxy } from '../../audit/login/service-proxy.js'
import type { SandboxClient } from '../../client/connect.js'
import { createEmulator } from '../../emulator/create-emulator.js'
import type { Colorize } from '../../report/color-marks.js'
import { printReport, type ReportFlags } from '../../report/print-report.js'
import { CannotRunError, type ExitCode, type Report } from '../../report/report.js'
import type { LoginFlow } from '../../spec/flow-types.js'
import { version } from '../../version.js'
import { readDuration } from '../../wire/duration.js'
import { VerifyEmulatorError } from '../../wire/error-base.js'
import { readBaselineFile, readLoginFile, readSkip, updateBaseline } from '../audit/login-files.js'
import { CommandError } from '../command-error.js'
import { ApplicationProcess } from '../exec/application.js'
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

const defaultPatienceMs = 5000
const startTimeoutMs = 60_000

/** Audits the login of a flow file and prints the report. Resolves with the exit code: 0 clean, 1 findings, 2 could not run. */
export function runAuditLogin(
  file: string,
  command: readonly string[],
  flags: AuditLoginFlags,
  context: AuditLoginContext,
): Promise<ExitCode> {
  const { out, err, colorize } = context
  const tool = { name: 'telnyx-verify-emulator', version }
  return printReport(flags, { out, err, colorize, tool, writeFile: writeFileSync, isExplained }, async () => {
    const { flow, module } = await readLoginFile(file)
    const baseline = flags.baseline === undefined ? {} : readBaselineFile(flags.baseline, flags.updateBaseline ?? false)
    const skip = { ...flow.skip, ...Object.fromEntries((flags.skip ?? []).map(readSkip)) }
    for (const id of Object.keys(flow.skip ?? {})) requireCheckId(id, file)
    const port = flow.base.includes('{{port}}') ? await findFreePort() : undefined
    const base = new URL(flow.base.replace('{{port}}', String(port)))
    if (!isLoopback(base) && !flags.allowHost)
      throw new CannotRunError(
        `${base.host} is not this machine. The audit guesses codes and sends many messages: if the application is yours, pass --allow-host.`,
      )
    const audit = { file, flow, module, base, port, baseline, skip, flags, context }
    const report = command.length === 0 ? await auditRunning(audit) : await auditStarted(audit, command)
    if (flags.updateBaseline && flags.baseline !== undefined) updateBaseline(flags.baseline, report, baseline, err)
    return report
  })
}

const isExplained = (error: unknown) => error instanceof VerifyEmulatorError || error instanceof CommandError

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
async function auditStarted(audit: Audit, [command = '', ...args]: readonly string[]): Promise<Report> {
  const { flow, base, port, context } = audit
  const emulator = await createEmulator({ journal: 20_000, onWarning: () => {} })
  let proxy: ServiceProxy | undefined
  let application: ApplicationProcess | undefined
  const stop = async () => {
    await application?.stop()
    process.exit(130)
  }
  for (const signal of stopSignals) process.once(signal, stop)
  try {
    await emulator.listen({ port: 0, host: '127.0.0.1' })
    proxy = new ServiceProxy(new URL(emulator.url))
    const origin = await proxy.listen()
    application = new ApplicationProcess({
      command,
      args,
      env: {
        ...context.env,
        ...emulator.env,
        TELNYX_BASE_URL: `${origin}/v2`,
        ...(port !== undefined && { PORT: String(port) }),
        ...flow.env,
      },
      isReady: () => isAnswering(base),
      startTimeoutMs,
    })
    const started = application
    await started.start()
    const running = { output: () => started.output, restart: () => started.restart() }
    return await audited(audit, emulator, { proxy, application: running, firstNumber: 0 })
  } finally {
    for (const signal of stopSignals) process.off(signal, stop)
    await application?.stop()
    await proxy?.close()
    await emulator.close()
  }
}

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Audits an application that runs already, over the emulator that it uses. */
async function auditRunning(audit: Audit): Promise<Report> {
  const emulator = await audit.context.connect()
  await emulator.server.health().catch((error: Error) => {
    throw new CannotRunError(error.message)
  })
  if (!(await isAnswering(audit.base)))
    throw new CannotRunError(
      `Nothing answers at ${audit.base.href}. Start the application, or add -- and its command to have it started.`,
    )
  // Another run may have left its numbers with the application, which may still refuse them.
  const firstNumber = Math.floor(Date.now() / 1000) % 5000
  return audited(audit, emulator, { proxy: undefined, application: undefined, firstNumber })
}

async function audited(
  { file, flow, module, base, baseline, skip, flags }: Audit,
  emulator: SandboxClient,
  parts: Pick<Parameters<typeof auditLogin>[0], 'proxy' | 'application' | 'firstNumber'>,
): Promise<Report> {
  const patienceMs = readDuration(flow.patience ?? defaultPatienceMs)
  const isLocal = isLoopback(base)
  const addressWay = await findAddressWay(base, flow.address)
  const { firstNumber } = parts
  const driver =
    module === undefined
      ? createHttpDriver({
          ...{ flow, base, patienceMs, addressWay, firstNumber },
          ...(!isLocal && { beforeRequest: () => pause(gentlePauseMs) }),
        })
      : createModuleDriver({ flow, module, base, addressWay, firstNumber })
  const { webhook } = flow
  if (webhook !== undefined) await emulator.webhooks.setUrl(base.href.replace(/\/$/, '') + webhook)
  try {
    return await auditLogin(
      {
        flow,
        driver,
        emulator,
        bounds: isLocal ? localBounds : gentleBounds,
        patienceMs,
        coolDownMs: flow.coolDown === undefined ? undefined : readDuration(flow.coolDown),
        sendAnswers: [],
        answers: [],
        ...parts,
      },
      { level: flags.level ?? 'l3', only: flags.only, skip, baseline, file },
    )
  } finally {
    if (webhook !== undefined) await emulator.webhooks.setUrl(null).catch(() => {}) // the emulator may be gone
  }
}

/** How visitors get addresses of their own; shared if the application cannot be reached from others, as over IPv6. */
async function findAddressWay(base: URL, header: string | undefined): Promise<AddressWay> {
  const way = chooseAddressWay(base, header, process.platform)
  return way.kind !== 'socket' || (await isAnswering(base, new Addresses(way).next())) ? way : { kind: 'shared' }
}

/** Whether anything answers at a URL, whatever it says. */
async function isAnswering(base: URL, localAddress?: string): Promise<boolean> {
  const answer = await sendRequest({
    url: base,
    method: 'GET',
    headers: {},
    body: undefined,
    localAddress,
    timeoutMs: 2000,
  })
  return answer.failure === null
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

export { explainCheck, initFlowFile } from '../audit/login-files.js'
