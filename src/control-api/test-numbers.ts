import { errorCodes } from '../core/errors.js'
import type { TestNumber } from '../core/overrides.js'
import { stepOf } from '../core/scenarios.js'
import { builtInTestNumbers } from '../core/test-numbers.js'
import type { ControlTable } from './operation.js'

export const testNumbers: ControlTable<'ListTestNumbers'> = {
  ListTestNumbers: ({ sandbox }) => {
    const all = new Map([...builtInTestNumbers(), ...sandbox.world.state.overrides.testNumbers])
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
          return { phone_number, ...fixed, about: formatTestNumber(testNumber) }
        }),
      },
    }
  },
}

function formatTestNumber({ outcome, code, lineType }: TestNumber): string {
  const about: string[] = []
  if (outcome !== undefined) about.push(formatOutcome(outcome))
  if (code !== undefined) about.push(`its code is ${code}`)
  if (lineType !== undefined) about.push(`a number lookup reports ${lineType}`)
  return about.join('; ')
}

function formatOutcome(outcome: NonNullable<TestNumber['outcome']>): string {
  const step = stepOf(outcome)
  if (step === 'check') return `every check ends as ${outcome}`
  if (outcome === 'delivered') return 'every message is delivered at once'
  if (outcome === 'delayed') return 'every message is delayed'
  if (step === 'delivery') return `every delivery ends as ${outcome}`
  const { status, title } = errorCodes[outcome as keyof typeof errorCodes]
  return `no code is sent: ${status}, ${outcome} ${title}`
}
