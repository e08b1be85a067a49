import { CannotRunError, type Finding, type Report, type Section } from '../../report/report.js'
import { suggest } from '../../wire/suggest.js'
import { describeCrashes } from './application.js'
import type { Baseline } from './baseline.js'
import { type Level, levels } from './check.js'
import { isBroken } from './check-errors.js'
import { type CheckId, checkIds, loginChecks, type NamedCheck } from './checks/checks.js'
import { logIn } from './honest-login.js'
import { questions } from './questions.js'
import { explainByCause } from './root-cause.js'
import { runChecks } from './run-checks.js'
import { type AuditContext, Scene } from './scene.js'

export interface LoginAuditOptions {
  /** The highest level of checks to run. */
  readonly level: Level
  /** Only these checks; all of the level by default. */
  readonly only?: readonly string[] | undefined
  /** Reasons by the check that is left out. */
  readonly skip: Readonly<Record<string, string>>
  readonly baseline: Baseline
  /** Name of the flow file, for the report. */
  readonly file: string
  /** Called with each finding, as soon as its check has ended. */
  readonly onFinding?: (finding: Finding) => void
}

/**
 * Audits a login.
 *
 * @throws {CannotRunError} if an honest visitor cannot log in, or an option names an unknown check
 */
export async function auditLogin(context: AuditContext, options: LoginAuditOptions): Promise<Report> {
  const { level, only, skip, baseline, file, onFinding } = options
  requireKnown('--only', only ?? [])
  requireKnown('--skip', Object.keys(skip))
  await preflight(context)
  const chosen = loginChecks.filter(({ id, check }) =>
    only === undefined ? levels.indexOf(check.level) <= levels.indexOf(level) : only.includes(id),
  )
  const startedAt = process.uptime()
  const findings = await runChecks(
    chosen.filter(({ id }) => !(id in skip)),
    context,
    onFinding,
  )
  for (const named of chosen) {
    const finding = explainByCause(named, findings) ?? toSkipped(named, skip[named.id] ?? '')
    findings.set(named, applyBaseline(finding, baseline[named.id]))
  }
  const secs = (process.uptime() - startedAt).toFixed(1)
  return {
    title: `Login audit of ${context.driver.base.href}`,
    ...adviseOn([...findings.values()], context),
    facts: [
      ['flow', file],
      ['checks', only === undefined ? `${chosen.length} up to level ${level}` : chosen.map(({ id }) => id).join(', ')],
      ['requests', `${context.answers.length} in ${secs} s`],
    ],
    file,
    sections: toSections(chosen, findings),
    questions,
  }
}

/** Several controls that fail have one cause: the application has ended, or limits requests by address. */
function adviseOn(
  findings: readonly Finding[],
  { application, driver, answers }: AuditContext,
): Pick<Report, 'advice'> {
  const advice = describeCrashes(application)
  if (advice !== undefined) return { advice }
  const broken = findings.filter(({ kind }) => kind === 'could-not-run').length
  if (broken < manyBroken || driver.nextAddress() !== undefined || !answers.some(({ status }) => status === 429))
    return {}
  return {
    advice:
      'The application answers 429, and all visitors of this audit share one address. If it limits requests by address, name the header of its proxy with address in the flow file, or raise that limit for the audit with env.',
  }
}

const manyBroken = 3

function toSections(chosen: readonly NamedCheck[], findings: ReadonlyMap<NamedCheck, Finding>): Section[] {
  return [...new Set(chosen.map(({ section }) => section))].map((title) => ({
    title,
    findings: chosen.filter(({ section }) => section === title).flatMap((named) => findings.get(named) ?? []),
  }))
}

const toSkipped = ({ id, check }: NamedCheck, reason: string): Finding => ({
  kind: 'skipped',
  rule: id,
  place: check.title,
  sentence: `Left out: ${reason}`,
})

/** A known finding does not fail the run; one that is gone asks to be removed from the baseline. */
function applyBaseline(finding: Finding, reason: string | undefined): Finding {
  if (reason === undefined) return finding
  if (finding.kind === 'failed') return { ...finding, kind: 'known', sentence: `${finding.sentence} Known: ${reason}` }
  return finding.kind === 'passed'
    ? { ...finding, sentence: `${finding.sentence} It is fixed: remove it from the baseline.` }
    : finding
}

function requireKnown(flag: string, ids: readonly string[]): void {
  for (const id of ids)
    if (!checkIds.includes(id as CheckId)) throw new CannotRunError(`${flag}: ${suggest('check', id, checkIds)}`)
}

/** The honest login must work, and a visitor who has done nothing must not be in: otherwise no check proves anything. */
export async function preflight(context: AuditContext): Promise<void> {
  const scene = new Scene(context)
  try {
    if (await scene.visitor('first visitor').isInside())
      throw new CannotRunError(
        `A visitor who has not logged in is already inside. The expect of inside must hold only after the login: ask for a page that needs one, and name its status or a text on it.\n\n${scene.transcript}`,
      )
    await logIn(scene)
  } catch (error) {
    if (!isBroken(error)) throw error
    const seen = await describeLastRequest(context)
    throw new CannotRunError(
      [`An honest login does not work: ${error.message}.`, scene.transcript, seen, nextStep].join('\n\n'),
    )
  } finally {
    await scene.end()
  }
}

const nextStep =
  'Compare these requests with those that the browser sends at a login, and correct the steps of the flow file.'

async function describeLastRequest({ application, emulator }: AuditContext): Promise<string> {
  if (application?.firstCrash !== undefined) return application.firstCrash
  const { entries } = await emulator.journal.list({ kind: 'request', limit: 1 })
  const [last] = entries
  return last === undefined
    ? `The application has sent no request to the emulator at ${emulator.url}. It must read TELNYX_BASE_URL, TELNYX_API_KEY and TELNYX_VERIFY_PROFILE_ID.`
    : `Its last request to the emulator: ${last.text}`
}
