import { readFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startExpress } from '../../examples/receivers/express.js'
import { startFastify } from '../../examples/receivers/fastify.js'
import { createHonoApp, startHono } from '../../examples/receivers/hono.js'
import { Receiver, type ReceiverOptions, type VerifyEvent } from '../../examples/receivers/receiver.js'
import type { Running } from '../../examples/receivers/running.js'
import { SeenIds } from '../../examples/receivers/seen-ids.js'
import { type Fault, faults, startWrong } from '../../examples/receivers/wrong.js'
import { receiverPublicKey } from '../../src/audit/receiver/audit-receiver.js'
import { caseNames } from '../../src/audit/receiver/cases/cases.js'
import type { ReceiverProblem } from '../../src/audit/receiver/report.js'
import { runAudit as auditReceiver } from '../../src/audit/receiver/run-audit.js'
import { useTimers } from '../support/receiver-timers.js'

const publicKey = receiverPublicKey()
const genuine = caseNames.slice(0, caseNames.indexOf('no-signature'))
const forged = caseNames.slice(caseNames.indexOf('no-signature'))

async function useReceiver(starting: Promise<Running>): Promise<string> {
  const { url, close } = await starting
  onTestFinished(close)
  return url
}

const correct: [string, (port: number, options: ReceiverOptions) => Promise<Running>][] = [
  ['Express', startExpress],
  ['Fastify', startFastify],
  ['Hono', startHono],
]

describe.each(correct)('the correct receiver with %s', (_, start) => {
  test('W9: passes every case and handles each genuine event once', async () => {
    const events: VerifyEvent[] = []
    const url = await useReceiver(start(0, { publicKey, handle: (event) => void events.push(event) }))
    const report = await auditReceiver(url, {}, useTimers().timers)
    expect(report.failures).toEqual([])
    expect(report.findings.map(({ rule, kind }) => [rule, kind])).toEqual(caseNames.map((name) => [name, 'passed']))
    const ids = events.map(({ data }) => data.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(events.map(({ data }) => data.event_type))).toEqual(
      new Set(['verify.sent', 'verify.delivered', 'verify.failed', 'verification.complete', 'verify.read']),
    )
    for (const { data } of events) expect(data.payload.phone_number).toBe('+13035550100')
  })

  test('with another public key gets advice first', async () => {
    const url = await useReceiver(start(0, { publicKey: receiverPublicKey({ seed: 'another' }), handle: () => {} }))
    const report = await auditReceiver(url, {}, useTimers().timers)
    expect(report.advice).toContain(
      `another public key, or none, or something changes the body before it is verified. It must be started with TELNYX_PUBLIC_KEY=${publicKey}`,
    )
    expect(report.failures.map(({ rule, kind }) => [rule, kind])).toEqual([
      ['good', 'failed'],
      ...forged.map((name) => [name, 'proves-nothing']),
    ])
  })

  test('refuses a missing body and a body that is not declared as JSON', async () => {
    const url = await useReceiver(start(0, { publicKey, handle: () => {} }))
    const post = (init: RequestInit) => fetch(url, { method: 'POST', ...init }).then(({ status }) => status)
    expect(await post({})).toBe(400)
    expect(await post({ body: '{}', headers: { 'content-type': 'text/plain' } })).toBe(400)
    expect(await post({ body: new Uint8Array(3) })).toBe(400)
  })
})

/** What to expect for each fault: the problem of the failed cases, and the cases that prove nothing. */
const expectedFindings: Record<
  Exclude<Fault, 'checks-types-only'>,
  [problem: ReceiverProblem, failed: string[], unproven?: string[]]
> = {
  'verifies-nothing': ['accepted', forged],
  'accepts-unsigned': ['accepted', ['no-signature', 'other-header-family']],
  'checks-presence-only': [
    'accepted',
    forged.filter((name) => name !== 'stale-timestamp' && name !== 'future-timestamp'),
  ],
  'checks-length-only': [
    'accepted',
    ['random-signature', 'altered-timestamp', 'altered-body', 'another-key', 'other-header-family'],
  ],
  'verifies-one-type-only': ['accepted', forged],
  'skips-timestamp-check': ['accepted', ['stale-timestamp', 'future-timestamp']],
  'allows-future-timestamps': ['accepted', ['future-timestamp']],
  'allows-five-seconds': ['refused', ['clock-skew']],
  'verifies-rewritten-json': ['refused', ['raw-body']],
  'takes-standard-webhooks': ['accepted', ['other-header-family']],
  'fails-on-malformed-signature': ['failed', ['no-signature', 'malformed-signature']],
  'answers-500-to-forged': ['failed', forged],
  'hangs-up-on-forged': ['dropped', forged],
  'fails-on-duplicates': ['failed', ['duplicate']],
  'refuses-failed-deliveries': ['refused', ['failed-after-sent']],
  'insists-on-order': ['refused', ['delivered-before-sent', 'complete-before-delivered']],
  // Its genuine twins are late as well.
  'refuses-late-events': ['refused', ['late'], ['stale-timestamp', 'altered-timestamp']],
  'fails-on-unknown-fields': ['refused', ['unknown-fields']],
  'fails-on-unknown-event-types': ['failed', ['unknown-event-type']],
  'limits-bodies-to-100-kb': ['refused', ['large']],
  'reads-one-chunk': ['refused', ['large', 'slow', 'split-character']],
  'decodes-each-chunk': ['refused', ['split-character']],
  'bans-after-a-forgery': ['refused', [], forged],
  // The second attempt is answered at once, and cases that need unknown-fields are not sent.
  'answers-after-the-work': [
    'timed-out',
    genuine.filter((name) => !['duplicate', 'large', 'split-character'].includes(name)),
    forged,
  ],
  redirects: ['redirected', ['good']],
}

describe('the wrong receiver', () => {
  const audit = async (fault?: Fault) => {
    const { timers, expireAll } = useTimers()
    const url = await useReceiver(startWrong(0, { publicKey, work: expireAll, ...(fault && { fault }) }))
    return auditReceiver(url, {}, timers)
  }

  test('is correct without a fault', async () => {
    expect((await audit()).failures).toEqual([])
  })

  test.each(
    Object.entries(expectedFindings) as [Exclude<Fault, 'checks-types-only'>, [ReceiverProblem, string[], string[]?]][],
  )('%s is found, and nothing else', async (fault, [problem, failed, unproven = []]) => {
    const report = await audit(fault)
    expect(report.failures.map(({ rule, problem }) => [rule, problem])).toEqual([
      ...failed.map((name) => [name, problem]),
      ...unproven.map((name) => [name, 'unproven']),
    ])
    expect(report.ok).toBe(false)
  })

  test('W3: checks-types-only is found for each forged event of a type that it accepts', async () => {
    const report = await audit('checks-types-only')
    expect(report.acceptedEvents).toEqual(['verify.sent', 'verify.delivered', 'verify.failed'])
    expect(report.failures.map(({ rule, problem }) => [rule, problem])).toEqual([
      ['complete-before-delivered', 'refused'],
      ['unknown-event-type', 'refused'],
      ...forged.map((name) => [name, 'accepted']),
    ])
    expect(report.failures[0]?.advice).toContain('is contested')
    expect(report.failures[0]?.advice).toContain('--completion-event off')
    for (const { rule, sentence } of report.failures.slice(2))
      expect(`${rule}: ${sentence}`).toContain('(verify.sent, verify.delivered, verify.failed)')
  })

  test('has a fault for every case', () => {
    expect(new Set(Object.values(expectedFindings).flatMap(([, found]) => found))).toEqual(new Set(caseNames))
  })

  test('has a README that lists every fault', () => {
    const readme = readFileSync(new URL('../../examples/receivers/README.md', import.meta.url), 'utf8')
    for (const [fault, about] of Object.entries(faults)) expect(readme).toContain(`| \`${fault}\` | ${about} |`)
  })
})

test('the Hono receiver also passes as a function', async () => {
  const { fetch } = createHonoApp({ publicKey, handle: () => {} })
  const report = await auditReceiver((request) => fetch(request), {}, useTimers().timers)
  expect(report.failures).toEqual([])
})

test('a receiver forgets only the oldest IDs', () => {
  const seen = new SeenIds(2)
  expect(['a', 'b', 'a', 'c', 'b', 'a', 'c', 'b'].map((id) => seen.add(id))).toEqual([
    true,
    true,
    false,
    true,
    false,
    true,
    false,
    true,
  ])
})

test('an invalid public key is refused at the start', () => {
  expect(() => new Receiver({ publicKey: 'KEY', handle: () => {} })).toThrow(
    'TELNYX_PUBLIC_KEY must be base64 of 32 bytes.',
  )
})
