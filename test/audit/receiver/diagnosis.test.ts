import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { receiverPublicKey } from '../../../src/audit/receiver/audit-receiver.js'
import type { FetchHandler, ReceiverOptions } from '../../../src/audit/receiver/options.js'
import { runAudit } from '../../../src/audit/receiver/run-audit.js'
import { useTimers } from '../../support/receiver-timers.js'

const seed = 'diagnosis'
const now = () => 1_769_000_000_400

/** The parts of a delivery, and whether its signature covers a text. */
interface Received {
  readonly body: string
  readonly headers: Headers
  readonly covers: (text: string, signature?: string | null, publicKey?: string) => boolean
  readonly timestamp: string | null
}

function toKey(publicKey: string) {
  const x = Buffer.from(publicKey, 'base64').toString('base64url')
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
}

/** A receiver that accepts what the function accepts. */
function accepting(isAccepted: (received: Received) => boolean, refusals = (_: Received) => 400): FetchHandler {
  return async (request) => {
    const { headers } = request
    const covers: Received['covers'] = (
      text,
      signature = headers.get('telnyx-signature-ed25519'),
      publicKey = receiverPublicKey({ seed }),
    ) => verify(null, Buffer.from(text), toKey(publicKey), Buffer.from(signature ?? '', 'base64'))
    const received = { body: await request.text(), headers, covers, timestamp: headers.get('telnyx-timestamp') }
    return new Response(null, { status: isAccepted(received) ? 204 : refusals(received) })
  }
}

const audit = (handler: FetchHandler, options: ReceiverOptions = {}) =>
  runAudit(handler, { seed, now, ...options }, useTimers().timers)

/** Handlers that refuse every genuine event, and what the audit must say about each. */
const wrongHandlers: [string, (received: Received) => boolean, RegExp][] = [
  [
    'the name of the signature header',
    ({ headers, timestamp, body, covers }) => covers(`${timestamp}|${body}`, headers.get('x-telnyx-signature')),
    /looks for the signature in x-telnyx-signature\. The vendor sends it in telnyx-signature-ed25519\.$/,
  ],
  [
    'the name of the timestamp header',
    ({ headers, body, covers }) =>
      covers(`${headers.get('x-telnyx-timestamp')}|${body}`) && headers.has('x-telnyx-timestamp'),
    /looks for the timestamp in x-telnyx-timestamp\. The vendor sends it in telnyx-timestamp\.$/,
  ],
  [
    'a signature that is only looked for, in another header',
    ({ headers }) => headers.has('telnyx-signature'),
    /looks for the signature in telnyx-signature\..* random bytes were accepted there\.$/,
  ],
  [
    'json.dumps of Python',
    ({ timestamp, body, covers }) => covers(`${timestamp}|${inPython(JSON.parse(body))}`),
    /re-serialized JSON \(as written by json\.dumps of Python\).*raw body/,
  ],
  [
    'json_encode of PHP',
    ({ timestamp, body, covers }) => covers(`${timestamp}|${body.replaceAll('/', '\\/')}`),
    /re-serialized JSON \(as written by json_encode of PHP\)/,
  ],
  [
    'a parsed body',
    ({ timestamp, body, covers }) => covers(`${timestamp}|${JSON.parse(body)}`),
    /verifies the text \[object Object\]/,
  ],
  ['a body that was read before', ({ timestamp, covers }) => covers(`${timestamp}|`), /verifies an empty body/],
  ['the body alone', ({ body, covers }) => covers(body), /over the body alone, so the timestamp is not protected/],
  ['another separator', ({ timestamp, body, covers }) => covers(`${timestamp}.${body}`), /over <timestamp>\.<body>/],
  [
    'milliseconds in the header',
    ({ timestamp, body, covers }) => covers(`${timestamp}|${body}`) && Math.abs(now() - Number(timestamp)) < 300_000,
    /reads telnyx-timestamp as milliseconds/,
  ],
  [
    'the source address',
    ({ headers }) => headers.get('x-forwarded-for')?.startsWith('192.76.120.') === true,
    /--webhook-header 'X-Forwarded-For: 192\.76\.120\.200'/,
  ],
  [
    'a clock in another time zone',
    ({ timestamp, body, covers }) =>
      covers(`${timestamp}|${body}`) && Math.abs(now() / 1000 + 7200 - Number(timestamp)) < 300,
    /clock of your app is 2 h ahead/,
  ],
  [
    'the key of an emulator without a seed',
    ({ timestamp, body, covers }) => covers(`${timestamp}|${body}`, undefined, receiverPublicKey()),
    /public key of an emulator without a seed.*without --seed/,
  ],
]

const inPython = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([name, one]) => `"${name}": ${inPython(one)}`)
    .join(', ')}}`
}

describe('a receiver that refuses the good event is told why', () => {
  test.each(wrongHandlers)('%s', async (_, isAccepted, reason) => {
    const { ok, advice, failures } = await audit(accepting(isAccepted))
    expect(ok).toBe(false)
    expect(advice).toMatch(/^The good event was answered 400\. /)
    expect(advice).toMatch(reason)
    expect(failures.every(({ kind }) => kind === 'failed' || kind === 'proves-nothing')).toBe(true)
  })

  test('the headers that are not found, by answers that differ', async () => {
    // The same answer to everything could mean the key as well as the headers.
    expect((await audit(accepting(() => false))).advice).toMatch(
      /^The good event was answered 400\. Your handler probably has another/,
    )
    const blind = accepting(
      () => false,
      ({ headers }) => (headers.has('telnyx-timestamp') ? 400 : 401),
    )
    expect((await audit(blind)).advice).toMatch(/unlike one without: the headers were found/)
    const telling = accepting(
      () => false,
      ({ headers }) => (headers.get('telnyx-signature-ed25519') === null ? 401 : 400),
    )
    expect((await audit(telling)).advice).toMatch(
      /another public key, or none, .*\. It was answered exactly like an event with a wrong signature, and unlike one without/,
    )
  })

  test('a tolerance in milliseconds', async () => {
    let atMs = 1_769_000_000_400
    const { timers } = useTimers()
    const passing = {
      ...timers,
      pause: async (ms: number) => {
        atMs += ms
      },
    }
    const handler = accepting(
      ({ timestamp, body, covers }) =>
        covers(`${timestamp}|${body}`) && Math.abs(atMs - Number(timestamp) * 1000) <= 300,
    )
    const { advice } = await runAudit(handler, { seed, now: () => atMs }, passing)
    expect(advice).toContain('compares an age in milliseconds with a limit in seconds')
  })
})

describe('a refusal proves nothing unless the genuine twin is accepted', () => {
  const isGenuine = ({ timestamp, body, covers }: Received) =>
    covers(`${timestamp}|${body}`) && Math.abs(now() / 1000 - Number(timestamp)) <= 300

  test.each([2, 3, 5, 7])('if the receiver accepts every event but each %ith', async (period) => {
    let count = 0
    const { ok } = await audit(accepting(() => ++count % period !== 0))
    expect(ok).toBe(false)
  })

  test('if the receiver limits the rate', async () => {
    let count = 0
    const report = await audit(
      accepting(
        (received) => ++count <= 60 && isGenuine(received),
        () => (count > 60 ? 429 : 400),
      ),
    )
    const limited = report.failures.at(-1)
    expect(limited).toMatchObject({ kind: 'proves-nothing', problem: 'unproven', actual: '429' })
    expect(limited?.advice).toContain('Switch off the rate limit')
  })

  test('unless it answers each as its user expects', async () => {
    const expect2xx = { 'stale-timestamp': '2xx', 'future-timestamp': '2xx' }
    const { ok, findings } = await audit(
      accepting(({ timestamp, body, covers }) => covers(`${timestamp}|${body}`)),
      { expect: expect2xx },
    )
    expect(ok).toBe(true)
    expect(findings.find(({ rule }) => rule === 'stale-timestamp')?.sentence).toContain('cannot see whether')
  })
})

test('a receiver that wants a verification to begin with verify.sent is still tried with every type', async () => {
  const seen = new Set<string>()
  const report = await audit(
    accepting(({ body }) => {
      const { event_type, payload } = JSON.parse(body).data
      if (event_type === 'verify.sent') seen.add(payload.id)
      return seen.has(payload.id)
    }),
  )
  expect(report.acceptedEvents).toEqual(['verify.sent', 'verify.delivered', 'verify.failed', 'verification.complete'])
  expect(report.failures.filter(({ problem }) => problem === 'accepted').length).toBeGreaterThan(8)
})

test('a receiver that accepts everything is told that the audit sees answers only', async () => {
  const { advice } = await audit(accepting(() => true))
  expect(advice).toContain('an audit cannot tell the two apart from outside')
})

test('W3: without the completion event it is neither sent nor forged', async () => {
  const types = new Set<string>()
  const handler = accepting(({ body }) => types.add(JSON.parse(body).data.event_type).size > 0)
  const off = await audit(handler, { completionEvent: 'off' })
  expect(types).toContain('verify.failed')
  expect(types).not.toContain('verification.complete')
  expect(off.findings.find(({ rule }) => rule === 'complete-before-delivered')).toMatchObject({ kind: 'skipped' })
  await audit(handler, { completionEvent: 'verify.finished' })
  expect(types).toContain('verify.finished')
})

test('W13: every delivery carries the given headers, and the signature does not cover them', async () => {
  const seen = new Set<string | null>()
  const handler = accepting(({ headers }) => seen.add(headers.get('x-forwarded-for')).size > 0)
  await audit(handler, { headers: { 'X-Forwarded-For': '192.76.120.200' } })
  expect([...seen]).toEqual(['192.76.120.200'])
  await expect(audit(handler, { headers: { 'telnyx-timestamp': '1' } })).rejects.toThrow('set by the emulator')
})
