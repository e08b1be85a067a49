import { createDecision } from '../core/decision.js'
import { createRefusal } from '../core/errors.js'
import type { Scenario } from '../core/overrides.js'
import type { VerifyOperation } from '../spec/operations.js'
import { InputError } from '../wire/input-error.js'
import { readOutcome, requireFit } from '../wire/overrides.js'
import type { RequestContext } from './request-context.js'

/** The outcome that a request forces by its own header. @throws {Refusal} 400, 10015 with the list of outcomes */
export function readForced(context: RequestContext, operation: VerifyOperation): Scenario | null {
  const header = context.call.header('x-emulator-outcome')
  if (header === undefined) return null
  try {
    const outcome = readOutcome(header.trim())
    requireFit(outcome, operation.id)
    return { id: 'header', match: {}, outcome, remaining: 1, delayMs: null, origin: 'request' }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    context.decision = { ...createDecision(context.facts), scenario: 'header' } // an invalid header also decides
    throw createRefusal('10015', { hint: `invalid x-emulator-outcome header: ${error.message}` })
  }
}
