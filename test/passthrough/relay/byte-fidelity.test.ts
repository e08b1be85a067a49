import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { open, usePassing } from '../pair.js'
import { dial, parseMessage, useRawUpstream } from '../sockets.js'

const latin1 = (bytes: Buffer) => bytes.toString('latin1')
const gzipped = latin1(gzipSync('{"data":{"id":"zipped"}}'))
const binary = latin1(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)))
const withLength = (head: string, body: string) => `${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
const chunks = (...parts: string[]) =>
  [...parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`), '0\r\n\r\n'].join('')

/** An upstream with one answer, and an emulator that passes requests to it. */
async function useAnswer(answer: string, isAtEnd = false) {
  const requests: string[] = []
  const upstream = await useRawUpstream(({ socket, received }) => {
    void received
      .until((text) => text.includes('\r\n\r\n') && parseMessage(text).isWhole)
      .then((text) => {
        requests.push(text)
        if (isAtEnd) socket.end(Buffer.from(answer, 'latin1'))
        else socket.write(Buffer.from(answer, 'latin1'))
      })
  })
  const passing = await usePassing({ upstream: upstream.url, upstreamKey: 'real', ...open })
  return { url: passing.url, upstream, passing, requests }
}

const get = 'GET /v2/verify_profiles?page[size]=1&x=%2B1%20a HTTP/1.1\r\nHost: somewhere\r\n\r\n'

describe('an answer is returned byte for byte', () => {
  test.each([
    [
      'header names in mixed case',
      withLength('HTTP/1.1 200 OK\r\nX-oDD-cAse: 1\r\nx-ODD-case: 2\r\ncontent-TYPE: application/json', '{"data":[]}'),
    ],
    [
      'repeated header names',
      withLength('HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nVary: a\r\nSet-Cookie: b=2\r\nVary: b', 'x'),
    ],
    ['a custom status and reason', withLength('HTTP/1.1 299 Nearly  fine, really', 'x')],
    ['an empty reason', withLength('HTTP/1.1 200 ', 'x')],
    ['bytes above ASCII in a header', withLength('HTTP/1.1 200 OK\r\nX-Name: M\xfcller', 'x')],
    [
      'unusually formatted JSON',
      withLength('HTTP/1.1 200 OK\r\nContent-Type: application/json', '{ "data" :\t[ ] , "data":[1.0e0]}\n'),
    ],
    ['text with a JSON content type', withLength('HTTP/1.1 200 OK\r\nContent-Type: application/json', 'null and void')],
    ['a gzip body', withLength('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: application/json', gzipped)],
    [
      'a body that is declared as gzip but is not',
      withLength('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: application/json', 'no'),
    ],
    ['every byte value', withLength('HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream', binary)],
    ['an empty body', withLength('HTTP/1.1 200 OK\r\nContent-Type: application/json', '')],
    ['204', 'HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n'],
    ['304 with a length', 'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 7\r\n\r\n'],
    ['an error page', withLength('HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/html', '<h1>Sorry</h1>')],
    ['a redirect, which is not followed', withLength('HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/', '')],
    ['a custom date', withLength('HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT', 'x')],
  ])('%s', async (_, answer) => {
    const { url } = await useAnswer(answer)
    const { received } = await dial(url, get)
    const got = parseMessage(await received.until((text) => parseMessage(text).isWhole))
    const sent = parseMessage(answer)
    expect({ ...got, isWhole: true }).toEqual({ ...sent, isWhole: true })
  })

  test('chunks are joined into one body, with trailers', async () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n'
    const { url } = await useAnswer(
      `${head}${chunks('a', 'bc', 'x'.repeat(70_000)).replace(/\r\n$/, '')}X-Sum: 7\r\n\r\n`,
    )
    const { received } = await dial(url, get)
    const text = await received.until((text) => text.endsWith('X-Sum: 7\r\n\r\n'))
    expect(parseMessage(text).body).toBe(`abc${'x'.repeat(70_000)}`)
  })

  test('a body may end with the connection', async () => {
    const { url } = await useAnswer('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nall of it', true)
    const { received } = await dial(url, get)
    const got = parseMessage(await received.until((text) => parseMessage(text).isWhole))
    expect(got).toMatchObject({ lines: ['Content-Type: text/plain'], body: 'all of it' })
  })

  test('an answer to HEAD has a length and no body', async () => {
    const { url } = await useAnswer('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1234\r\n\r\n')
    const { received } = await dial(url, get.replace('GET', 'HEAD'))
    const got = parseMessage(await received.until((text) => parseMessage(text, true).isWhole), true)
    expect(got).toMatchObject({ lines: ['Content-Type: application/json', 'Content-Length: 1234'], body: '' })
  })

  test.each([
    ['JSON, which is buffered', 'application/json', false],
    ['HTML', 'text/html', false],
    ['JSON in chunks', 'application/json', true],
    ['HTML in chunks', 'text/html', true],
  ])('a truncated body stays truncated: %s', async (_, type, inChunks) => {
    const framing = inChunks
      ? 'Transfer-Encoding: chunked\r\n\r\n64\r\n{"data": {"id":'
      : 'Content-Length: 100\r\n\r\n{"data": {"id":'
    const { url } = await useAnswer(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n${framing}`, true)
    const { received } = await dial(url, get)
    const got = parseMessage(await received.until((_, hasEnded) => hasEnded))
    expect(got.isWhole).toBe(false)
    expect(got.first).toBe('HTTP/1.1 200 OK')
    if (!inChunks) expect(got.body).toBe('{"data": {"id":')
  })
})

describe('a request goes out byte for byte', () => {
  const ok = withLength('HTTP/1.1 200 OK\r\nContent-Type: application/json', '{}')

  test('path, query, header lines and body are unchanged, without hop-by-hop headers', async () => {
    const { url, upstream, requests } = await useAnswer(ok)
    const body = `{"name" :\t"\\u0041"}${binary}`
    const lines = [
      'X-oDD: 1',
      'Accept-Encoding: br;q=0.1',
      'x-odd: 2',
      'X-Empty:',
      'Authorization: bearer  own-key',
      'User-Agent: M\xfcller',
    ]
    const between = [
      'Connection: keep-alive, X-Hop',
      'X-Hop: 1',
      'TE: trailers',
      'Keep-Alive: 5',
      'Proxy-Authorization: no',
    ]
    const length = `Content-Length: ${body.length}`
    const target = "/v2/verify_profiles?a=%2B1&b=+1&&c='%zz%2F;d"
    const { received } = await dial(
      url,
      [`POST ${target} HTTP/1.1`, 'Host: somewhere', ...between, ...lines, length, '', body].join('\r\n'),
    )
    await received.until((text) => parseMessage(text).isWhole)
    const sent = parseMessage(requests[0] as string)
    expect(sent.first).toBe(`POST ${target} HTTP/1.1`)
    expect(sent.lines.map((line) => line.replace(/: *$/, ':'))).toEqual([
      `Host: ${new URL(upstream.url).host}`,
      ...lines,
      length,
    ])
    expect(sent.body).toBe(body)
  })

  test('a chunked body stays complete', async () => {
    const { url, requests } = await useAnswer(ok)
    const head = 'PATCH /v2/verify_profiles/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'
    const { received } = await dial(url, head + chunks('{"na', 'me":1}'))
    await received.until((text) => parseMessage(text).isWhole)
    expect(parseMessage(requests[0] as string)).toMatchObject({ body: '{"name":1}', isWhole: true })
  })

  test.each([
    ['POST', 'Content-Length: 0'],
    ['GET', undefined],
    ['DELETE', undefined],
  ])('%s may have no body', async (method, framing) => {
    const { url, requests } = await useAnswer(ok)
    const { received } = await dial(url, `${method} /v2/verify_profiles HTTP/1.1\r\nHost: a\r\n\r\n`)
    await received.until((text) => parseMessage(text).isWhole)
    expect(parseMessage(requests[0] as string).lines.slice(1)).toEqual(framing === undefined ? [] : [framing])
  })

  test.each([
    ['Bearer sandbox_default', 'Bearer real'],
    ['bearer sandbox_x', 'Bearer real'],
    ['Bearer KEY0123', 'Bearer KEY0123'],
    ['Basic c2FuZGJveF94', 'Basic c2FuZGJveF94'],
  ])('the key %s goes out as %s', async (key, sent) => {
    const { url, requests } = await useAnswer(ok)
    const { received } = await dial(
      url,
      get.replace('\r\n\r\n', `\r\nAuthorization: ${key}\r\n\r\n`).replace('somewhere', '127.0.0.1'),
    )
    await received.until((text) => parseMessage(text).isWhole)
    expect(parseMessage(requests[0] as string).lines[1]).toBe(`Authorization: ${sent}`)
  })

  test.each(['Host: evil.example', 'Host: 127.0.0.1\r\nOrigin: https://evil.example'])(
    'the upstream key is not used for %j',
    async (lines) => {
      const { url, requests } = await useAnswer(ok)
      const { received } = await dial(
        url,
        `GET /v2/verify_profiles HTTP/1.1\r\n${lines}\r\nAuthorization: Bearer sandbox_x\r\n\r\n`,
      )
      const got = parseMessage(await received.until((text) => parseMessage(text).isWhole))
      expect(got.first).toBe('HTTP/1.1 403 Forbidden')
      expect(got.lines.join()).toContain('--allowed-hosts')
      expect(requests).toEqual([])
    },
  )
})
