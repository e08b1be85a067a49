import type { Reference, Severity } from '../../report/report.js'
import type { Scene } from './scene.js'

/** Levels of OWASP ASVS: 1 for every application, 2 for most, 3 for those that protect the most. */
export const levels = ['l1', 'l2', 'l3'] as const
export type Level = (typeof levels)[number]

/** What a check found out. A reason to skip it is thrown as a SkipError instead. */
export type Verdict =
  | { readonly kind: 'passed'; readonly seen: string }
  | {
      readonly kind: 'failed' | 'vendor-default'
      readonly seen: string
      readonly expected: string
      /** Replaces the cure of the check if what was seen tells more. */
      readonly cure?: string
    }

/**
 * One question to a login. It drives its own visitors with its own phone numbers, so that checks can run at once. Before
 * and after it an honest visitor logs in: without that, a refusal proves nothing.
 */
export interface LoginCheck {
  /** The behavior that the check demands, as a statement. */
  readonly title: string
  readonly level: Level
  readonly severity: Severity
  /** What it does, in one or two sentences. */
  readonly asks: string
  /** What an attacker gains if it fails. */
  readonly gain: string
  readonly cure: string
  /** The number that the check demands, for those who build the login. */
  readonly limit?: string
  readonly references: readonly [Reference, ...Reference[]]
  /**
   * `together` with others; `alone`, because it moves the clock or restarts the application; `last`, because it looks at
   * everything that the others have seen.
   */
  readonly when: 'together' | 'alone' | 'last'
  /** It waits for cool-downs or timeouts, so it starts first. */
  readonly isSlow?: true
  readonly run: (scene: Scene) => Promise<Verdict>
}

export const passed = (seen: string): Verdict => ({ kind: 'passed', seen })

export const failed = (seen: string, expected: string, cure?: string): Verdict => ({
  kind: 'failed',
  seen,
  expected,
  ...(cure !== undefined && { cure }),
})

/** What `wrong-code` reports if one was accepted: the cause of other findings. */
export const wrongCodeTaken = 'A wrong code was accepted.'
