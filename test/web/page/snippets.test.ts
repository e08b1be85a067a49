import { describe, expect, test } from 'vitest'
import type { Emulator } from '../../../src/index.js'
import {
  addFault,
  addScenario,
  addWebhookFault,
  advanceClock,
  advanceToNext,
  checkCode,
  clearFaults,
  clearJournal,
  clearScenarios,
  clearWebhookFaults,
  failDelivery,
  forceCheck,
  freezeClock,
  removeFault,
  removeScenario,
  removeWebhookFault,
  resetSandbox,
  resumeClock,
  sendCode,
  setClock,
} from '../../../src/web/page/api/requests.js'
import type { SandboxInfo } from '../../../src/web/page/api/types.js'
import { toExportLines } from '../../../src/web/page/panels/export-lines.js'
import { toPythonLiteral, toSnippets } from '../../../src/web/page/snippets/languages.js'
import { toTestScript } from '../../../src/web/page/snippets/test-script.js'
import { useApi } from '../../support/emulator.js'
import { playStory } from './play-story.js'

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
      "scenarios.add({match: {phoneNumber: '+13035551234'}, outcome: 'delivery_failed', times: 1})",
    )
    expect(addScenario({}, 'expired')('default').body).toEqual({ match: {}, outcome: 'expired' })
  })

  test.each([
    advanceClock('5m'),
    advanceToNext,
    freezeClock,
    resumeClock,
    setClock('2026-02-01T00:00:00Z'),
    forceCheck('+13035551234', 'rejected'),
    addScenario({ phone_number: '+13035551234', channel: 'sms' }, 'delayed', 2, '30s'),
    removeScenario('scenario_1'),
    clearScenarios,
    addFault({ fault: { kind: 'status', status: 503, retry_after: '2s' }, match: { phone_number: '+13035551234' } }),
    removeFault('fault_2'),
    clearFaults,
    addWebhookFault({ fault: 'delayed', match: { event_type: 'verify.sent' }, delay: '1s' }),
    removeWebhookFault('webhook_fault_3'),
    clearWebhookFaults,
    clearJournal,
    resetSandbox,
  ])('the line for the client does what the request does: %#', async (command) => {
    const { emulator, send } = await useApi()
    const setUp = async () => {
      await emulator.scenarios.add({ outcome: 'expired' })
      await emulator.faults.add({ fault: { kind: 'hang' } })
      await emulator.webhooks.faults.add({ fault: 'dropped' })
    }
    await setUp()
    const { method, path, body, node } = command('default')
    const run = new Function('emulator', `return emulator.${node}`) as (client: Emulator) => Promise<unknown>
    await run(emulator)
    const byClient = await emulator.snapshot.take()
    await emulator.reset()
    await setUp()
    expect((await send(method, `/${path}`, body)).status).toBe(200)
    expect((await emulator.snapshot.take()).overrides).toEqual(byClient.overrides)
    expect((await emulator.snapshot.take()).meta).toEqual(byClient.meta)
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
  test('its steps are what an application and the clock did', async () => {
    const { steps } = await playStory()
    expect(steps.map((step) => (step.kind === 'check' ? [step.code, step.outcome, step.forced] : step.kind))).toEqual([
      'send',
      [`0'$(exit 1)"`, 'rejected', false],
      [null, 'rejected', true],
      'advance',
      [null, 'accepted', false],
      [null, '404', false],
    ])
  })

  test('a value of the story is a literal in each language, whatever it holds', async () => {
    const evil = `$(touch pwned)\`touch pwned\`'; "\\" \${1}\n#`
    const steps = [
      { kind: 'send', channel: 'sms', body: { phone_number: evil }, status: 200 },
      { kind: 'check', code: evil, outcome: 'rejected', forced: false },
    ] as const
    const info = { seed: evil, sandbox: 'default' } as SandboxInfo
    const story = { steps, info, startedAt: '2026-02-01T00:00:00.000Z', connection }
    const vitest = toTestScript('vitest', story)
    const literals = [...vitest.matchAll(/(?:seed: |check\(id, |next\()('(?:[^'\\]|\\.)*')/g)]
    expect(literals.map(([, literal]) => new Function(`return ${literal}`)())).toEqual([evil, evil, evil])
    expect(toTestScript('pytest', story)).toContain(`check(verification_id, ${JSON.stringify(evil)})`)
    expect(toTestScript('curl', story)).toContain(`check '${JSON.stringify({ code: evil }).replaceAll("'", "'\\''")}'`)
  })

  test('a request that was refused sends no code to wait for', () => {
    const steps = [{ kind: 'send', channel: 'sms', body: { phone_number: '12' }, status: 422 }] as const
    const info = { seed: '1', sandbox: 'default' } as SandboxInfo
    for (const kind of ['vitest', 'pytest', 'curl'] as const) {
      const script = toTestScript(kind, { steps, info, startedAt: '2026-02-01T00:00:00.000Z', connection })
      expect(script).toContain('422')
      expect(script).not.toMatch(/^ *(code|message|id|const \{ code) ?=.*(next|answer)/m)
    }
  })
})
