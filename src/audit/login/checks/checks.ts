import type { LoginCheck } from '../check.js'
import { answerChecks } from './answers.js'
import { bindingChecks } from './binding.js'
import { codeChecks } from './codes.js'
import { inputChecks } from './input.js'
import { leakChecks } from './leaks.js'
import { limitChecks } from './limits.js'
import { outageChecks } from './outages.js'
import { restartChecks } from './restart.js'
import { backDoorChecks, trustChecks } from './trust.js'
import { webhookChecks } from './webhooks.js'

/** All checks by section of the report. */
const sections = {
  codes: { ...codeChecks, ...backDoorChecks },
  'visitors and numbers': bindingChecks,
  limits: limitChecks,
  'trust in the browser': trustChecks,
  leaks: leakChecks,
  'outages and answers': { ...outageChecks, ...answerChecks, ...restartChecks },
  input: inputChecks,
  webhooks: webhookChecks,
} as const

type Sections = typeof sections

/** The ID of a check, like `code-single-use`. */
export type CheckId = { [Section in keyof Sections]: keyof Sections[Section] }[keyof Sections]

export interface NamedCheck {
  readonly id: CheckId
  readonly section: string
  readonly check: LoginCheck
}

/** Every check, in the order of the report. */
export const loginChecks: readonly NamedCheck[] = Object.entries(sections).flatMap(([section, checks]) =>
  Object.entries<LoginCheck>(checks).map(([id, check]) => ({ id: id as CheckId, section, check })),
)

export const checkIds: readonly CheckId[] = loginChecks.map(({ id }) => id)
