import { expect, test } from 'vitest'
import { checkById } from '../../src/core/checks.js'
import { createDecision } from '../../src/core/decision.js'
import { noFacts } from '../../src/core/overrides.js'
import { startVerification } from '../../src/core/verifications.js'
import { useWorld } from '../support/world.js'

const phoneNumber = '+13035551234'

test('a decision says which verification a command was about, and which rule decided', () => {
  const { sandbox, profile } = useWorld()
  const sending = createDecision()
  const { id, code } = sandbox.run((world) =>
    startVerification(world, { channel: 'sms', phoneNumber, profileId: profile.id }, sending),
  )
  expect(sending).toMatchObject({ verificationId: id, scenario: null, rule: null, outcome: null })
  const checking = createDecision()
  sandbox.run((world) => checkById(world, id, code, checking))
  expect(checking).toMatchObject({ verificationId: id, scenario: null, rule: 'C2', outcome: 'accepted' })
})

test('a decision is there although the command was refused', () => {
  const { sandbox, profile } = useWorld()
  const { id, code } = sandbox.run((world) =>
    startVerification(world, { channel: 'sms', phoneNumber, profileId: profile.id }),
  )
  sandbox.run((world) => checkById(world, id, code))
  const decision = createDecision()
  expect(() => sandbox.run((world) => checkById(world, id, code, decision))).toThrow()
  expect(decision.verificationId).toBe(id)
})

test('an outcome that the request forces decides before the rules', () => {
  const { sandbox, profile } = useWorld()
  const { id, code } = sandbox.run((world) =>
    startVerification(world, { channel: 'sms', phoneNumber, profileId: profile.id }),
  )
  const decision = createDecision(noFacts, {
    id: 'header',
    match: {},
    outcome: 'expired',
    remaining: 1,
    delayMs: null,
    origin: 'request',
  })
  const { outcome, verification } = sandbox.run((world) => checkById(world, id, code, decision))
  expect([outcome, verification.status]).toEqual(['expired', 'expired'])
  expect(decision).toMatchObject({ scenario: 'header', rule: null, outcome: 'expired' })
})
