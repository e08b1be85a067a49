import { type ErrorCode, errorCodes } from './errors.js'
import { lineTypes, type ScenarioOutcome, type TestNumber } from './overrides.js'

/** The block +1 303 555 01xx, reserved for fiction, whose numbers force an outcome or have a line type. */
const block = '+13035550'
const toNumber = (line: number) => `${block}${line}`

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

/** Line types start here, one per number, in the order of the vendor's document (X3). */
const firstOfLineTypes = 130

/** Errors start here, one per number, in the order of their codes. */
const firstOfErrors = 150

let builtIn: ReadonlyMap<string, TestNumber> | undefined

/** The built-in test numbers. They are listed when they are first needed. */
export function builtInTestNumbers(): ReadonlyMap<string, TestNumber> {
  builtIn ??= new Map<string, TestNumber>([
    ...outcomes.map(([line, outcome]) => [toNumber(line), { outcome }] as const),
    ...lineTypes.map((lineType, index) => [toNumber(firstOfLineTypes + index), { lineType }] as const),
    ...(Object.keys(errorCodes) as ErrorCode[]).map(
      (outcome, index) => [toNumber(firstOfErrors + index), { outcome }] as const,
    ),
  ])
  return builtIn
}

export function findBuiltIn(phoneNumber: string): TestNumber | undefined {
  return phoneNumber.startsWith(block) ? builtInTestNumbers().get(phoneNumber) : undefined
}
