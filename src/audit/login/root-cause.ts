import type { Finding } from '../../report/report.js'
import { wrongCodeTaken } from './check.js'
import type { CheckId, NamedCheck } from './checks/checks.js'

/** Checks that must fail while an application takes any code: what they see says nothing about their own question. */
const failWithAnyCode: ReadonlySet<CheckId> = new Set([
  ...(['code-expiry', 'code-after-resend', 'guess-code', 'well-known-codes', 'guess-account'] as const),
  ...(['code-bound-to-visitor', 'code-of-other-number', 'step-skipping'] as const),
  ...(['only-accepted', 'unknown-answer', 'other-dialect', 'odd-codes'] as const),
])

/**
 * The finding of a check, so that one cause is one finding: while any code is taken, other checks fail whatever the rest
 * of the application is like.
 *
 * @returns undefined if the check has not run
 */
export function explainByCause({ id }: NamedCheck, findings: ReadonlyMap<NamedCheck, Finding>): Finding | undefined {
  const own = [...findings].find(([named]) => named.id === id)?.[1]
  if (own?.kind !== 'failed' || !failWithAnyCode.has(id)) return own
  const cause = [...findings].find(([named]) => named.id === 'wrong-code')?.[1]
  if (cause?.kind !== 'failed' || cause.sentence !== wrongCodeTaken) return own
  const { rule, place, tookMs } = own
  return {
    ...(rule !== undefined && { rule }),
    ...(tookMs !== undefined && { tookMs }),
    place,
    kind: 'skipped',
    sentence: `Fails in any case while wrong codes are accepted (${own.sentence.replace(/\.$/, '')}). Fix wrong-code first.`,
  }
}
