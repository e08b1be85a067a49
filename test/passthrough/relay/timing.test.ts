import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { open, usePassing } from '../pair.js'
import { dial, parseMessage, type RawConnection, useRawUpstream } from '../sockets.js'

/** An upstream whose connections the test answers manually. */
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

test('each part of an answer is relayed as soon as it arrives', async () => {
  const { passing, first } = await useManual()
  const { received } = await dial(passing.url, get)
  const { socket } = await first
  socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\n')
  await received.until((text) => text.includes('Content-Length: 6\r\n'))
  socket.write('one')
  await received.until((text) => text.endsWith('one'))
  socket.write('two')
  expect(parseMessage(await received.until((text) => parseMessage(text).isWhole)).body).toBe('onetwo')
})

test('a hanging upstream is waited for until the client disconnects', async () => {
  const { passing, first } = await useManual()
  const client = await dial(passing.url, get)
  const { received } = await first
  await received.until((text) => text.includes('\r\n\r\n'))
  client.socket.destroy()
  await received.until((_, hasEnded) => hasEnded)
  expect(client.received.text).toBe('')
  expect((await passing.server.contract.get()).skipped).toEqual({ 'there was no answer': 1 })
})

test('a client that disconnects during an answer ends the request to the upstream', async () => {
  const { passing, first } = await useManual()
  const client = await dial(passing.url, get)
  const { socket, received } = await first
  socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000000\r\n\r\nfirst')
  await client.received.until((text) => text.endsWith('first'))
  client.socket.destroy()
  await received.until((_, hasEnded) => hasEnded)
  expect(received.hasEnded).toBe(true)
})

test('an answer before the end of the request is relayed at once', async () => {
  const { passing, first } = await useManual()
  const client = await dial(
    passing.url,
    'POST /v2/verify_profiles HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"name"',
  )
  const { socket, received } = await first
  await received.until((text) => text.endsWith('{"name"'))
  socket.write('HTTP/1.1 413 Too Large\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}')
  const answer = parseMessage(await client.received.until((text) => parseMessage(text).isWhole))
  expect(answer).toMatchObject({ first: 'HTTP/1.1 413 Too Large', body: '{}' })
  expect((await passing.server.contract.get()).skipped).toEqual({ 'the answer came before the request had ended': 1 })
})

test('JSON over 1 MiB is relayed completely, without comparison', async () => {
  const { passing, first } = await useManual()
  const client = await dial(passing.url, get)
  const { socket } = await first
  const body = JSON.stringify({ data: 'x'.repeat(3_000_000) })
  socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n')
  socket.write(`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`)
  const answer = parseMessage(await client.received.until((text) => text.endsWith('0\r\n\r\n')))
  expect(answer.body).toBe(body)
  expect((await passing.server.contract.get()).skipped).toEqual({ 'the answer is larger than 1 MiB': 1 })
})

test.each([
  ['a closed port', async () => 'http://127.0.0.1:1/v2', 'ECONNREFUSED'],
  [
    'a connection that ends without an answer',
    async () => (await useRawUpstream(({ socket }) => socket.end())).url,
    'ECONNRESET',
  ],
  [
    'an answer that is not HTTP',
    async () => (await useRawUpstream(({ socket }) => socket.end('SSH-2.0\r\n'))).url,
    'HPE_INVALID_CONSTANT',
  ],
])('%s is answered 502 with the reason', async (_, start, code) => {
  const passing = await usePassing({ upstream: await start(), ...open })
  const answer = await fetch(`${passing.url}/verify_profiles`, { headers: { authorization: 'Bearer sandbox_x' } })
  expect(answer.status).toBe(502)
  expect(answer.headers.get('x-emulator-hint')).toMatch(
    new RegExp(`did not answer: ${code}.*never answers in its place`),
  )
  expect(await answer.json()).toMatchObject({ errors: [{ code: '10007', detail: 'An unexpected error occured.' }] })
})

test('a GET is sent again if its reused connection was closed; a POST is not', async () => {
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

test('a request in the process is relayed like a fetch', async () => {
  const { passing, first } = await useManual()
  const asked = passing.fetch(`${passing.url}/verify_profiles`, {
    method: 'PATCH',
    body: '{"a":1}',
    headers: { 'content-type': 'application/json' },
  })
  const { socket, received } = await first
  const sent = parseMessage(await received.until((text) => parseMessage(text).isWhole))
  expect(sent).toMatchObject({ first: 'PATCH /v2/verify_profiles HTTP/1.1', body: '{"a":1}' })
  socket.write('HTTP/1.1 418 Teapot\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nhalf')
  const answer = await asked
  expect([answer.status, answer.statusText, await answer.text()]).toEqual([418, 'Teapot', 'half'])
})
