import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { open, usePassing } from '../pair.js'
import { dial, parse, type RawConnection, useRawUpstream } from '../sockets.js'

/** An upstream whose connections the test answers by hand. */
async function useManual() {
  let take: (connection: RawConnection) => void = () => {}
  const first = new Promise<RawConnection>((resolve) => {
    take = resolve
  })
  const upstream = await useRawUpstream((connection) => take(connection))
  const passing = await usePassing({ upstream: upstream.url, ...open })
  return { passing, first }
}

const get = 'GET /v2/verify_profiles HTTP/1.1\r\nHost: a\r\n\r\n'

test('the head of an answer does not wait for its body, nor one part of a body for the next', async () => {
  const { passing, first } = await useManual()
  const { received } = await dial(passing.url, get)
  const { socket } = await first
  socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\n')
  await received.until((text) => text.includes('Content-Length: 6\r\n'))
  socket.write('one')
  await received.until((text) => text.endsWith('one'))
  socket.write('two')
  expect(parse(await received.until((text) => parse(text).isWhole)).body).toBe('onetwo')
})

test('an upstream that hangs is waited for as long as the client waits; when it goes, so does the request', async () => {
  const { passing, first } = await useManual()
  const client = await dial(passing.url, get)
  const { received } = await first
  await received.until((text) => text.includes('\r\n\r\n'))
  client.socket.destroy()
  await received.until((_, hasEnded) => hasEnded)
  expect(client.received.text).toBe('')
  expect((await passing.server.contract.get()).skipped).toEqual({ 'no answer came': 1 })
})

test('a client that goes in the middle of an answer takes the upstream’s with it', async () => {
  const { passing, first } = await useManual()
  const client = await dial(passing.url, get)
  const { socket, received } = await first
  socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000000\r\n\r\nfirst')
  await client.received.until((text) => text.endsWith('first'))
  client.socket.destroy()
  await received.until((_, hasEnded) => hasEnded)
  expect(received.hasEnded).toBe(true)
})

test('an answer that comes before the request has ended is not held back', async () => {
  const { passing, first } = await useManual()
  const client = await dial(
    passing.url,
    'POST /v2/verify_profiles HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"name"',
  )
  const { socket, received } = await first
  await received.until((text) => text.endsWith('{"name"'))
  socket.write('HTTP/1.1 413 Too Large\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}')
  const answer = parse(await client.received.until((text) => parse(text).isWhole))
  expect(answer).toMatchObject({ first: 'HTTP/1.1 413 Too Large', body: '{}' })
  expect((await passing.server.contract.get()).skipped).toEqual({ 'the answer came before the request had ended': 1 })
})

test('JSON that goes on beyond 1 MiB is passed on whole, and not compared', async () => {
  const { passing, first } = await useManual()
  const client = await dial(passing.url, get)
  const { socket } = await first
  const body = JSON.stringify({ data: 'x'.repeat(3_000_000) })
  socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n')
  socket.write(`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`)
  const answer = parse(await client.received.until((text) => text.endsWith('0\r\n\r\n')))
  expect(answer.body).toBe(body)
  expect((await passing.server.contract.get()).skipped).toEqual({ 'the answer is larger than 1 MiB': 1 })
})

test.each([
  ['nobody listens', async () => 'http://127.0.0.1:1/v2', 'ECONNREFUSED'],
  [
    'the connection ends without a word',
    async () => (await useRawUpstream(({ socket }) => socket.end())).url,
    'ECONNRESET',
  ],
  [
    'what answers is no HTTP',
    async () => (await useRawUpstream(({ socket }) => socket.end('SSH-2.0\r\n'))).url,
    'HPE_INVALID_CONSTANT',
  ],
])('%s: 502 that says so, and nothing of the emulator in its place', async (_, start, code) => {
  const passing = await usePassing({ upstream: await start(), ...open })
  const answer = await fetch(`${passing.url}/verify_profiles`, { headers: { authorization: 'Bearer sandbox_x' } })
  expect(answer.status).toBe(502)
  expect(answer.headers.get('x-emulator-hint')).toMatch(
    new RegExp(`did not answer: ${code}.*answers nothing in its place`),
  )
  expect(await answer.json()).toMatchObject({ errors: [{ code: '10007', detail: 'The upstream did not answer.' }] })
})

test('a connection that was closed while it was kept is replaced for a GET; a POST is not sent twice', async () => {
  const asked = new Map<unknown, number>()
  // Each connection breaks at its second request.
  const server = createServer(({ socket }, response) => {
    const count = (asked.get(socket) ?? 0) + 1
    asked.set(socket, count)
    if (count > 1) socket.resetAndDestroy()
    else response.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const passing = await usePassing({
    upstream: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2`,
    ...open,
  })
  const ask = async (method: string) => (await fetch(`${passing.url}/verify_profiles`, { method })).status
  expect([await ask('GET'), [...asked.values()]]).toEqual([200, [1]])
  expect([await ask('GET'), [...asked.values()]]).toEqual([200, [2, 1]])
  expect([await ask('GET'), await ask('POST')]).toEqual([200, 502])
})

test('in the process: the same, as a fetch would give it', async () => {
  const { passing, first } = await useManual()
  const asked = passing.fetch(`${passing.url}/verify_profiles`, {
    method: 'PATCH',
    body: '{"a":1}',
    headers: { 'content-type': 'application/json' },
  })
  const { socket, received } = await first
  const sent = parse(await received.until((text) => parse(text).isWhole))
  expect(sent).toMatchObject({ first: 'PATCH /v2/verify_profiles HTTP/1.1', body: '{"a":1}' })
  socket.write('HTTP/1.1 418 Teapot\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nhalf')
  const answer = await asked
  expect([answer.status, answer.statusText, await answer.text()]).toEqual([418, 'Teapot', 'half'])
})
