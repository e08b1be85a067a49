import { expect, test } from 'vitest'
import { dial } from '../passthrough/sockets.js'
import { useApi } from '../support/emulator.js'

const listening = async () => (await (await useApi({ onWarning: () => {} })).emulator.listen()).url.replace(/\/v2$/, '')

/** The status of each answer on a connection that a raw request opens. */
async function statusesOf(url: string, request: string): Promise<string> {
  const { received } = await dial(url, request)
  const text = await received.until((_, hasEnded) => hasEnded)
  return [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => status).join()
}

const close = 'Connection: close\r\n'
const key = 'Authorization: Bearer sandbox_a\r\n'
const get = (target: string, headers: string) => `GET ${target} HTTP/1.1\r\n${headers}${key}${close}\r\n`

test.each([
  ['a host beside that of the target', get('http://evil.test/_emulator/inbox', 'Host: 127.0.0.1\r\n'), '403'],
  ['the same for the emulated API', get('http://evil.test/v2/verify_profiles', 'Host: 127.0.0.1\r\n'), '403'],
  ['a target whose host begins alike', get('http://127.0.0.1.evil.test/v2/x', 'Host: 127.0.0.1\r\n'), '403'],
  ['a host that begins alike', get('http://127.0.0.1/_emulator/inbox', 'Host: 127.0.0.1.evil.test\r\n'), '40[03]'],
  ['a target of our own', get('http://127.0.0.1/_emulator/inbox', 'Host: 127.0.0.1\r\n'), '200'],
  ['two hosts', get('/_emulator/inbox', 'Host: 127.0.0.1\r\nHost: evil.test\r\n'), '403'],
  ['a folded host', get('/_emulator/inbox', 'Host: evil.test\r\n 127.0.0.1\r\n'), '400'],
  ['no host', `GET /_emulator/inbox HTTP/1.0\r\n${key}\r\n`, '400'],
  ['a user in the host', get('/_emulator/inbox', 'Host: 127.0.0.1@evil.test\r\n'), '400'],
  ['a zone in the host', get('/_emulator/inbox', 'Host: [::1%25eth0]\r\n'), '400'],
  ['a number of another form', get('/_emulator/inbox', 'Host: 0177.0.0.1\r\n'), '403'],
  ['the name of a resolver', get('/_emulator/inbox', 'Host: 127-0-0-1.nip.io\r\n'), '403'],
  ['a dot at the end', get('/_emulator/inbox', 'Host: evil.\r\n'), '403'],
  [
    'Sec-Fetch-Site twice',
    get('/_emulator/inbox', 'Host: 127.0.0.1\r\nSec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site\r\n'),
    '403',
  ],
  [
    'a websocket of a page',
    get('/_emulator/events', 'Host: 127.0.0.1\r\nUpgrade: websocket\r\nOrigin: http://evil.test\r\n'),
    '403',
  ],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', '400'],
  ['CONNECT', `CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n`, ''],
  ['a backslash', get('/\\evil.test/_emulator', 'Host: 127.0.0.1\r\n'), '400'],
  ['a file above the page', get('/_page/..%2f..%2fpackage.json', 'Host: 127.0.0.1\r\n'), '404'],
  ['a member of every object', get('/_page/__proto__', 'Host: 127.0.0.1\r\n'), '404'],
  ['a sandbox above the folder', get('/_emulator/inbox?sandbox=..%2fx', 'Host: 127.0.0.1\r\n'), '400'],
  ['a sandbox with NUL', get('/_emulator/inbox?sandbox=a%00', 'Host: 127.0.0.1\r\n'), '400'],
])('%s', async (_, request, status) => {
  expect(await statusesOf(await listening(), request)).toMatch(new RegExp(`^(${status})$`))
})

const head = `POST /v2/verify_profiles HTTP/1.1\r\nHost: 127.0.0.1\r\n${key}Content-Type: application/json\r\n`
const hidden = `GET /_emulator HTTP/1.1\r\nHost: 127.0.0.1\r\n${close}\r\n`

test.each([
  ['both framings', `Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['an unknown coding', `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
  ['a coding that is not the last', `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
  ['a space before the colon', `Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`],
  ['two lengths', `Content-Length: 12\r\nContent-Length: 0\r\n\r\n{"name":"a"}`],
  ['a length with a sign', `Content-Length: +12\r\n\r\n{"name":"a"}`],
  ['a chunk whose lines end in LF', `Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n`],
  ['a chunk of a negative length', `Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n`],
  ['a length in a trailer', `Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nContent-Length: 5\r\n\r\n`],
])('a request that could hide another one is refused: %s', async (_, rest) => {
  expect(await statusesOf(await listening(), head + rest + hidden)).toBe('400')
})

test('a list of the journal, a snapshot and a stream without readers hold no one up, and no memory', async () => {
  const { emulator, post } = await useApi({ onWarning: () => {}, validateResponses: false })
  for (let i = 0; i < 40; i++) await post('/verify_profiles', { name: 'a', sms: {}, x: 'y '.repeat(7000) })
  const origin = emulator.url.replace('/v2', '')
  for (const path of [
    '/_emulator/events?since=0-0',
    '/_emulator/journal?limit=1000',
    '/_emulator/snapshot?journal=true',
  ]) {
    const response = await emulator.fetch(`${origin}${path}`)
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    let length = 0
    const reading = (async () => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        length += next.value.length
        if (length > 500_000) break
      }
      await reader.cancel()
    })()
    // Each part is made for its reader alone, and another request is answered between two parts.
    expect((await emulator.fetch(`${origin}/health`)).status).toBe(200)
    expect(length).toBeLessThan(400_000)
    await reading
    expect(length).toBeGreaterThan(500_000)
  }
})
