import { expect, test } from 'vitest'
import { useServed } from '../cli-harness.js'

const phone = '+13035551234'
const other = '+13035551235'

async function useChecked() {
  const served = await useServed()
  const check = (code: string, phoneNumber = phone) =>
    served.post(`/verifications/by_phone_number/${phoneNumber}/actions/verify`, {
      code,
      verify_profile_id: served.emulator.profileId,
    })
  return { ...served, check }
}

test('explain says why a wrong code was refused, with the rule, its evidence and what to do', async () => {
  const { ask, sendCode, check, emulator } = await useChecked()
  await sendCode(phone)
  const { code } = await emulator.inbox.next(phone)
  await check(code === '00000' ? '11111' : '00000')
  await sendCode(other)
  const { code: exit, stdout } = await ask('explain')
  expect(exit).toBe(0)
  const [answer, at, why, toDo, ...rest] = stdout.trimEnd().split('\n')
  expect(answer).toMatch(/^POST \/v2\/.*\/actions\/verify was answered 200, rejected\.$/)
  expect(at).toBe('  at     2026-01-31T09:30:00.123Z, VerifyVerificationCodeByPhoneNumber')
  expect(why).toMatch(/^ {2}why {4}Rule C3 \(evidence: [a-z, ]+\): \S/)
  expect(toDo).toBe('  to do  wrong code, 1 of 5 attempts used; compare response_code with "accepted", not the status')
  expect(rest).toEqual([])
})

test('explain --phone explains the last refusal about that number', async () => {
  const { askJson, sendCode, check, post, emulator } = await useChecked()
  await sendCode(phone)
  const { code } = await emulator.inbox.next(phone)
  await check(code === '00000' ? '11111' : '00000')
  await post('/verifications/sms', { phone_number: '+1', verify_profile_id: emulator.profileId })
  expect(await askJson('explain')).toMatchObject({ found: true, rule: { id: 'V4' }, entry: { status: 400 } })
  expect(await askJson('explain', '--phone', phone)).toMatchObject({
    found: true,
    rule: { id: 'C3', evidence: expect.any(Array) },
    entry: { status: 200, phoneNumber: phone, decided: { outcome: 'rejected', errorCode: null } },
  })
  expect(await askJson('explain', '--operation', 'CreateVerificationSms')).toMatchObject({ rule: { id: 'V4' } })
})

test('explain tells what was forced, and how to remove it', async () => {
  const { ask, sendCode, emulator, post } = await useChecked()
  await emulator.scenarios.add({ outcome: '20100', times: 1 })
  await post('/verifications/sms', { phone_number: phone, verify_profile_id: emulator.profileId })
  expect((await ask('explain')).stdout).toMatch(
    /The forced outcome scenario_1 decided[\s\S]*Remove it with `tve scenario clear`, or expect/,
  )
  await emulator.faults.add({ fault: { kind: 'status', status: 503 }, times: 1 })
  await expect(sendCode(phone)).rejects.toThrow('answered 503')
  expect((await ask('explain')).stdout).toMatch(
    /was answered 503[\s\S]*The injected fault fault_2 decided[\s\S]*Remove it with `tve fault clear`, or expect/,
  )
})

test('explain tells an empty sandbox from one without refusals', async () => {
  const { ask, askJson, sendCode, origin } = await useChecked()
  const empty = await ask('explain', '--sandbox', 'checkout-7')
  expect(empty).toMatchObject({ code: 0 })
  expect(empty.stdout).toContain(
    `TELNYX_BASE_URL=${origin}/v2 and TELNYX_API_KEY=sandbox_checkout-7. Run \`tve doctor\``,
  )
  await sendCode(phone)
  expect((await ask('explain')).stdout).toBe('The only request was not refused.\n')
  expect(await askJson('explain', '--phone', other)).toEqual({
    found: false,
    toDo: ['No such request has arrived in sandbox "default". Run `tve journal` to see which have.'],
  })
})

test('explain shows what an application wrote without its control characters', async () => {
  const { ask, post, emulator } = await useChecked()
  await post('/verifications/sms', { 'phone_number\u001b[2K\nwhy': phone, verify_profile_id: emulator.profileId })
  const { stdout } = await ask('explain')
  expect(stdout).not.toContain('\u001b')
  expect(stdout.split('\n').filter((line) => /^\s*why/.test(line))).toHaveLength(1)
})
