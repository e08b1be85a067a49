import { type ErrorCode, errorCodes } from './errors.js'
import type { ScenarioOutcome, TestNumber } from './overrides.js'

/** The block +1 303 555 01xx, reserved for fiction, whose numbers force an outcome. */
const toNumber = (line: number) => `+13035550${line}`

const outcomes: readonly (readonly [number, ScenarioOutcome])[] = [
  [101, 'accepted'],
  [102, 'rejected'],
  [103, 'expired'],
  [104, 'max_attempts_exceeded'],
  [111, 'delivered'],
  [112, 'sending_failed'],
  [113, 'delivery_failed'],
  [114, 'delivery_unconfirmed'],
  [115, 'delayed'],
]

/** Errors start here, one per number, in the order of their codes. */
const firstOfErrors = 150

export const builtInTestNumbers: ReadonlyMap<string, TestNumber> = new Map([
  ...outcomes.map(([line, outcome]) => [toNumber(line), { outcome }] as const),
  ...(Object.keys(errorCodes) as ErrorCode[]).map(
    (outcome, index) => [toNumber(firstOfErrors + index), { outcome }] as const,
  ),
])
