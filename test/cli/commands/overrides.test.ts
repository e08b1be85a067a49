import { expect, test } from 'vitest'
import { useServed } from '../cli-harness.js'

const phone = '+13035551234'

test('scenario add forces an outcome the given number of times', async () => {
  const { ask, askJson, sendCode, post, emulator } = await useServed()
  const added = await ask('scenario', 'add', 'expired', '--phone', phone, '--times', '1')
  expect(added).toMatchObject({ code: 0, stdout: 'scenario_1: expired for +13035551234, once\n' })
  await sendCode(phone)
  const { code } = await emulator.inbox.next(phone)
  const check = () =>
    post(`/verifications/by_phone_number/${phone}/actions/verify`, { code, verify_profile_id: emulator.profileId })
  const answer = await check()
  expect(answer.body.data.response_code).toBe('expired')
  expect(answer.headers.get('x-emulator-scenario')).toBe('scenario_1')
  expect(await askJson('scenario', 'list')).toEqual([])
})

test('scenario list shows scenarios in matching order, scenario clear removes them', async () => {
  const { ask, askJson, emulator } = await useServed()
  await ask('scenario', 'add', '20100', '--channel', 'sms', '--profile', emulator.profileId)
  await ask('scenario', 'add', 'delayed', '--delay', '20s', '--times', '2', '--operation', 'CreateVerificationCall')
  expect((await ask('scenario', 'list')).stdout).toBe(
    [
      'ID          OUTCOME  FOR                                        TIMES          DELAY',
      'scenario_2  delayed  CreateVerificationCall                     2 times        20000 ms',
      `scenario_1  20100    sms, ${emulator.profileId}  until cleared`,
      '',
    ].join('\n'),
  )
  expect((await ask('scenario', 'clear', 'scenario_1')).stdout).toBe('Removed scenario_1.\n')
  expect(await askJson('scenario', 'list')).toMatchObject([{ id: 'scenario_2', times: 2, delayMs: 20_000 }])
  expect((await ask('scenario', 'clear')).stdout).toBe('Removed all scenarios.\n')
  expect((await ask('scenario', 'list')).stdout).toBe('No scenarios are active.\n')
})

test('an invalid scenario is refused with the valid outcomes', async () => {
  const { ask } = await useServed()
  const unknown = await ask('scenario', 'add', 'exploded')
  expect(unknown.code).toBe(2)
  expect(unknown.stderr).toMatch(/accepted.*max_attempts_exceeded/)
  expect(await ask('scenario', 'clear', 'scenario_9')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('scenario_9'),
  })
  expect(await ask('scenario', 'add', 'expired', '--times', '0')).toMatchObject({ code: 2 })
})

test('fault add injects a fault the given number of times', async () => {
  const { ask, post, emulator } = await useServed()
  const added = await ask(
    'fault',
    'add',
    'status',
    '--status',
    '503',
    '--retry-after',
    '2s',
    '--times',
    '2',
    '--operation',
    'CreateVerificationSms',
  )
  expect(added).toMatchObject({ code: 0, stderr: '' })
  expect(added.stdout).toMatch(/^fault_\d+: status 503 retry after (2s|2000ms) for CreateVerificationSms, 2 times\n$/)
  const send = () => post('/verifications/sms', { phone_number: phone, verify_profile_id: emulator.profileId })
  const statuses = [await send(), await send(), await send()].map(({ status }) => status)
  expect(statuses).toEqual([503, 503, 200])
})

test('fault clear removes one fault by its id', async () => {
  const { ask, askJson } = await useServed()
  const [first, second] = [await askJson('fault', 'add', 'hang'), await askJson('fault', 'add', 'reset')]
  expect((await ask('fault', 'clear', first.id)).stdout).toBe(`Removed ${first.id}.\n`)
  expect(await askJson('fault', 'list')).toEqual([second])
})

test('fault list shows all faults, fault clear removes them', async () => {
  const { ask, askJson } = await useServed()
  await ask('fault', 'add', 'latency', '--delay', '100ms..2s', '--probability', '0.5', '--channel', 'sms')
  await ask('fault', 'add', 'reset', '--at', 'during', '--phone', phone)
  const faults = await askJson('fault', 'list')
  expect(faults).toMatchObject([
    {
      match: { channel: 'sms' },
      fault: { kind: 'latency', delay: [expect.anything(), expect.anything()] },
      probability: 0.5,
    },
    { match: { phoneNumber: phone }, fault: { kind: 'reset', at: 'during' }, times: null },
  ])
  const { stdout } = await ask('fault', 'list')
  expect(stdout).toMatch(/^ID +FAULT +FOR +TIMES +PROBABILITY\n/)
  expect(stdout).toMatch(/latency 100\w*\.\.2\w* +sms +until cleared +0\.5\n/)
  expect(stdout).toMatch(/reset during the body +\+13035551234 +until cleared +always\n/)
  expect((await ask('fault', 'clear')).stdout).toBe('Removed all faults.\n')
  expect((await ask('fault', 'list')).stdout).toBe('No faults are active.\n')
})

test.each([
  [['fault', 'add', 'explosion'], 'Expected one of: latency, status, reset, malformed, truncated, wrong-type, hang.'],
  [['fault', 'add', 'status', '--status', '418'], 'Expected one of: 408, 409, 429, 500, 502, 503, 504.'],
  [['fault', 'add', 'reset', '--at', 'noon'], 'Expected one of: before, during, after.'],
  [['fault', 'add', 'hang', '--probability', '2'], 'It must be a number from 0 to 1.'],
  [['fault', 'add', 'hang', '--operation', 'CreateNothing'], 'CreateNothing'],
])('%j is bad usage and exits with 2', async (args, sentence) => {
  const { ask } = await useServed()
  const { code, stderr } = await ask(...args)
  expect(code).toBe(2)
  expect(stderr).toContain(sentence)
})

test('reset removes everything', async () => {
  const { ask, askJson, sendCode } = await useServed()
  await sendCode(phone)
  await ask('scenario', 'add', 'expired')
  expect(await ask('reset')).toMatchObject({ code: 0, stdout: 'Reset sandbox default to its fixtures.\n' })
  expect(await askJson('scenario', 'list')).toEqual([])
  expect(await askJson('inbox')).toEqual([])
  expect(await askJson('reset')).toMatchObject({ sandbox: 'default', apiKey: 'sandbox_default' })
})

test('test-numbers lists numbers with their outcomes', async () => {
  const { ask, askJson } = await useServed()
  expect(await askJson('test-numbers')).toContainEqual(
    expect.objectContaining({ phoneNumber: '+13035550103', outcome: 'expired' }),
  )
  expect((await ask('test-numbers')).stdout).toMatch(/^NUMBER +OUTCOME +EFFECT\n(.*\n)*\+13035550103 {2}expired +\S/)
})

test('sandboxes are listed and deleted', async () => {
  const { ask, askJson } = await useServed()
  await ask('reset', '--sandbox', 'checkout-7')
  expect(await askJson('sandboxes')).toContainEqual(
    expect.objectContaining({ sandbox: 'checkout-7', apiKey: 'sandbox_checkout-7' }),
  )
  const { stdout } = await ask('sandboxes')
  expect(stdout).toMatch(/^SANDBOX +PROFILES +VERIFICATIONS +MESSAGES +JOURNAL +CLOCK\n/)
  expect(stdout).toMatch(/\ncheckout-7 +1 +0 +0 +\d+ +2026-01-31T/)
  expect(await ask('sandboxes', 'delete', 'checkout-7')).toMatchObject({
    code: 0,
    stdout: 'Deleted sandbox checkout-7.\n',
  })
  expect(await askJson('sandboxes')).toMatchObject([{ sandbox: 'default' }])
  expect(await ask('sandboxes', 'delete', 'checkout-7')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('checkout-7'),
  })
})
