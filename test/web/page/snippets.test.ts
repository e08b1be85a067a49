import { describe, expect, onTestFinished, test } from 'vitest'
import { createEmulator } from '../../../src/index.js'
import { toCamel } from '../../../src/web/page/api/camel.js'
import { addScenario, advanceClock, checkCode, failDelivery, sendCode } from '../../../src/web/page/api/requests.js'
import type { Entry, SandboxInfo } from '../../../src/web/page/api/types.js'
import { toExportLines } from '../../../src/web/page/panels/export-lines.js'
import { toPythonLiteral, toSnippets } from '../../../src/web/page/snippets/languages.js'
import { toTestScript, toTestSteps } from '../../../src/web/page/snippets/test-script.js'
import { useApi } from '../../support/emulator.js'

const connection = { origin: 'http://127.0.0.1:8374', sandbox: 'default', token: undefined }

describe('a request in three languages', () => {
  test('a control operation', () => {
    const { curl, Node, Python } = toSnippets(advanceClock('5m')('default'), connection)
    expect(curl).toBe(`curl 'http://127.0.0.1:8374/_emulator/clock/advance?sandbox=default' \\
  -H 'Content-Type: application/json' \\
  -d '{"by":"5m"}'`)
    expect(Node).toBe(`import { connect } from 'telnyx-verify-emulator'

const emulator = connect({ url: 'http://127.0.0.1:8374' })
await emulator.clock.advance('5m')`)
    expect(Python).toBe(`import requests

response = requests.post(
    "http://127.0.0.1:8374/_emulator/clock/advance?sandbox=default",
    json={"by": "5m"},
)
print(response.json())`)
  })

  test('an operation of the emulated API brings the key of the sandbox', () => {
    const { curl, Node } = toSnippets(checkCode('id-1', '12345'), { ...connection, sandbox: 'checkout' })
    expect(curl).toContain("-H 'Authorization: Bearer sandbox_checkout'")
    expect(Node).toContain(`body: JSON.stringify({"code":"12345"})`)
  })

  test('the token is never part of a snippet', () => {
    for (const text of Object.values(toSnippets(advanceClock(1)('default'), { ...connection, token: 'secret-1' })))
      expect(text).not.toContain('secret-1')
  })

  test('a quote in a value ends neither the word of the shell nor the literal', () => {
    const { curl, Python } = toSnippets(sendCode('sms', `+1'; rm -rf ~ #"`, 'p'), connection)
    expect(curl).toContain(`'{"phone_number":"+1'\\''; rm -rf ~ #\\"","verify_profile_id":"p"}'`)
    expect(Python).toContain(`"+1'; rm -rf ~ #\\""`)
  })

  test('the client is called with its own names', () => {
    expect(failDelivery('+13035551234')('default').node).toBe(
      "scenarios.add({match: {phoneNumber: '+13035551234'},outcome: 'delivery_failed',times: 1})",
    )
    expect(addScenario({}, 'expired')('default').body).toEqual({ match: {}, outcome: 'expired' })
  })

  test('literals of Python', () => {
    expect(toPythonLiteral({ a: [true, null, 1], b: 'x' })).toBe('{"a": [True, None, 1], "b": "x"}')
  })
})

test('the lines for a shell name all four variables', () => {
  const lines = toExportLines('http://127.0.0.1:1', { apiKey: 'k', profileId: 'p', publicKey: 'q' }).split('\n')
  expect(lines.map((line) => line.replace(/^export (\w+)=.*/, '$1'))).toEqual([
    'TELNYX_BASE_URL',
    'TELNYX_API_KEY',
    'TELNYX_VERIFY_PROFILE_ID',
    'TELNYX_PUBLIC_KEY',
  ])
})

describe('a story as a test', () => {
  /** Two wrong checks, one forced, four minutes, and the right code. */
  async function playStory() {
    const api = await useApi({ seed: 'handset' })
    const { post, get, emulator } = api
    const { data } = (
      await post('/verifications/sms', { phone_number: '+13035551234', verify_profile_id: emulator.profileId })
    ).body
    const check = (code: string) => post(`/verifications/${data.id}/actions/verify`, { code })
    await check('00000')
    await post('//_emulator/scenarios', { outcome: 'rejected', times: 1 })
    const { code } = (await get('//_emulator/inbox')).body.messages[0]
    await check(code)
    await post('//_emulator/clock/advance', { by: '4m' })
    await check(code)
    const { entries } = toCamel((await get('//_emulator/journal?codes=shown')).body) as { entries: Entry[] }
    const info = toCamel((await get('//_emulator')).body) as SandboxInfo
    const story = entries.filter(({ verificationId }) => verificationId === data.id).reverse()
    return { steps: toTestSteps(story, code), info, startedAt: story[0]?.at ?? '', connection }
  }

  test('its steps are what an application and the clock did', async () => {
    const { steps } = await playStory()
    expect(steps.map((step) => (step.kind === 'check' ? [step.code, step.outcome, step.forced] : step.kind))).toEqual([
      'send',
      ['00000', 'rejected', false],
      [null, 'rejected', true],
      'advance',
      [null, 'accepted', false],
    ])
  })

  test('the vitest file plays it again, with the same outcomes', async () => {
    const script = toTestScript('vitest', await playStory())
    const runs: (() => Promise<void>)[] = []
    const create = async (options: object) => {
      const emulator = await createEmulator(options)
      onTestFinished(() => emulator.close())
      return emulator
    }
    const body = script.replace(/^import .*$/gm, '').replace(/\((path|id): string, (body|code): \w+\)/g, '($1, $2)')
    const AsyncFunction = (async () => {}).constructor as new (
      ...parts: string[]
    ) => (...args: unknown[]) => Promise<void>
    await new AsyncFunction('createEmulator', 'expect', 'test', body)(
      create,
      expect,
      (_: string, run: () => Promise<void>) => runs.push(run),
    )
    expect(runs).toHaveLength(1)
    await runs[0]?.()
  })

  test('pytest and curl set the same clock and expect the same outcomes', async () => {
    const story = await playStory()
    const pytest = toTestScript('pytest', story)
    expect(pytest).toContain(`control("clock/set", {"to": "${story.startedAt}"})`)
    expect(pytest.match(/assert check\(.*/g)).toEqual([
      'assert check(verification_id, "00000") == "rejected"',
      'assert check(verification_id, code) == "rejected"',
      'assert check(verification_id, code) == "accepted"',
    ])
    const curl = toTestScript('curl', story)
    expect(curl.match(/"response_code":"\w+"/g)).toEqual([
      '"response_code":"rejected"',
      '"response_code":"rejected"',
      '"response_code":"accepted"',
    ])
    expect(curl).toContain(`"by":"240s"`)
  })
})
