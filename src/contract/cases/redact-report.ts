import type { Finding, Report } from '../../report/report.js'
import { secretKindOf } from '../../wire/secret-names.js'
import { createRunRedactor, type RecordingOptions, toExchange } from './record-target.js'
import type { ContractRun } from './run.js'

/**
 * Removes the secrets of the real service from the findings of runs: a report ends up in the logs of CI. Answers of an
 * emulator contain none.
 *
 * @param runs their requests and answers reveal the secrets
 */
export function redactReport(
  report: Report,
  runs: readonly ContractRun[],
  options: Pick<RecordingOptions, 'number' | 'prefix' | 'keys'>,
): Report {
  const steps = runs
    .filter(({ target }) => target.kind === 'upstream')
    .flatMap(({ cases }) => cases.flatMap((one) => one.steps))
  if (steps.length === 0) return report
  const redactor = createRunRedactor(
    options,
    steps.map(({ request }) => request.path + (request.body ?? '')),
  )
  for (const { request, answer } of steps)
    redactor.learn(toExchange({ request: { ...request, headers: {} }, answer, at: 0, tookMs: 0 }))
  const clean = (text: string | undefined, place: string) =>
    text === undefined
      ? undefined
      : redactor.text(isSecretPlace(place) ? text.replaceAll(quoted, '"REDACTED"') : text, { mayBeCut: true })
  const cleanFinding = (finding: Finding): Finding => {
    const { place, expected, actual, sentence } = finding
    return {
      ...finding,
      // The name of the step is ours.
      place: place.replace(/(?<=^[^/ ]*: ).*$/s, (rest) => redactor.text(rest)),
      sentence: finding.kind === 'could-not-run' ? redactor.text(sentence) : sentence,
      ...(expected !== undefined && { expected: clean(expected, place) as string }),
      ...(actual !== undefined && { actual: clean(actual, place) as string }),
    }
  }
  return {
    ...report,
    sections: report.sections.map((section) => ({ ...section, findings: section.findings.map(cleanFinding) })),
  }
}

/** A string of JSON, which may be cut off. */
const quoted = /"(?:[^"\\]|\\.)*(?:"|…|$)/g

/** Whether the member at a place holds a credential or a one-time code. The code of an error is the vendor's. */
function isSecretPlace(place: string): boolean {
  if (/\/errors\/\d+\/code$/.test(place)) return false
  const kind = secretKindOf(place.split(/[/ ]/).at(-1) ?? '')
  return kind === 'credential' || kind === 'code'
}
