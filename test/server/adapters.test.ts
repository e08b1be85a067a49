import fc, { type Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import type { FaultRequest } from '../../src/client/types.js'
import { useApi } from '../support/emulator.js'
import { type Asked, askOverSocket, fetchAsked, fetchPlainly, type Told } from './ask-three-ways.js'

/** The same requests over a socket and through `fetch`, as a Request and with plain arguments. */

const profile = '4900019b-76da-b800-8000-000000000001'
const start = JSON.stringify({ phone_number: '+13035551234', verify_profile_id: profile })
const check = JSON.stringify({ code: '00000', verify_profile_id: profile })
const byNumber = '/v2/verifications/by_phone_number'

const targets: readonly (readonly [method: string, target: string, body: string])[] = [
  ['POST', '/v2/verifications/sms', start],
  ['POST', '/v2/verifications/call', start],
  ['POST', `${byNumber}/+13035551234/actions/verify`, check],
  ['POST', `${byNumber}/%2B13035551234/actions/verify`, check],
  ['GET', `${byNumber}/%2b13035551234`, ''],
  ['GET', `${byNumber}/%252B13035551234`, ''],
  ['GET', '/v2/verify_profiles?page[size]=1', ''],
  ['GET', '/v2/verify_profiles?page%5Bsize%5D=1&page[number]=2&x&=y&a=b+c%20d', ''],
  ['PATCH', `/v2/verify_profiles/${profile}`, '{"name":"Ä"}'],
  ['PATCH', `/v2/verify_profiles/${profile.toUpperCase()}`, '{"nam":"x","name":null}'],
  ['DELETE', '/v2/verify_profiles/none', ''],
  ['GET', '/v2/verify_profiles/%zz%41', ''],
  ['GET', '/v2/verify_profiles/%', ''],
  ['GET', '/v2/x/../verify_profiles', ''],
  ['GET', '/v2/%2e%2e/verify_profiles', ''],
  ['GET', '/v2//verify_profiles', ''],
  ['GET', '/v2/<none>?"', ''],
  ['PUT', '/v2/verifications/sms', start],
  ['OPTIONS', '/v2/verifications/sms', ''],
  ['OPTIONS', '/_emulator/inbox', ''],
  ['GET', '/_emulator/inbox', ''],
  ['GET', '/_emulator/inbox?limit=1&typo=2', ''],
  ['GET', '/_emulator/openapi.json', ''],
  ['GET', '/_emulator/snapshot', ''],
  ['POST', '/_emulator/clock/advance', '{"by":"1s"}'],
  ['POST', '/_emulator/nothing', '{}'],
  ['GET', '/', ''],
  ['GET', '/_emulator/rules/H1', ''],
  ['TRACE', '/v2/verify_profiles', ''],
]

const headers: Arbitrary<[string, string]> = fc.constantFrom<[string, string]>(
  ['x-emulator-outcome', 'expired'],
  ['X-Emulator-Outcome', 'no such'],
  ['Content-Type', 'application/json'],
  ['content-type', 'text/plain'],
  ['content-encoding', 'gzip'],
  ['CONTENT-ENCODING', 'identity'],
  ['Authorization', 'Bearer sandbox_other'],
  ['authorization', 'Basic YTpi'],
  ['x-api-key', 'k'],
  ['Accept', 'text/plain'],
  ['accept', 'text/html'],
  ['Origin', 'http://localhost:3000'],
  ['origin', 'http://evil.example'],
  ['Access-Control-Request-Method', 'GET'],
  ['If-None-Match', '*'],
  ['User-Agent', '  spaced\t out  '],
  ['user-agent', 'caf\xe9'],
  ['Traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
  ['tracestate', 'a=1'],
  ['tracestate', 'b=2'],
  ['Sec-Fetch-Site', 'cross-site'],
  ['Expect', '100-continue'],
  ['Cookie', 'a=1'],
  ['cookie', 'b=2'],
  ['__proto__', 'x'],
)

const oddBodies: readonly Buffer[] = [
  Buffer.from(''),
  Buffer.from('{'),
  Buffer.from('phone_number=%2B13035551234'),
  Buffer.from(`\uFEFF${start}`),
  Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]),
  Buffer.from('{"phone_number":"\uFFFD"}'),
  Buffer.from('[]'),
  Buffer.from('x'.repeat(1024 * 1024 + 1)),
]

const asked: Arbitrary<Asked> = fc
  .record({
    row: fc.constantFrom(...targets),
    isHead: fc.nat({ max: 7 }).map((draw) => draw === 0),
    more: fc.array(headers, { maxLength: 3 }),
    oddBody: fc.option(fc.constantFrom(...oddBodies), { freq: 4 }),
    pieces: fc.integer({ min: 0, max: 3 }),
    hasKey: fc.nat({ max: 9 }).map((draw) => draw > 0),
  })
  .map(({ row: [method, target, body], isHead, more, oddBody, pieces, hasKey }) => ({
    method: isHead && method === 'GET' ? 'HEAD' : method,
    target,
    headers: [
      ...(hasKey ? [['authorization', 'Bearer sandbox_<run>']] : []),
      ...(body === '' ? [] : [['content-type', 'application/json']]),
      ...more,
    ] as [string, string][],
    body: method === 'GET' ? Buffer.from('') : (oddBody ?? Buffer.from(body)),
    pieces,
  }))

/** Faults of one request each; null for none. */
const someFaults = fc.array(
  fc.constantFrom(
    null,
    null,
    { kind: 'reset', at: 'before' },
    { kind: 'reset', at: 'during' },
    { kind: 'reset', at: 'after' },
    { kind: 'truncated' },
    { kind: 'malformed' },
    { kind: 'wrong-type' },
    { kind: 'latency', delay: '1ms' },
    { kind: 'status', status: 503, retryAfter: '1.5s' },
    { kind: 'hang' },
  ),
  { maxLength: 2 },
)

const plain = { body: Buffer.from(''), pieces: 0 }

/** Requests that chance hardly draws: a preflight, and a document that the client has already. */
const examples: [Asked[], []][] = [
  [
    {
      ...plain,
      method: 'OPTIONS',
      target: '/_emulator/inbox',
      headers: [
        ['origin', 'http://localhost:3000'],
        ['access-control-request-method', 'GET'],
      ] as [string, string][],
    },
  ],
  [
    {
      ...plain,
      method: 'GET',
      target: '/_emulator/openapi.json',
      headers: [['if-none-match', '*']] as [string, string][],
    },
  ],
].map((shots) => [shots, []])

/** The entries of a journal, but for the IDs of requests: looking whether a request hangs takes some. */
const withoutIds = (entries: unknown) =>
  JSON.parse(JSON.stringify(entries).replaceAll(/("x-request-id":")[^"]*/g, '$1'))

async function open() {
  const { emulator } = await useApi({ validateResponses: false, onWarning: () => {} })
  return emulator
}

test('a request is answered alike over a socket, as a Request and with plain arguments', async () => {
  const [one, two, three] = [await open(), await open(), await open()]
  const { port } = await one.listen()
  let run = 0
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(asked, { minLength: 1, maxLength: 3 }), someFaults, async (shots, drawn) => {
      const sandbox = `run-${run++}`
      const emulators = [one, two, three].map((emulator) => emulator.sandbox(sandbox))
      const rules = drawn.filter((fault) => fault !== null).map((fault) => ({ times: 1, fault }))
      const hanging = new Set<string>()
      for (const { faults } of emulators)
        for (const rule of rules) {
          const { id } = await faults.add(rule as FaultRequest)
          if (rule.fault.kind === 'hang') hanging.add(id)
        }
      for (const shot of shots) {
        const sent = {
          ...shot,
          headers: shot.headers.map(([name, value]) => [name, value.replace('<run>', sandbox)]),
        } as Asked
        const told: Told[] = []
        const askers = [askOverSocket(port), fetchAsked(two.fetch, port), fetchPlainly(three.fetch, port)]
        for (const [index, ask] of askers.entries()) {
          const { journal } = emulators[index] as (typeof emulators)[number]
          const before = (await journal.list()).entries.length
          /** Whether the request was written down as one that is never answered: its client leaves then. */
          const hangs = async () => {
            const { entries } = await journal.list()
            return entries.length > before && hanging.has(entries[0]?.decided?.fault ?? '')
          }
          told.push(await ask(sent, hangs))
        }
        expect(told[1], JSON.stringify(sent).slice(0, 500)).toEqual(told[0])
        expect(told[2], JSON.stringify(sent).slice(0, 500)).toEqual(told[0])
        seen.add(String(told[0]?.status))
      }
      const [first, ...others] = await Promise.all(emulators.map(async ({ journal }) => (await journal.list()).entries))
      for (const journal of others) expect(withoutIds(journal)).toEqual(withoutIds(first))
    }),
    { seed: 20261130, numRuns: 60, examples },
  )
  // Each kind of answer must have been compared, or the test proves little.
  for (const status of [
    '200',
    '204',
    '304',
    '400',
    '401',
    '403',
    '404',
    '405',
    '413',
    '415',
    '422',
    '503',
    'broken',
    'left',
  ])
    expect([...seen]).toContain(status)
  const kept = await Promise.all([one, two, three].map(async ({ journal }) => (await journal.list()).entries))
  for (const journal of kept) expect(withoutIds(journal)).toEqual(withoutIds(kept[0]))
})
