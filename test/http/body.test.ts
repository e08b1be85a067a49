import { connect as dial } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sender, useApi } from '../support/emulator.js'

const path = '/verifications/sms'
const phone_number = '+13035551234'
const verify_profile_id = '4900019b-76da-b800-8000-000000000001'
const json = JSON.stringify({ phone_number, verify_profile_id })

const send = async (headers: Record<string, string>, body: string = json) => {
  const api = await useApi()
  const reply = await api.send('POST', path, body, headers)
  const code = reply.status === 200 ? undefined : reply.body.errors[0].code
  return { status: reply.status, code, hint: reply.headers.get('x-emulator-hint'), headers: reply.headers }
}

describe('H8: a content type that is JSON is taken', () => {
  test.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json; charset="UTF-8"',
    'application/json; charset=utf8',
    'application/json; charset=us-ascii',
    'application/json ; odata=verbose; q="a,b;c"',
    'application/vnd.api+json',
    'application/problem+json; profile="x"',
  ])('%s', async (type) => {
    expect(await send({ 'content-type': type })).toMatchObject({ status: 200, hint: null })
  })

  test.each(['application/json, application/json', 'application/json; charset=utf-8, application/json'])(
    'twice, with a hint: %s',
    async (type) => {
      expect(await send({ 'content-type': type })).toMatchObject({
        status: 200,
        hint: 'the Content-Type was sent twice; send it once',
      })
    },
  )
})

describe('H8: another content type is 415, 10029', () => {
  test.each([
    ['text/plain', 'you sent text/plain'],
    ['application/x-www-form-urlencoded', 'you sent application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x', 'you sent multipart/form-data'],
    ['application/jsonp', 'you sent application/jsonp'],
    ['text/json', 'you sent text/json'],
    ['json', 'you sent json'],
    ['application/json charset=utf-8', 'you sent application/json charset=utf-8'],
    ['application/json; charset=iso-8859-1', 'JSON is always UTF-8; you sent charset=iso-8859-1'],
    ['application/json; charset="utf-16"', 'JSON is always UTF-8; you sent charset=utf-16'],
    ['application/json, text/plain', 'send one Content-Type; you sent 2 that differ'],
    ['text/plain, application/json', 'send one Content-Type; you sent 2 that differ'],
  ])('%s', async (type, hint) => {
    const { status, code, hint: said } = await send({ 'content-type': type })
    expect([status, code]).toEqual([415, '10029'])
    expect(said).toContain(hint)
  })
})

describe('H8: a content coding is 415, 10014', () => {
  test.each(['gzip', 'GZIP', 'x-gzip', 'deflate', 'br', 'zstd', 'compress', 'aws-chunked', 'identity, gzip'])(
    '%s',
    async (coding) => {
      const { status, code, hint, headers } = await send({ 'content-encoding': coding })
      expect([status, code, headers.get('accept-encoding')]).toEqual([415, '10014', 'identity'])
      expect(hint).toContain(`send the body without Content-Encoding; "${coding}" is not decoded`)
    },
  )

  test.each(['identity', 'Identity', ''])('but %j is none', async (coding) => {
    expect(await send({ 'content-encoding': coding })).toMatchObject({ status: 200 })
  })

  test('nor is one decoded by the control API', async () => {
    const api = await useApi()
    const headers = { 'content-encoding': 'gzip' }
    expect((await api.send('POST', '//_emulator/clock/advance', '{"by": "1s"}', headers)).status).toBe(415)
    expect(await api.emulator.clock.now()).toMatchObject({ offsetMs: 0 })
  })
})

describe('H8, H9: no body is a missing one, not malformed JSON', () => {
  test.each([{ 'content-type': 'application/json' }, { 'content-type': '' }, { 'content-length': '0' }])(
    'with %j',
    async (headers) => {
      const { status, code, hint } = await send(headers as Record<string, string>, '')
      expect([status, code]).toEqual([422, '10004'])
      expect(hint).toContain('the request has no body')
    },
  )

  test('for the control API it is 400: an empty snapshot must not delete everything', async () => {
    const api = await useApi()
    await api.post(path, { phone_number, verify_profile_id })
    expect((await api.send('PUT', '//_emulator/snapshot', '')).status).toBe(400)
    expect(await api.emulator.inbox.list()).toHaveLength(1)
  })
})

describe('H8: malformed JSON is 400, 10023, and the hint recognizes what it is', () => {
  test.each([
    ['phone_number=%2B13035551234&type=sms', 'the body is a form, not JSON'],
    ['<request/>', 'the body is XML or HTML'],
    ["{'phone_number': None}", 'is it a printed object?'],
    [' ', 'not valid JSON'],
    ['{"a":1,}', 'not valid JSON'],
    ['\u0000', 'not valid JSON'],
  ])('%j', async (body, hint) => {
    const { status, code, hint: said } = await send({}, body)
    expect([status, code]).toEqual([400, '10023'])
    expect(said).toContain(hint)
  })
})

test('H8: JSON inside a string is named, and so is UTF-16', async () => {
  const { post } = await useApi()
  const twice = await post('/verifications/sms', JSON.stringify('{"phone_number": "+13035551234"}'))
  expect(twice.headers.get('x-emulator-hint')).toMatch(/^the body is JSON inside a string; serialize it once/)
  const wide = await post('/verifications/sms', '\0{\0}')
  expect(wide.headers.get('x-emulator-hint')).toContain('UTF-16')
  expect([twice.status, wide.status]).toEqual([422, 400])
})

describe('over a port', () => {
  /** Sends bytes and returns the answer, whole. */
  const useSocket = async () => {
    const { emulator } = await useApi()
    const { port } = await emulator.listen()
    return (head: string[], body: Buffer) =>
      new Promise<string>((resolve) => {
        let answer = ''
        const socket = dial(port, '127.0.0.1', () => {
          const lines = [`POST /v2${path} HTTP/1.1`, 'host: 127.0.0.1', 'authorization: Bearer k', 'connection: close']
          socket.write(`${[...lines, ...head].join('\r\n')}\r\n\r\n`)
          socket.write(body)
        })
        onTestFinished(() => void socket.destroy())
        socket.setEncoding('utf8').on('data', (text) => {
          answer += text
        })
        socket.on('close', () => resolve(answer))
        socket.on('error', () => resolve(answer))
      })
  }
  const type = 'content-type: application/json'
  const whole = Buffer.from(json)
  const notUtf8 = Buffer.from(json.replace('+1', '\u00e9'), 'latin1')
  const chunked = (body: Buffer) =>
    Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')])

  test('H8: a body that is not UTF-8 is 400, 10023, with a length and without', async () => {
    const exchange = await useSocket()
    for (const answer of [
      await exchange([type, `content-length: ${notUtf8.length}`], notUtf8),
      await exchange([type, 'transfer-encoding: chunked'], chunked(notUtf8)),
    ]) {
      expect(answer).toMatch(/^HTTP\/1.1 400 /)
      expect(answer).toContain('x-emulator-hint: the body is not UTF-8')
    }
    const replacement = Buffer.from(JSON.stringify({ phone_number, verify_profile_id, note: '\uFFFD' }))
    expect(await exchange([type, `content-length: ${replacement.length}`], replacement)).toMatch(/^HTTP\/1.1 200 /)
  })

  test('H8: a content type in two header lines', async () => {
    const exchange = await useSocket()
    const length = `content-length: ${whole.length}`
    expect(await exchange([type, type, length], whole)).toMatch(/^HTTP\/1.1 200 /)
    expect(await exchange([type, 'content-type: text/plain', length], whole)).toMatch(/^HTTP\/1.1 415 /)
    expect(await exchange(['content-type: text/plain', type, length], whole)).toMatch(/^HTTP\/1.1 415 /)
  })

  test.each([
    ['two lengths', [type, 'content-length: 5', 'content-length: 6']],
    ['a length and chunks', [type, 'content-length: 5', 'transfer-encoding: chunked']],
    ['a negative length', [type, 'content-length: -1']],
    ['a length in hexadecimal', [type, 'content-length: 0x10']],
    ['chunks that are encoded again', [type, 'transfer-encoding: chunked, gzip']],
    ['a header without a colon', [type, 'content-length']],
    ['a space before the colon', ['content-type : application/json', 'content-length: 2']],
    ['a line of continuation', [type, 'content-length: 2', ' 3']],
  ])('odd framing is refused: %s', async (_, head) => {
    const exchange = await useSocket()
    expect(await exchange(head, Buffer.from('{}'))).toMatch(/^HTTP\/1.1 4\d\d /)
  })
})

test('a sender without headers works in the process', async () => {
  const { emulator } = await useApi()
  expect((await sender(emulator)('POST', path, json)).status).toBe(200)
})
