import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { clearTimeout, setTimeout } from 'node:timers'
import type { RunSuite, SuiteResult, SuiteRun } from '../../audit/tests/suite.js'
import { type AuditRunRecord, auditFactsFile, auditRunFile } from '../../config/attach-to-audit.js'
import type { Config } from '../../config/config.js'
import { auditVariable } from '../../config/run-variables.js'
import { toEmulator } from '../../emulator/to-emulator.js'
import { version } from '../../version.js'
import { launch, listen } from '../start/launch.js'
import { printError } from '../terminal/print.js'
import { run } from './run.js'

export interface SuiteOptions {
  readonly command: string
  readonly args: readonly string[]
  readonly config: Config
  readonly sandbox: string
  readonly env: NodeJS.ProcessEnv
  /** Ends runs early. */
  readonly signal: AbortSignal
}

/** How long a command may take to end after a signal. Milliseconds. */
const graceMs = 2000

/** How much of a command's output is kept, from its end. Characters. */
const mostOutput = 8 * 1024

/** Creates a function that runs a command against an emulator of its own, which lies if the run has a mutant. */
export function createSuiteRunner(options: SuiteOptions): RunSuite {
  return async (suiteRun) => {
    const folder = mkdtempSync(`${tmpdir()}/tve-audit-`)
    const record: AuditRunRecord = { version, pid: process.pid, mutant: suiteRun.mutant }
    try {
      writeFileSync(`${folder}/${auditRunFile}`, JSON.stringify(record))
      return await runIn(folder, suiteRun, options)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

async function runIn(
  folder: string,
  { mutant, limitMs }: SuiteRun,
  { command, args, config, sandbox, env, signal }: SuiteOptions,
): Promise<SuiteResult> {
  const facts = new Set<string>()
  // A warning is about the tests as they are; a lie would only repeat or distort it.
  const onWarning = mutant === null ? printError : () => {}
  const auditRun = { mutant, record: (fact: string) => void facts.add(fact) }
  const emulator = toEmulator(await launch(config, { onWarning }, { auditRun }))
  try {
    await listen(emulator, config)
    const client = emulator.sandbox(sandbox)
    const variables = {
      ...client.env,
      TVE_URL: new URL(client.url).origin,
      TVE_SANDBOX: sandbox,
      [auditVariable]: folder,
      ...(config.controlToken && { TVE_CONTROL_TOKEN: config.controlToken }),
    }
    const limit = startLimit(limitMs, signal)
    const output = keepEnd(mostOutput)
    const startedSecs = process.uptime()
    const exitCode = await run({
      command,
      args,
      graceMs,
      env: { ...env, ...variables },
      onOutput: output.add,
      isQuiet: true,
      signal: limit.signal,
    })
    const tookMs = Math.round((process.uptime() - startedSecs) * 1000)
    limit.clear()
    for (const fact of readFacts(folder)) facts.add(fact)
    return { exitCode, isTimeout: limit.isOver(), tookMs, facts, output: output.read() }
  } finally {
    await emulator.close()
  }
}

/** Aborts a run when its time is over, or when all runs are to end. */
function startLimit(limitMs: number | null, signal: AbortSignal) {
  const controller = new AbortController()
  const abort = () => controller.abort()
  let isOver = false
  const expire = () => {
    isOver = true
    abort()
  }
  const timer = limitMs === null ? undefined : setTimeout(expire, limitMs)
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  return {
    signal: controller.signal,
    isOver: () => isOver,
    clear: () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    },
  }
}

/** Keeps the end of a long output. */
function keepEnd(most: number) {
  let kept = ''
  return {
    add: (text: string) => {
      kept = (kept + text).slice(-most)
    },
    read: () => kept,
  }
}

function readFacts(folder: string): string[] {
  try {
    return readFileSync(`${folder}/${auditFactsFile}`, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
  } catch {
    return [] // no emulator besides ours
  }
}
