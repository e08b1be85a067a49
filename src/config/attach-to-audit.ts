import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMutantId } from '../core/mutants.js'
import type { AuditFact, AuditRun } from '../core/mutation.js'
import { version } from '../version.js'
import { InputError } from '../wire/input-error.js'
import { auditVariable } from './run-variables.js'

/** The file in the folder of a run that says what the run is. */
export const auditRunFile = 'run.json'

/** The file in the folder of a run that its emulators append what they reached to, one fact a line. */
export const auditFactsFile = 'reached.txt'

/** What `auditRunFile` contains. */
export interface AuditRunRecord {
  readonly version: string
  /** The process of the audit. */
  readonly pid: number
  readonly mutant: string | null
}

/**
 * Reads the run of `audit tests` that this process belongs to; undefined without one.
 *
 * @throws {InputError} if the audit has ended, or runs another version of this package
 */
export function attachToAudit(env: Readonly<Record<string, string | undefined>> = process.env): AuditRun | undefined {
  const folder = env[auditVariable]
  if (folder === undefined || folder === '') return undefined
  const run = readRun(folder)
  if (run === undefined || !isAlive(run.pid))
    throw new InputError(
      `${auditVariable} is set, but the audit that set it has ended. Unset it: only \`tve audit tests\` sets it, for the command that it runs.`,
    )
  const { mutant } = run
  if (run.version !== version || (mutant !== null && !isMutantId(mutant)))
    throw new InputError(
      `\`tve audit tests\` of version ${run.version} cannot audit tests that use version ${version}. Run the command of the same version: npx tve audit tests.`,
    )
  return { mutant, record: createRecorder(join(folder, auditFactsFile)) }
}

/** Appends each fact once. It writes synchronously, because a test process may end at any moment. */
function createRecorder(path: string): (fact: AuditFact) => void {
  const recorded = new Set<AuditFact>()
  return (fact) => {
    if (recorded.has(fact)) return
    recorded.add(fact)
    try {
      appendFileSync(path, `${fact}\n`)
    } catch {
      // The run has ended and its folder is gone: no one reads the fact.
    }
  }
}

function readRun(folder: string): AuditRunRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, auditRunFile), 'utf8')) as AuditRunRecord
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
