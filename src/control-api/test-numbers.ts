import { errorCodes } from '../core/errors.js'
import type { TestNumber } from '../core/overrides.js'
import type { Outcome } from '../core/records.js'
import { stepOf } from '../core/scenarios.js'
import type { Dialect } from '../core/settings.js'
import { builtInTestNumbers } from '../core/test-numbers.js'
import { toResponseCode } from '../wire/check.js'
import { formatDuration } from '../wire/duration.js'
import type { ControlTable } from './operation.js'

export const testNumbers: ControlTable<'ListTestNumbers'> = {
  ListTestNumbers: ({ sandbox }) => {
    const { state, settings } = sandbox.world
    const all = new Map([...builtInTestNumbers(), ...state.overrides.testNumbers])
    return {
      body: {
        test_numbers: [...all].sort().map(([phone_number, testNumber]) => {
          const { outcome, code, lineType, delayMs } = testNumber
          const fixed = {
            ...(outcome && { outcome }),
            ...(code && { code }),
            ...(lineType && { line_type: lineType }),
            ...(delayMs !== undefined && { delay_ms: delayMs }),
          }
          return { phone_number, ...fixed, about: formatTestNumber(testNumber, settings.dialect) }
        }),
      },
    }
  },
}

function formatTestNumber({ outcome, code, lineType, delayMs = 0 }: TestNumber, dialect: Dialect): string {
  const about: string[] = []
  if (outcome !== undefined) about.push(formatOutcome(outcome, delayMs, dialect))
  if (code !== undefined) about.push(`its code is ${code}`)
  if (lineType !== undefined) about.push(`a number lookup reports ${lineType}`)
  return about.join('; ')
}

function formatOutcome(outcome: NonNullable<TestNumber['outcome']>, delayMs: number, dialect: Dialect): string {
  const step = stepOf(outcome)
  if (step === 'check') {
    const answered = toResponseCode(outcome as Outcome, dialect)
    return `every check ends as ${outcome}${answered === outcome ? '' : `, answered as ${answered} in the ${dialect} dialect`}`
  }
  if (outcome === 'delivered')
    return `every message is delivered ${delayMs === 0 ? 'at once' : `after ${formatDuration(delayMs)}`}`
  if (outcome === 'delayed') return 'every message is delayed'
  if (step === 'delivery') return `every delivery ends as ${outcome}`
  const { status, title } = errorCodes[outcome as keyof typeof errorCodes]
  // H9: the vendor's document declares no 422 for the operations that send a code.
  return `no code is sent: ${status === 422 && dialect === 'spec' ? 400 : status}, ${outcome} ${title}`
}
