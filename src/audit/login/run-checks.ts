import type { Finding } from '../../report/report.js'
import { createRevival } from './application.js'
import type { LoginCheck, Verdict } from './check.js'
import { isBroken, SkipError } from './check-errors.js'
import type { NamedCheck } from './checks/checks.js'
import { logIn } from './honest-login.js'
import { type AuditContext, Scene } from './scene.js'

/**
 * Runs checks: those that go together at once, within the bounds; then one by one those that move the clock or restart
 * the application; then those that look at everything. An application that has ended is started again, and the checks
 * under way are repeated one by one, because any of them may have ended it. Findings are in the order of the checks.
 */
export async function runChecks(
  checks: readonly NamedCheck[],
  context: AuditContext,
  onFinding: (finding: Finding) => void = () => {},
): Promise<Map<NamedCheck, Finding>> {
  const findings = new Map<NamedCheck, Finding>()
  const interrupted: NamedCheck[] = []
  const revive = createRevival(context.application)
  const run = async (named: NamedCheck, isAlone: boolean) => {
    await revive()
    const crashCount = context.application?.crashCount
    const seen = await runCheck(named, context)
    const hasCrashed = context.application?.crashCount !== crashCount
    if (hasCrashed && !isAlone) return interrupted.push(named)
    const finding = hasCrashed ? toCrashFinding(seen, context) : seen
    findings.set(named, finding)
    onFinding(finding)
  }
  const at = (when: LoginCheck['when']) => checks.filter(({ check }) => check.when === when)
  const together = at('together')
  const isSlow = ({ check }: NamedCheck) => check.isSlow === true
  const waiting = [...together.filter(isSlow), ...together.filter((named) => !isSlow(named))]
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await run(next, false)
  }
  await Promise.all(Array.from({ length: context.bounds.parallel }, work))
  for (const named of [...interrupted, ...at('alone'), ...at('last')]) await run(named, true)
  return new Map(checks.map((named) => [named, findings.get(named) as Finding]))
}

async function runCheck({ id, check }: NamedCheck, context: AuditContext): Promise<Finding> {
  const startedAt = process.uptime()
  const scene = new Scene(context)
  const finding = await judge(id, check, scene)
  return { ...finding, tookMs: Math.round((process.uptime() - startedAt) * 1000) }
}

/** The finding of a check during which the application ended, with no other check under way. */
function toCrashFinding(seen: Finding, { application }: AuditContext): Finding {
  if (seen.kind === 'failed') return seen
  const [reason] = application?.firstCrash?.split('\n') ?? []
  return {
    ...seen,
    kind: 'failed',
    sentence: `The application ended during this check. ${reason ?? ''}`.trim(),
    expected: 'It keeps running',
    severity: 'high',
    risk: 'One request or one bad answer of the service ends the login for everyone.',
    advice: 'Catch the error: the head of the report has the last output of the application.',
  }
}

/** The check between its two positive controls. */
async function judge(rule: string, check: LoginCheck, scene: Scene): Promise<Finding> {
  const about = { rule, place: check.title }
  const broken = await controlProblem(scene)
  if (broken !== undefined)
    return {
      ...about,
      kind: 'could-not-run',
      sentence: `Proves nothing: an honest login before it did not work: ${broken}.`,
    }
  let verdict: Verdict
  try {
    verdict = await check.run(scene)
  } catch (error) {
    if (error instanceof SkipError) return { ...about, kind: 'skipped', sentence: error.message }
    if (!isBroken(error)) throw error
    return {
      ...about,
      kind: 'could-not-run',
      sentence: `Proves nothing: an honest step did not work: ${error.message}.`,
    }
  } finally {
    await scene.end()
  }
  // A finding is certain; a refusal could have had any reason.
  const brokenAfter = verdict.kind === 'passed' ? await controlProblem(scene) : undefined
  if (brokenAfter !== undefined)
    return {
      ...about,
      kind: 'could-not-run',
      sentence: `Proves nothing: an honest login after it did not work: ${brokenAfter}.`,
    }
  return { ...about, ...toFinding(verdict, check, scene) }
}

function toFinding(
  verdict: Verdict,
  check: LoginCheck,
  scene: Scene,
): Pick<Finding, 'kind' | 'sentence'> & Partial<Finding> {
  if (verdict.kind === 'passed') return { kind: 'passed', sentence: verdict.seen }
  const { severity, gain, cure, references } = check
  return {
    kind: verdict.kind,
    sentence: verdict.seen,
    sent: scene.transcript,
    expected: verdict.expected,
    severity,
    risk: gain,
    advice: verdict.cure ?? cure,
    references,
  }
}

/**
 * Why an honest login does not work; undefined if it does. It is tried twice, because a busy machine may be too slow for
 * the application's own time limits once. It leaves no trace in the transcript of the check.
 */
async function controlProblem(scene: Scene): Promise<string | undefined> {
  return (await tryHonestLogin(scene)) && (await tryHonestLogin(scene))
}

async function tryHonestLogin({ context }: Scene): Promise<string | undefined> {
  const scene = new Scene(context)
  try {
    await logIn(scene)
    return undefined
  } catch (error) {
    if (isBroken(error)) return error.message
    throw error
  } finally {
    await scene.end()
  }
}
