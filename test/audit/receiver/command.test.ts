import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Fault, startWrong } from '../../../examples/receivers/wrong.js'
import { receiverPublicKey } from '../../../src/audit/receiver/audit-receiver.js'
import { type AuditReceiverFlags, runAuditReceiver } from '../../../src/cli/commands/audit-receiver.js'
import { useFolder } from '../../support/folder.js'
import { useTimers } from '../../support/receiver-timers.js'

async function run(url: string | undefined, options: AuditReceiverFlags = {}) {
  const printed = { out: '', err: '' }
  const code = await runAuditReceiver(url, options, {
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

test('exits with 0 if every case passes', async () => {
  const { code, out, err } = await run(await useWrong())
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/\n\nPassed: 22 passed\.\n$/)
})

test('exits with 1 and an explanation if a case fails', async () => {
  const { code, out, err } = await run(await useWrong('accepts-unsigned'))
  expect({ code, err }).toEqual({ code: 1, err: '' })
  expect(out).toMatch(
    /^ {2}failed +no-signature +an event without signature headers +\d+ ms {2}Your handler accepts unsigned events: anyone can complete a verification\. Accepted: no signature headers \(verify\.sent, verify\.delivered, verify\.failed, verification\.complete\); .*$/m,
  )
  expect(out).toContain('      fix       Answer 4xx if telnyx-signature-ed25519 or telnyx-timestamp is missing')
})

test('--json prints JSON, --junit prints XML', async () => {
  const url = await useWrong('redirects')
  const json = await run(url, { json: true })
  expect(json.code).toBe(1)
  expect(JSON.parse(json.out)).toMatchObject({
    title: `Webhook receiver ${url}`,
    verdict: 'Failed',
    sections: [
      { findings: expect.arrayContaining([expect.objectContaining({ rule: 'good', problem: 'redirected' })]) },
    ],
  })
  const junit = await run(url, { junit: true })
  expect(junit.code).toBe(1)
  expect(junit.out).toMatch(/^<\?xml .*<\/testsuites>\n$/s)
})

test('--expect allows other answers', async () => {
  const url = await useWrong('skips-timestamp-check')
  const both = useFile('{"stale-timestamp": "2xx", "future-timestamp": [204, 400]}')
  expect((await run(url, { expect: both })).code).toBe(0)
  expect((await run(url, { expect: useFile('{"stale-timestamp": 204}') })).code).toBe(1)
})

test('--seed and --webhook-private-key select the key pair, --public-key prints its public key', async () => {
  expect(await run(undefined, { publicKey: true })).toEqual({ code: 0, out: `${receiverPublicKey()}\n`, err: '' })
  for (const key of [{ seed: 'seven' }, { privateKey: Buffer.alloc(32, 1).toString('base64') }]) {
    const { out } = await run(undefined, { ...key, publicKey: true })
    expect((await run(await useWrong(undefined, out.trim()), key)).code).toBe(0)
  }
})

test.each<[AuditReceiverFlags, string | undefined, RegExp]>([
  [{}, undefined, /^The URL of the receiver is missing\./],
  [{}, 'localhost', /^"localhost" is not a valid receiver URL/],
  [{ json: true, junit: true }, 'http://localhost', /^Use either --json or --junit, not both\.\n$/],
  [{ timeout: 0 }, 'http://localhost', /^The timeout must be a duration/],
  [{ privateKey: 'x' }, 'http://localhost', /^The webhook private key must be base64/],
  [
    { expect: 'nowhere.json' },
    'http://localhost',
    /^The file of expected statuses nowhere\.json cannot be read: it does not exist\./,
  ],
])('%j with %s exits with 2', async (options, url, sentence) => {
  expect(await run(url, options)).toEqual({ code: 2, out: '', err: expect.stringMatching(sentence) })
})

test('an invalid file of expected statuses exits with 2', async () => {
  const url = await useWrong()
  expect(await run(url, { expect: useFile('{') })).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^The file of expected statuses .* is not valid JSON \(.+\)\. Expected an object/),
  })
  expect(await run(url, { expect: useFile('{"sent": 200}') })).toMatchObject({
    code: 2,
    err: expect.stringContaining('Unknown case "sent".'),
  })
  expect(await run(url, { expect: useFile('[]') })).toMatchObject({
    code: 2,
    err: expect.stringContaining('Expected statuses must be an object'),
  })
})

test('an unreachable receiver exits with 2 and advice', async () => {
  const { url, close } = await startWrong(0, { publicKey: receiverPublicKey() })
  await close()
  expect(await run(url, { timeout: 30_000 })).toEqual({
    code: 2,
    out: '',
    err: expect.stringMatching(/^Nothing listens at .*Is your app running\?.*\n$/),
  })
})
