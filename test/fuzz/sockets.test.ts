import { connect } from 'node:net'
import fc, { type Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'

const start = '{"phone_number":"+13035551234","verify_profile_id":"4900019b-76da-b800-8000-000000000001"}'
const head = 'Host: 127.0.0.1\r\nAuthorization: Bearer k\r\nContent-Type: application/json\r\n'
const requests = [
  `GET /v2/verify_profiles?page[size]=1 HTTP/1.1\r\n${head}\r\n`,
  `POST /v2/verifications/sms HTTP/1.1\r\n${head}Content-Length: ${start.length}\r\n\r\n${start}`,
  `POST /v2/verifications/sms HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\n5\r\n${start.slice(0, 5)}\r\n${(start.length - 5).toString(16)}\r\n${start.slice(5)}\r\n0\r\n\r\n`,
  `POST /_emulator/clock/advance HTTP/1.1\r\n${head}Expect: 100-continue\r\nContent-Length: 13\r\n\r\n{"by":"250ms"}`,
  `DELETE /v2/verify_profiles/x HTTP/1.1\r\n${head}Connection: close\r\n\r\n`,
]

/** Bytes that a parser looks at twice. */
const oddBytes = fc.oneof(
  fc.constantFrom(
    '\r\n',
    '\n',
    '\0',
    ' ',
    ':',
    '\\',
    '%',
    '//',
    '/../',
    'Host: <x>\r\n',
    'Content-Length: 9\r\n',
    'Content-Length: -1\r\n',
    'é',
    'HTTP/9.9',
  ),
  fc.string({ unit: 'binary-ascii', maxLength: 4 }),
)

/** One or two requests in a row, whole, cut short, or with other bytes in some place. */
const bytes: Arbitrary<string> = fc
  .tuple(
    fc.array(fc.constantFrom(...requests), { minLength: 1, maxLength: 2 }),
    fc.nat(),
    fc.nat({ max: 20 }),
    oddBytes,
    fc.nat({ max: 3 }),
  )
  .map(([whole, at, length, odd, damage]) => {
    const text = whole.join('')
    const place = at % text.length
    if (damage === 0) return text
    if (damage === 1) return text.slice(0, place)
    return text.slice(0, place) + odd + text.slice(damage === 2 ? place : place + length)
  })

test('H13: no bytes make a connection hang or the emulator fail', async () => {
  // useApi fails the test when the emulator has told of a fault.
  const { emulator } = await useApi()
  const { port } = await emulator.listen()
  await fc.assert(
    fc.asyncProperty(bytes, async (sent) => {
      const answer = await exchange(port, sent)
      expect([...answer.matchAll(/^HTTP\/1\.1 5\d\d/gm)].map(String)).toEqual([])
    }),
    { seed: 20260131, numRuns: 400 },
  )
  expect(await exchange(port, `GET /livez HTTP/1.1\r\n${head}\r\n`)).toMatch(/^HTTP\/1\.1 200 /)
})

/** Sends bytes and hangs up; returns what came until the other side did so too. */
function exchange(port: number, sent: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.end(sent))
    socket.setEncoding('latin1').on('data', (text) => {
      answer += text
    })
    socket.on('error', () => {}) // cut off by the other side: there is still an end
    socket.on('close', () => resolve(answer))
  })
}
