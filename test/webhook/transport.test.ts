import { expect, onTestFinished, test, vi } from 'vitest'
import { explainFailure } from '../../src/webhook/failure.js'
import { createTransport } from '../../src/webhook/transport.js'
import { type Answer, findClosedPort, type ReceiverOptions, useReceiver } from '../support/receiver.js'

/** Posts once, with a short timeout. */
async function post(url: string, timeoutMs = 50) {
  const transport = createTransport(timeoutMs)
  try {
    return await transport.post({ url, headers: { 'content-type': 'application/json' }, body: '{}' })
  } finally {
    transport.close()
  }
}

const useUnchecked = (options: ReceiverOptions) => useReceiver({ isChecked: false, ...options })

test.each([200, 201, 202, 204, 299])('W7: %i is a success', async (status) => {
  const { url } = await useUnchecked({ usually: status })
  expect(await post(url, 30_000)).toMatchObject({ status, error: null, response: { body: '' } })
})

const answered = (status: number) =>
  new RegExp(`^answered ${status} at http://127\\.0\\.0\\.1:\\d+/hooks: every status but 2xx is retried$`)
const closed = /^http:\/\/127\.0\.0\.1:\d+ closed the connection before answering$/

test.each<[what: string, answer: Answer, status: number | null, error: RegExp]>([
  ['a server error', 500, 500, answered(500)],
  ['a client error', 400, 400, answered(400)],
  [
    'a redirect',
    { status: 302, headers: { location: 'http://127.0.0.1:1/elsewhere' } },
    302,
    /a redirect to http:\/\/127\.0\.0\.1:1\/elsewhere: webhooks do not follow redirects; use the final URL in the profile$/,
  ],
  ['a redirect to nowhere', 301, 301, /a redirect to nowhere/],
  ['a connection reset', 'reset', null, closed],
  ['a connection closed', { bytes: '' }, null, closed],
  ['half an answer', { bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf' }, 200, closed],
  [
    'an answer that is not HTTP',
    { bytes: 'SSH-2.0-OpenSSH_9.2\r\n' },
    null,
    /Parse Error.*HPE_INVALID_CONSTANT.* at http:\/\/127\.0\.0\.1/,
  ],
  [
    'another protocol',
    { bytes: 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n' },
    null,
    closed,
  ],
])('W7: %s is a failure', async (_, answer, status, error) => {
  const { url, requests } = await useUnchecked({ answers: [answer] })
  const result = await post(url, 30_000)
  expect(result).toMatchObject({ status, error: expect.stringMatching(error) })
  expect(requests).toHaveLength(1) // neither redirected nor retried
})

test('W7: an attempt without an answer times out', async () => {
  const { url } = await useUnchecked({ usually: 'hang' })
  const error = expect.stringMatching(
    /^no answer from http:\/\/127\.0\.0\.1:\d+ within 0\.05 s: send the response first, then do the work$/,
  )
  const result = await post(url)
  expect(result).toEqual({ status: null, error, response: null, tookMs: expect.any(Number) })
  expect(result.tookMs).toBeGreaterThanOrEqual(50)
})

test('W7: an attempt whose body does not end times out', async () => {
  const { createServer } = await import('node:http')
  const server = createServer((_, response) => response.writeHead(200).write('and then'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  try {
    // The status must arrive before, also on a busy machine.
    const error = expect.stringMatching(/^no answer from .* within 2 s/)
    expect(await post(`http://127.0.0.1:${port}/`, 2000)).toEqual({
      status: 200,
      error,
      response: null,
      tookMs: expect.any(Number),
    })
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

test('an unreachable URL fails', async () => {
  const port = await findClosedPort()
  expect(await post(`http://127.0.0.1:${port}/hooks`, 30_000)).toEqual({
    status: null,
    error: `connection refused at http://127.0.0.1:${port}: is your app running? From inside a container, use host.docker.internal`,
    response: null,
    tookMs: expect.any(Number),
  })
})

test.each(['localhost:3000/hooks', 'not a url', 'ftp://127.0.0.1/', '/hooks', 'http://127.0.0.1:99999/'])(
  '%j is refused as a URL',
  async (url) => {
    const error = `"${url}" is not a valid http or https URL; change it in the profile.`
    expect(await post(url)).toEqual({ status: null, error, response: null, tookMs: 0 })
  },
)

test('a URL that Node’s client rejects fails like any other', async () => {
  const { error } = await post('http://%zz@127.0.0.1:1/')
  expect(error).toBe('"http://%zz@127.0.0.1:1/" cannot be posted to (URI malformed); change it in the profile.')
})

test('plain HTTP to a TLS port fails, and TLS to a plain port too', async () => {
  const { port } = await useUnchecked({})
  expect((await post(`https://127.0.0.1:${port}/`, 30_000)).error).toBe(
    `https://127.0.0.1:${port} does not speak TLS: should the URL begin with http://?`,
  )
})

test('the beginning of a long answer is kept, and the connection reused', async () => {
  const receiver = await useUnchecked({
    usually: { status: 200, body: 'x'.repeat(100_000), headers: { 'x-app': 'yes' } },
  })
  const transport = createTransport()
  const once = () => transport.post({ url: receiver.url, headers: {}, body: '{}' })
  for (let count = 0; count < 3; count++) {
    const { response } = await once()
    expect(response?.body).toHaveLength(10_000)
    expect(response?.headers).toMatchObject({ 'x-app': 'yes' })
  }
  expect(receiver.connections).toBe(1)
  transport.close()
})

test('a kept connection that the other side has closed does not fail the attempt', async () => {
  const receiver = await useUnchecked({ answers: [204, 'reset', 204] })
  const transport = createTransport()
  const once = () => transport.post({ url: receiver.url, headers: {}, body: '{}' })
  expect((await once()).error).toBeNull()
  expect((await once()).error).toBeNull() // the connection was reset, so the webhook was posted over a new one
  expect([receiver.requests.length, receiver.connections]).toEqual([3, 2])
  receiver.answer('reset', 'reset')
  expect((await once()).error).toMatch(closed) // a reset of a new connection is a failure
  transport.close()
})

test.each(['http://app.invalid/', 'https://APP.invalid/', 'http://app.invalid./'])(
  '%s is not looked up, because a resolver without a network takes seconds',
  async (url) => {
    const dns = process.getBuiltinModule('node:dns')
    const lookup = vi.spyOn(dns, 'lookup')
    onTestFinished(() => lookup.mockRestore())
    const transport = createTransport()
    const { status, error } = await transport.post({ url, headers: {}, body: '{}' })
    expect({ status, error }).toEqual({
      status: null,
      error: expect.stringMatching(/^app\.invalid\.? cannot be resolved: /),
    })
    expect(lookup).not.toHaveBeenCalled()
    transport.close()
  },
)

const target = new URL('http://app.invalid:3000/hooks')
test.each([
  [
    'ENOTFOUND',
    'getaddrinfo ENOTFOUND app.invalid',
    'app.invalid cannot be resolved: check the spelling and the DNS of this machine',
  ],
  [
    'EAI_AGAIN',
    'getaddrinfo EAI_AGAIN',
    'app.invalid cannot be resolved: check the spelling and the DNS of this machine',
  ],
  [
    'EHOSTUNREACH',
    'connect EHOSTUNREACH 10.0.0.1:3000',
    'connect EHOSTUNREACH 10.0.0.1:3000 at http://app.invalid:3000',
  ],
  ['ENETUNREACH', '', 'no connection (ENETUNREACH) at http://app.invalid:3000'],
  ['EPIPE', 'write EPIPE', 'http://app.invalid:3000 closed the connection before answering'],
  [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'self-signed certificate',
    'the certificate of http://app.invalid:3000 is not trusted: use http://, or add its CA to NODE_EXTRA_CA_CERTS',
  ],
])('%s is described in words', (code, message, sentence) => {
  expect(explainFailure(Object.assign(new Error(message), { code }), target, 2000)).toBe(sentence)
})
