import { expect, test } from 'vitest'
import { useServed } from '../cli-harness.js'

test('coverage lists reached outcomes; a required outcome that was not reached is a problem', async () => {
  const { ask, askJson, sendCode } = await useServed()
  await sendCode('+13035551234')
  const reached = await ask('coverage', '--require-outcomes', 'sms,CreateVerificationSms,200')
  expect(reached).toMatchObject({ code: 0, stdout: expect.stringMatching(/sms 1/) })
  const missed = await ask('coverage', '--require-outcomes', 'sms, expired,429')
  expect(missed.code).toBe(1)
  expect(missed.stdout).toMatch(/\nRequired but never reached: expired, 429\.\n$/)
  expect(await askJson('coverage', '--require-outcomes', 'expired')).toMatchObject({
    unreached: ['expired'],
    operations: { CreateVerificationSms: 1 },
    outcomes: { expired: 0 },
  })
})

test('an unknown required outcome exits with 2 and lists the known ones', async () => {
  const { ask } = await useServed()
  const { code, stdout, stderr } = await ask('coverage', '--require-outcomes', 'accepted,explosion,sn')
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(
    /^--require-outcomes: Unknown outcome "explosion"\. Known names:\n {2}outcomes: accepted, rejected/,
  )
  expect((await ask('coverage', '--require-outcomes', ',')).code).toBe(2)
})

test('a status that never occurred can be required', async () => {
  const { ask } = await useServed()
  expect(await ask('coverage', '--require-outcomes', '504')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('never reached: 504.'),
  })
})
