import { describe, expect, test } from 'vitest'
import { learnCode } from '../../src/core/checks.js'
import { markUnanswered } from '../../src/core/deliveries.js'
import { startVerification } from '../../src/core/verifications.js'
import { learnNumberCode, requestNumberCode } from '../../src/core/verified-numbers.js'
import { useWorld } from '../support/world.js'

const phoneNumber = '+13035551234'

function useVerification(request: { channel?: 'sms' | 'call'; customCode?: string } = {}) {
  const { sandbox, profile, events } = useWorld()
  const verification = sandbox.run((world) =>
    startVerification(world, { channel: 'sms', phoneNumber, profileId: profile.id, ...request }),
  )
  sandbox.takeChanges()
  return { sandbox, verification, events }
}

describe('learning the code of a verification', () => {
  test('a right code becomes its code, and the change is recorded', () => {
    const { sandbox, verification } = useVerification()
    learnCode(sandbox.world, verification, '99999', true)
    expect(verification.code).toBe('99999')
    expect(sandbox.takeChanges()).toEqual([{ table: 'verifications', record: verification }])
  })

  test('its own code said to be wrong is replaced by another one of the same length', () => {
    const { sandbox, verification } = useVerification()
    const { code } = verification
    learnCode(sandbox.world, verification, code, false)
    expect(verification.code).not.toBe(code)
    expect(verification.code).toMatch(/^\d{5}$/)
  })

  test.each([
    ['its own code said to be right', undefined, (code: string) => code, true],
    ['another code said to be wrong', undefined, () => '99999', false],
    ['a verification with a custom code', '43612', () => '99999', true],
  ])('%s changes nothing', (_what, customCode, codeOf, isRight) => {
    const { sandbox, verification } = useVerification(customCode === undefined ? {} : { customCode })
    const { code } = verification
    learnCode(sandbox.world, verification, codeOf(code), isRight)
    expect(verification.code).toBe(code)
    expect(sandbox.takeChanges()).toEqual([])
  })
})

test('the code that was sent to a number can be learned, right or wrong', () => {
  const { sandbox } = useWorld()
  const numberCode = sandbox.run((world) => requestNumberCode(world, { phoneNumber, method: 'sms', extension: null }))
  learnNumberCode(sandbox.world, phoneNumber, '123456', true)
  expect(numberCode.code).toBe('123456')
  learnNumberCode(sandbox.world, phoneNumber, '123456', false)
  expect(numberCode.code).toBe('123450')
  learnNumberCode(sandbox.world, '+13035559999', '123456', true)
  expect(sandbox.world.state.numberCodes.size).toBe(1)
})

test('C11: a pending verification can be marked as unanswered, a finished one stays as it was', () => {
  const { sandbox, verification, events } = useVerification({ channel: 'call' })
  markUnanswered(sandbox.world, verification)
  expect(verification.status).toBe('error')
  expect(events.at(-1)).toMatchObject({ kind: 'settled', verification })
  verification.status = 'accepted'
  markUnanswered(sandbox.world, verification)
  expect(verification.status).toBe('accepted')
})
