import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Fault, startWrong } from '../../../examples/receivers/wrong.js'
import { receiverPublicKey } from '../../../src/audit/receiver/check-receiver.js'
import { type WebhookCheckOptions, webhookCheck } from '../../../src/cli/commands/webhook-check.js'
import { useFolder } from '../../support/folder.js'
import { useTimers } from '../../support/receiver-timers.js'

async function run(url: string | undefined, options: WebhookCheckOptions = {}) {
  const printed = { out: '', err: '' }
  const code = await webhookCheck(url, options, {
    out: (text) => {
      printed.out += text
    },
    err: (text) => {
      printed.err += text
    },
    timers: useTimers().timers,
  })
  return { code, ...printed }
}

async function useWrong(fault?: Fault, publicKey = receiverPublicKey()): Promise<string> {
  const { url, close } = await startWrong(0, { publicKey, ...(fault && { fault }) })
  onTestFinished(close)
  return url
}

function useFile(content: string): string {
  const path = join(useFolder(), 'expectations.json')
  writeFileSync(path, content)
  return path
}

test('0 and a table when all is as expected', async () => {
  const { code, out, err } = await run(await useWrong())
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/\n\n19 cases, no findings\.\n$/)
})

test('1 and the meaning when there is a finding', async () => {
  const { code, out, err } = await run(await useWrong('accepts-unsigned'))
  expect({ code, err }).toEqual({ code: 1, err: '' })
  expect(out).toMatch(/^FINDING {2}no-signature +204 +\d+ ms {2}an event without signature headers$/m)
  expect(out).toContain('  Means: Your handler accepts unsigned events: anyone can complete a verification.\n')
})

test('--json is the report, --junit is XML', async () => {
  const url = await useWrong('redirects')
  const json = await run(url, { json: true })
  expect(json.code).toBe(1)
  expect(JSON.parse(json.out)).toMatchObject({
    target: url,
    ok: false,
    findings: [{ case: 'good', problem: 'redirected' }],
  })
  const junit = await run(url, { junit: true })
  expect(junit.code).toBe(1)
  expect(junit.out).toMatch(/^<\?xml .*<\/testsuites>\n$/s)
})

test('--expect: what is answered otherwise on purpose is no finding', async () => {
  const url = await useWrong('skips-timestamp-check')
  const both = useFile('{"stale-timestamp": "2xx", "future-timestamp": [204, 400]}')
  expect((await run(url, { expect: both })).code).toBe(0)
  expect((await run(url, { expect: useFile('{"stale-timestamp": 204}') })).code).toBe(1)
})

test('--seed and --private-key choose the key pair, --public-key prints its public key', async () => {
  expect(await run(undefined, { publicKey: true })).toEqual({ code: 0, out: `${receiverPublicKey()}\n`, err: '' })
  for (const key of [{ seed: 'seven' }, { privateKey: Buffer.alloc(32, 1).toString('base64') }]) {
    const { out } = await run(undefined, { ...key, publicKey: true })
    expect((await run(await useWrong(undefined, out.trim()), key)).code).toBe(0)
  }
})

test.each<[WebhookCheckOptions, string | undefined, RegExp]>([
  [{}, undefined, /^Say which URL your receiver has/],
  [{}, 'localhost', /^localhost is no URL of a receiver/],
  [{ json: true, junit: true }, 'http://localhost', /^Say --json or --junit, not both\.\n$/],
  [{ timeout: 'soon' }, 'http://localhost', /^The time-out must be a whole number/],
  [{ privateKey: 'x' }, 'http://localhost', /^A private key for webhooks is base64/],
  [{ expect: 'nowhere.json' }, 'http://localhost', /^The expectations nowhere\.json cannot be read: ENOENT/],
])('%j with %s could not run: 2', async (options, url, sentence) => {
  expect(await run(url, options)).toEqual({ code: 2, out: '', err: expect.stringMatching(sentence) })
})

test('a file of expectations that is none could not be used: 2', async () => {
  const url = await useWrong()
  expect(await run(url, { expect: useFile('{') })).toMatchObject({
    code: 2,
    err: expect.stringContaining('cannot be read'),
  })
  expect(await run(url, { expect: useFile('{"sent": 200}') })).toMatchObject({
    code: 2,
    err: expect.stringContaining('There is no case sent.'),
  })
  expect(await run(url, { expect: useFile('[]') })).toMatchObject({
    code: 2,
    err: expect.stringContaining('Expectations are an object'),
  })
})

test('nobody at the URL: 2, with what to do', async () => {
  const { url, close } = await startWrong(0, { publicKey: receiverPublicKey() })
  await close()
  expect(await run(url, { timeout: '500' })).toEqual({
    code: 2,
    out: '',
    err: expect.stringMatching(/^Nothing listens at .*is your app running\?.*\n$/),
  })
})
