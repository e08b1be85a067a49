import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AnswerReader } from '../../src/webhook/answer-reader.js'
import { type ReadAnswer, useNodeReader } from '../support/node-answer.js'

/** Reads an answer that comes in these pieces, after which the connection ends. @returns the error's code as well */
function readPieces(pieces: readonly Buffer[], reader = new AnswerReader()) {
  let surplus = 0
  try {
    for (const piece of pieces) {
      if (reader.isDone) surplus += piece.length
      else surplus += piece.length - reader.read(piece)
    }
    if (!reader.close()) throw Object.assign(new Error('closed'), { code: 'ECONNRESET' })
    const { isKeptAlive } = reader.head ?? {}
    const { status, recorded } = reader.toAnswer()
    return { status, ...recorded, isKeptAlive, surplus }
  } catch (error) {
    return { failed: true, status: reader.head?.status ?? null, code: (error as NodeJS.ErrnoException).code }
  }
}

const toBytes = (text: string) => Buffer.from(text, 'latin1')

/** Reads an answer whole, in two pieces split at every byte, and byte by byte; all must give the same result. */
function read(bytes: Buffer) {
  const whole = readPieces([bytes])
  const text = JSON.stringify(whole)
  for (let at = 1; at < bytes.length; at++) {
    const split = readPieces([bytes.subarray(0, at), bytes.subarray(at)])
    if (JSON.stringify(split) !== text) expect(split, `split at byte ${at}`).toEqual(whole)
  }
  expect(readPieces([...bytes].map((byte) => Buffer.from([byte])))).toEqual(whole)
  return whole
}

/** The part of a result that Node's client has, too. */
function comparable(result: ReturnType<typeof read>): ReadAnswer {
  if ('failed' in result) return { failed: true, status: result.status }
  const { status, headers, body, isKeptAlive = false } = result
  return { status, headers, body, isKeptAlive }
}

const head = 'HTTP/1.1 200 OK\r\n'
const two = 'Content-Length: 2\r\n\r\nok'
const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`

const answers = {
  'an answer': `${head}${two}`,
  'empty lines before it': `\r\n\r\n${head}${two}`,
  'no reason': `HTTP/1.1 200\r\n${two}`,
  'an empty reason': `HTTP/1.1 200 \r\n${two}`,
  'an odd reason': `HTTP/1.1 200 \xe9\x01\r\n${two}`,
  'HTTP/1.0': `HTTP/1.0 200 OK\r\n${two}`,
  'HTTP/1.0 that is kept alive': `HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n${two}`,
  'HTTP/0.9': `HTTP/0.9 200 OK\r\n${two}`,
  'HTTP/1.2': `HTTP/1.2 200 OK\r\n${two}`,
  'HTTP/2.0': `HTTP/2.0 200 OK\r\n${two}`,
  'lower case': `http/1.1 200 OK\r\n${two}`,
  'a status of 2 digits': `HTTP/1.1 20 OK\r\n${two}`,
  'a status of 4 digits': `HTTP/1.1 2000 OK\r\n${two}`,
  'the status 099': `HTTP/1.1 099 OK\r\n${two}`,
  'the status 999': `HTTP/1.1 999 OK\r\n${two}`,
  'two spaces': `HTTP/1.1  200 OK\r\n${two}`,
  'another protocol': 'SSH-2.0-OpenSSH_9.2\r\n',
  TLS: '\x15\x03\x01\x00\x02\x02\x46',
  'one byte': 'H',
  nothing: '',
  'half a status line': 'HTTP/1.1 2',
  'half a head': `${head}Content-Le`,
  'bare line feeds': 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok',
  'a bare line feed after a header': `${head}Content-Length: 2\n\r\nok`,
  'a bare line feed after the head': `${head}Content-Length: 2\r\n\nok`,
  'two carriage returns': `HTTP/1.1 200 OK\r\r\n${two}`,
  'a continued header': `${head}X-A: a\r\n  b\r\n${two}`,
  'a space before the colon': `${head}X-A : a\r\n${two}`,
  'a header without a colon': `${head}X-A\r\n${two}`,
  'a header without a name': `${head}: a\r\n${two}`,
  'headers that are empty or padded': `${head}X-A:\r\nX-B:   \r\nX-C: \t a \t \r\nX-D: a\tb\r\n${two}`,
  'a control character': `${head}X-A: a\x01b\r\n${two}`,
  'a deletion character': `${head}X-A: a\x7fb\r\n${two}`,
  'a carriage return in a header': `${head}X-A: a\rb\r\n${two}`,
  'Latin-1': `${head}X-A: \xe9\xff\r\n${two}`,
  'names of JavaScript': `${head}__proto__: a\r\nconstructor: b\r\ntoString: c\r\n${two}`,
  'repeated headers':
    head +
    ['Set-Cookie', 'Cookie', 'Location', 'X-A', 'Date', 'ETag', 'Server', 'Vary', 'Retry-After', 'Content-Type']
      .map((name) => `${name}: 1\r\n${name.toLowerCase()}: 2\r\n`)
      .join('') +
    two,
  'two lengths': `${head}Content-Length: 2\r\n${two}`,
  'a negative length': `${head}Content-Length: -2\r\n\r\nok`,
  'a signed length': `${head}Content-Length: +2\r\n\r\nok`,
  'no length': `${head}Content-Length:\r\n\r\nok`,
  'a padded length': `${head}Content-Length: 2 \r\n\r\nok`,
  'a length in two parts': `${head}Content-Length: 1 2\r\n\r\nok`,
  'a length with zeros': `${head}Content-Length: 0002\r\n\r\nok`,
  'the length 0': `${head}Content-Length: 0\r\n\r\n`,
  'a huge length': `${head}Content-Length: 99999999999999999999999\r\n\r\nok`,
  'a length that does not come': `${head}Content-Length: 5\r\n\r\nok`,
  'a length and chunks': `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`,
  'chunks and a length': `${head}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\nok\r\n0\r\n\r\n`,
  chunks: `${chunked}2\r\nok\r\n3\r\n!!!\r\n0\r\n\r\n`,
  'chunks of HTTP/1.0': 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  'chunks in upper case': `${head}Transfer-Encoding: CHUNKED \r\n\r\n2\r\nok\r\n0\r\n\r\n`,
  'chunks of another encoding': `${head}Transfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`,
  'encodings in two headers': `${head}Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`,
  'another encoding after chunks': `${head}Transfer-Encoding: chunked, gzip\r\n\r\nok`,
  'another encoding': `${head}Transfer-Encoding: identity\r\n\r\nok`,
  'an encoding like chunks': `${head}Transfer-Encoding: xchunked\r\n\r\nok`,
  'chunk sizes with zeros': `${chunked}0000002\r\nok\r\n000\r\n\r\n`,
  'chunk extensions': `${chunked}2;a=b;c="d"\r\nok\r\n0;x\r\n\r\n`,
  'a control character in a chunk extension': `${chunked}2;a=\x01\r\nok\r\n0\r\n\r\n`,
  'a space after a chunk size': `${chunked}2 \r\nok\r\n0\r\n\r\n`,
  'a chunk size that is not a number': `${chunked}zz\r\nok\r\n0\r\n\r\n`,
  'no chunk size': `${chunked}\r\nok\r\n0\r\n\r\n`,
  'a huge chunk size': `${chunked}fffffffffffffffff\r\nok\r\n0\r\n\r\n`,
  'a chunk that is too long': `${chunked}3\r\nokay\r\n0\r\n\r\n`,
  'bare line feeds in chunks': `${chunked}2\nok\n0\n\n`,
  'half a chunk': `${chunked}5\r\nok`,
  'no last chunk': `${chunked}2\r\nok\r\n`,
  'no end of trailers': `${chunked}2\r\nok\r\n0\r\n`,
  trailers: `${chunked}2\r\nok\r\n0\r\nX-T: 1\r\nX-U: 2\r\n\r\n`,
  'a trailer that is not one': `${chunked}2\r\nok\r\n0\r\nX T: 1\r\n\r\n`,
  'a length as a trailer': `${chunked}2\r\nok\r\n0\r\nContent-Length: 1\r\n\r\n`,
  'an answer until the end': `${head}\r\nok`,
  'an empty answer until the end': `${head}\r\n`,
  'a connection that closes': `${head}Connection: close\r\n${two}`,
  'one that closes among other tokens': `${head}Connection: foo, Close\r\n${two}`,
  'interim answers': `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${head}${two}`,
  'an interim answer with a length': `HTTP/1.1 100 Continue\r\nContent-Length: 5\r\n\r\n${head}${two}`,
  'an interim answer alone': 'HTTP/1.1 100 Continue\r\n\r\n',
  'a protocol switch': 'HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
  'a protocol switch without its headers': 'HTTP/1.1 101 Switching\r\n\r\n',
  'an offer of another protocol': `HTTP/1.1 426 Upgrade\r\nUpgrade: x\r\nConnection: Upgrade\r\n${two}`,
  'the status 204 with a length': 'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n',
  'the status 304 with a length': 'HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n',
  'the status 205': 'HTTP/1.1 205 Reset\r\nContent-Length: 0\r\n\r\n',
  'a byte order mark': `${head}Content-Length: 5\r\n\r\n\xef\xbb\xbfok`,
  'broken UTF-8': `${head}Content-Length: 9\r\n\r\n\xe2\x82o\xffk\xf0\x9f\x98`,
} as const

test.each(Object.entries(answers))('%s is read as Node’s client reads it, however it is split', async (_, text) => {
  const readWithNode = await useNodeReader()
  const bytes = toBytes(text)
  expect(comparable(read(bytes))).toEqual(await readWithNode(bytes))
})

test('an empty encoding is none; Node 20 reads it alike, and Node 24 refuses it', () => {
  expect(read(toBytes(`${head}Transfer-Encoding:\r\n\r\nok`))).toMatchObject({ status: 200, body: 'ok' })
})

const token = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_!~'), minLength: 1, maxLength: 8 })
const value = fc.string({ unit: fc.constantFrom(...'abc ,;="\t\xe9'), maxLength: 12 })
const headerLine = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(token, value).map(([name, text]) => `X${name}: ${text}\r\n`) },
  { weight: 2, arbitrary: fc.constantFrom('Connection: close\r\n', 'connection: keep-alive\r\n', 'ETag: 1\r\n') },
  { weight: 1, arbitrary: fc.constantFrom('Set-Cookie: a\r\n', 'Location: /\r\n', 'Upgrade: x\r\n') },
)
const body = fc.string({ unit: fc.constantFrom(...'ok\r\n0:\xe9\xc3\xa9'), maxLength: 30 })
const framed = fc.oneof(
  body.map((text) => `Content-Length: ${text.length}\r\n\r\n${text}`),
  body.map((text) => `\r\n${text}`),
  fc.tuple(fc.array(body, { maxLength: 4 }), fc.constantFrom('', ';a=1', ';b')).map(([parts, extension]) => {
    const chunks = parts.filter((part) => part !== '')
    const written = chunks.map((part) => `${part.length.toString(16)}${extension}\r\n${part}\r\n`).join('')
    return `Transfer-Encoding: chunked\r\n\r\n${written}0\r\n\r\n`
  }),
)
const answer = fc
  .tuple(
    fc.constantFrom('', '', 'HTTP/1.1 100 Continue\r\n\r\n', '\r\n'),
    fc.constantFrom('1.1', '1.1', '1.1', '1.0'),
    fc.constantFrom(200, 201, 301, 404, 500, 999),
    fc.array(headerLine, { maxLength: 5 }),
    framed,
  )
  .map(
    ([before, version, status, headers, rest]) => `${before}HTTP/${version} ${status} X\r\n${headers.join('')}${rest}`,
  )

test('any answer is read as Node’s client reads it, however it is split', async () => {
  const readWithNode = await useNodeReader()
  await fc.assert(
    fc.asyncProperty(answer, async (text) => {
      const bytes = toBytes(text)
      expect(comparable(read(bytes))).toEqual(await readWithNode(bytes))
    }),
    { numRuns: 300, seed: 16 },
  )
})

test('an answer with one byte changed, removed or added succeeds or fails, the same however it is split', () => {
  const change = fc.tuple(fc.nat(), fc.nat(255), fc.nat(2))
  fc.assert(
    fc.property(answer, change, (text, [place, byte, kind]) => {
      const bytes = toBytes(text)
      const at = place % bytes.length
      const inserted = kind === 0 ? [] : [byte]
      const changed = Buffer.from([...bytes.subarray(0, at), ...inserted, ...bytes.subarray(kind === 2 ? at : at + 1)])
      expect(read(changed)).toEqual(
        expect.objectContaining(readPieces([changed]).failed ? { failed: true } : { status: expect.any(Number) }),
      )
    }),
    { numRuns: 500, seed: 16 },
  )
})

describe('a reader', () => {
  test('reads one answer after the other, and knows a head that is repeated', () => {
    const reader = new AnswerReader()
    const texts = [answers['an answer'], answers['an answer'], answers.chunks, answers['interim answers']]
    for (const text of [...texts, ...texts, answers['an answer']]) {
      for (const pieces of [[toBytes(text)], [...toBytes(text)].map((byte) => Buffer.from([byte]))]) {
        expect(readPieces(pieces, reader)).toEqual(readPieces([toBytes(text)]))
        reader.reset()
      }
    }
  })

  test('tells what comes after an answer from the answer', () => {
    for (const text of [answers['an answer'], answers.chunks, answers['the status 204 with a length']])
      expect(read(toBytes(`${text}and more`))).toMatchObject({ surplus: 8 })
  })

  test('copies what it keeps, so that the memory can be used for the next bytes', () => {
    const reader = new AnswerReader()
    const memory = Buffer.alloc(40)
    for (const text of [`${head}Content-`, 'Length: 6\r\n\r\nab', 'cd', 'ef']) {
      memory.write(text, 'latin1')
      reader.read(memory.subarray(0, text.length))
    }
    expect(reader.toAnswer().recorded.body).toBe('abcdef')
  })

  test.each(['x', 'é', '€', '😀', '\xff\xfe'])('keeps the first 10,000 characters of a body of %j', async (unit) => {
    const bytes = unit === '\xff\xfe' ? toBytes(unit.repeat(15_000)) : Buffer.from(unit.repeat(15_000))
    const whole = Buffer.concat([toBytes(`${head}Content-Length: ${bytes.length}\r\n\r\n`), bytes])
    const expected = bytes.toString().slice(0, 10_000)
    for (const size of [1, 7, 4096, whole.length]) {
      const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
        whole.subarray(index * size, (index + 1) * size),
      )
      const result = readPieces(pieces)
      expect('body' in result && result.body === expected).toBe(true)
    }
  })

  test.each<[what: string, text: string, code: string]>([
    ['a head', `${head}X-A: ${'a'.repeat(17_000)}`, 'HPE_HEADER_OVERFLOW'],
    ['a head of many lines', head + 'X-A: a\r\n'.repeat(3000), 'HPE_HEADER_OVERFLOW'],
    ['a chunk extension', `${chunked}2;${'a'.repeat(17_000)}`, 'HPE_HEADER_OVERFLOW'],
    ['trailers', `${chunked}0\r\n${'X-A: a\r\n'.repeat(3000)}`, 'HPE_HEADER_OVERFLOW'],
    ['a protocol that is not HTTP, before its first line ends', 'SSH-2', 'HPE_INVALID_CONSTANT'],
    ['a bare line feed, before the head ends', 'HTTP/1.1 200 OK\n', 'HPE_CR_EXPECTED'],
    ['a chunk that is too long, before its line ends', `${chunked}1\r\nok`, 'HPE_STRICT'],
  ])('refuses %s without waiting for more', (_, text, code) => {
    const reader = new AnswerReader()
    expect(() => reader.read(toBytes(text))).toThrow(expect.objectContaining({ code }))
  })
})
