import { readFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startExpress } from '../../examples/receivers/express.js'
import { startFastify } from '../../examples/receivers/fastify.js'
import { createHonoApp, startHono } from '../../examples/receivers/hono.js'
import { Receiver, type ReceiverOptions, type VerifyEvent } from '../../examples/receivers/receiver.js'
import type { Running } from '../../examples/receivers/running.js'
import { SeenIds } from '../../examples/receivers/seen-ids.js'
import { type Fault, faults, startWrong } from '../../examples/receivers/wrong.js'
import { runAudit as auditReceiver, receiverPublicKey } from '../../src/audit/receiver/audit-receiver.js'
import { caseNames } from '../../src/audit/receiver/cases/cases.js'
import type { ReceiverProblem } from '../../src/audit/receiver/report.js'
import { useTimers } from '../support/receiver-timers.js'

const publicKey = receiverPublicKey()

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
    // Of the eleven genuine cases two send two events, and one sends no new event.
    expect(ids).toHaveLength(12)
  })

  test('with another public key gets advice first', async () => {
    const url = await useReceiver(start(0, { publicKey: receiverPublicKey({ seed: 'another' }), handle: () => {} }))
    const report = await auditReceiver(url, {}, useTimers().timers)
    expect(report.advice).toContain(
      `another public key, or none. It must be started with TELNYX_PUBLIC_KEY=${publicKey}`,
    )
    expect(report.failures.map(({ rule }) => rule)).toEqual(['good'])
  })

  test('refuses a missing body and a body that is not declared as JSON', async () => {
    const url = await useReceiver(start(0, { publicKey, handle: () => {} }))
    const post = (init: RequestInit) => fetch(url, { method: 'POST', ...init }).then(({ status }) => status)
    expect(await post({})).toBe(400)
    expect(await post({ body: '{}', headers: { 'content-type': 'text/plain' } })).toBe(400)
    expect(await post({ body: new Uint8Array(3) })).toBe(400)
  })
})

const forged = caseNames.slice(caseNames.indexOf('no-signature'))

/** The failures to expect for each fault. */
const expectedFindings: Record<Fault, [ReceiverProblem, string[]]> = {
  'verifies-nothing': ['accepted', forged],
  'accepts-unsigned': ['accepted', ['no-signature', 'other-header-family']],
  'checks-presence-only': ['accepted', ['random-signature', 'malformed-signature', 'altered-body', 'another-key']],
  'skips-timestamp-check': ['accepted', ['stale-timestamp', 'future-timestamp']],
  'allows-future-timestamps': ['accepted', ['future-timestamp']],
  'verifies-rewritten-json': ['refused', ['raw-body']],
  'takes-standard-webhooks': ['accepted', ['other-header-family']],
  'fails-on-malformed-signature': ['failed', ['malformed-signature']],
  'answers-500-to-forged': ['failed', forged],
  'hangs-up-on-forged': ['dropped', forged],
  'fails-on-duplicates': ['failed', ['duplicate']],
  'insists-on-order': ['refused', ['delivered-before-sent', 'complete-before-delivered']],
  'refuses-late-events': ['refused', ['late']],
  'fails-on-unknown-fields': ['refused', ['unknown-fields']],
  'fails-on-unknown-event-types': ['failed', ['unknown-event-type']],
  'limits-bodies-to-100-kb': ['refused', ['large']],
  'reads-one-chunk': ['refused', ['large', 'slow', 'split-character']],
  'decodes-each-chunk': ['refused', ['split-character']],
  // The duplicate is answered at once, and cases that need unknown-fields are not sent.
  'answers-after-the-work': [
    'timed-out',
    caseNames.filter((name) => ![...forged, 'duplicate', 'large', 'split-character'].includes(name)),
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

  test.each(Object.entries(expectedFindings) as [Fault, [ReceiverProblem, string[]]][])(
    '%s is found, and nothing else',
    async (fault, [problem, found]) => {
      const report = await audit(fault)
      expect(report.failures.map(({ rule, problem }) => [rule, problem])).toEqual(found.map((name) => [name, problem]))
      expect(report.ok).toBe(false)
    },
  )

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
