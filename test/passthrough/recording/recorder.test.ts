import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { useFolder } from '../../support/folder.js'
import { readHar } from '../har.js'
import { open, phone, usePair, usePassing } from '../pair.js'
import { dial, parseMessage, useRawUpstream } from '../sockets.js'

const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
const contentsOf = (folder: string) =>
  filesOf(folder).map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))

/** Secrets that must never be written, in any encoding. */
const secrets = {
  key: 'KEY0199AABBCCDDEEFF00112233445566_SecretTail',
  upstreamKey: 'KEY01FEDCBA98765432100123456789AB_OurOwnTail',
  cookie: 'SessionCookieValue77',
  code: '48213907',
  customCode: '7319045',
  number: '13034917265',
  otherNumber: '442079463318',
  user: 'hookuser',
  password: 'hookpassw0rd',
  pathToken: 'T0KENinPATH',
  queryToken: 'QueryT0kenValue',
  name: 'Zürich & Sons "Ltd"',
} as const

const webhookUrl = `https://${secrets.user}:${secrets.password}@hooks.example.com/services/${secrets.pathToken}/in?token=${secrets.queryToken}#${secrets.pathToken}`
const percent = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
const escaped = (text: string) =>
  [...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
const entities = (text: string) => [...text].map((letter) => `&#${letter.codePointAt(0)};`).join('')
const hex = (text: string) =>
  [...text].map((letter) => `&#x${(letter.codePointAt(0) as number).toString(16)};`).join('')
const encodings = [
  (text: string) => text,
  percent,
  (text: string) => percent(percent(text)),
  escaped,
  entities,
  hex,
  encodeURIComponent,
  (text: string) => JSON.stringify(text).slice(1, -1),
]

/** Every secret in every encoding, as in an error page. */
const everything = Object.values(secrets)
  .flatMap((secret) => encodings.map((encode) => encode(secret)))
  .concat(
    webhookUrl,
    `+${secrets.number}`,
    `%2B${secrets.number}`,
    '+1 (303) 491-7265',
    '303-491-7265',
    '4 8 2 1 3 9 0 7',
  )
  .join(' | ')

const json = {
  phone_number: `+${secrets.number}`,
  custom_code: secrets.customCode,
  code: secrets.code,
  webhook_url: webhookUrl,
  sms: { app_name: secrets.name, note: everything },
  [`key ${secrets.name} ${secrets.number}`]: [everything, { to: secrets.otherNumber }],
}

const head = (type: string, extra = '') => `Content-Type: ${type}\r\n${extra}`

/** Requests and their answers. */
const exchanges: readonly (readonly [
  what: string,
  request: [head: string, body: Buffer],
  answer: [head: string, body: Buffer],
])[] = [
  [
    'JSON both ways',
    [head('application/json'), Buffer.from(JSON.stringify(json))],
    [head('application/json'), Buffer.from(JSON.stringify({ data: json }))],
  ],
  [
    'escaped JSON',
    [head('application/json'), Buffer.from(JSON.stringify(json).replace(/[^\x20-\x7e]|[+/]/g, escaped))],
    [head('application/json'), Buffer.from(JSON.stringify(json))],
  ],
  [
    'truncated JSON',
    [head('application/json'), Buffer.from(JSON.stringify(json).slice(0, -3))],
    [head('application/json'), Buffer.from(JSON.stringify(json).slice(0, -9))],
  ],
  [
    'a form',
    [
      head('application/x-www-form-urlencoded'),
      Buffer.from(
        `code=${secrets.code}&phone_number=%2B${secrets.number}&webhook_url=${encodeURIComponent(webhookUrl)}&x=${everything}`,
      ),
    ],
    [head('text/plain'), Buffer.from(everything)],
  ],
  [
    'an error page',
    [head('application/json'), Buffer.from(JSON.stringify(json))],
    [head('text/html'), Buffer.from(`<pre>${everything}</pre>`)],
  ],
  [
    'gzip',
    [head('application/json', 'Content-Encoding: gzip\r\n'), gzipSync(JSON.stringify(json))],
    [head('application/json', 'Content-Encoding: gzip\r\n'), gzipSync(JSON.stringify(json))],
  ],
  [
    'brotli',
    [head('application/json'), Buffer.from('{}')],
    [head('text/html', 'Content-Encoding: br\r\n'), brotliCompressSync(everything)],
  ],
  [
    'an unknown content coding',
    [head('application/json'), Buffer.from('{}')],
    [head('text/html', 'Content-Encoding: none-such\r\n'), Buffer.from(everything)],
  ],
  ['UTF-16', [head('application/json'), Buffer.from('{}')], [head('text/html'), Buffer.from(everything, 'utf16le')]],
  [
    'binary data',
    [head('application/octet-stream'), Buffer.concat([Buffer.from([255, 0]), Buffer.from(everything)])],
    [head('image/png'), Buffer.concat([Buffer.from([255]), Buffer.from(everything)])],
  ],
]

describe('no secret is written', () => {
  test.each(exchanges)('from %s', async (_, [requestHead, requestBody], [answerHead, answerBody]) => {
    const lines = [
      `Set-Cookie: id=${secrets.cookie}; Path=/`,
      `X-Echo: ${secrets.code} +${secrets.number} ${secrets.key} ${encodeURIComponent(webhookUrl)}`,
      `Location: ${webhookUrl}`,
    ]
    const upstream = await useRawUpstream(({ socket, received }) => {
      void received
        .until((text) => text.includes('\r\n\r\n') && parseMessage(text).isWhole)
        .then(() => {
          socket.write(
            `HTTP/1.1 500 Not for +${secrets.number}\r\n${answerHead}${lines.join('\r\n')}\r\nContent-Length: ${answerBody.length}\r\n\r\n`,
          )
          socket.end(answerBody)
        })
    })
    const folder = useFolder()
    const record = join(folder, 'har')
    const passing = await usePassing({
      upstream: upstream.url,
      ...open,
      record,
      upstreamKey: secrets.upstreamKey,
      redactNames: [secrets.name],
    })
    const query = `code=${secrets.code}&q=${percent(secrets.key)}&filter[phone_number]=${secrets.number}&name=${encodeURIComponent(secrets.name)}&u=${encodeURIComponent(webhookUrl)}`
    const ask = async (authorization: string) => {
      const request = [
        `PATCH /v2/verifications/by_phone_number/%2B${secrets.number}/${encodeURIComponent(secrets.name)}?${query} HTTP/1.1`,
        'Host: 127.0.0.1',
        `Authorization: ${authorization}`,
        `Cookie: id=${secrets.cookie}`,
        `X-Note: ${secrets.code} ${secrets.otherNumber} ${secrets.pathToken}`,
        `${requestHead}Content-Length: ${requestBody.length}\r\n\r\n`,
      ].join('\r\n')
      const { received } = await dial(passing.url, request + requestBody.toString('latin1'))
      await received.until((text) => parseMessage(text).isWhole)
    }
    // Shows every secret in a field or header of its name once, so that it is learned.
    await passing.fetch(`${passing.url}/nothing`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${secrets.key}`,
        cookie: `id=${secrets.cookie}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(json),
    })
    await ask(`Bearer ${secrets.key}`)
    await ask('Bearer sandbox_mine')
    await passing.close()
    const contents = contentsOf(folder)
    expect(contents).toHaveLength(4) // three exchanges and the session
    for (const content of contents) {
      const bare = content.replace(/[\s().-]/g, '')
      for (const [name, secret] of Object.entries(secrets)) {
        for (const encode of encodings) {
          const encoded = Buffer.from(encode(secret)).toString('latin1')
          expect(content.toLowerCase().includes(encoded.toLowerCase()), `${name} as ${encoded}`).toBe(false)
          expect(
            content.toLowerCase().includes(JSON.stringify(encoded).slice(1, -1).toLowerCase()),
            `${name} as ${encoded} in JSON`,
          ).toBe(false)
        }
      }
      for (const digits of [secrets.number, secrets.number.slice(1), secrets.otherNumber, secrets.code])
        expect(bare).not.toContain(digits)
      expect(Buffer.from(content, 'latin1').toString('utf16le')).not.toContain(secrets.code)
    }
  })
})

test('a recording is HAR 1.2 with consistent stand-ins', async () => {
  const record = join(useFolder(), 'har')
  const { passing, send } = await usePair({ record }, { webhooks: { completionEvent: 'off' }, onWarning: () => {} })
  const profile = await send('POST', '/verify_profiles', {
    name: 'Shop',
    sms: {},
    webhook_url: 'http://a:b@127.0.0.1:9/webhooks/x9?y=z',
  })
  const text = { phone_number: phone, verify_profile_id: profile.body.data.id }
  await send('POST', '/verifications/sms', { ...text, custom_code: '48213' })
  const check = (code: string) =>
    send('POST', `/verifications/by_phone_number/${phone}/actions/verify`, {
      code,
      verify_profile_id: text.verify_profile_id,
    })
  await check('11111')
  await check('48213')
  await send('GET', '/verify_profiles?page[size]=1')
  await passing.close()
  const names = readdirSync(record).sort()
  expect(names).toEqual([
    '00001-CreateVerifyProfile.har',
    '00002-CreateVerificationSms.har',
    '00003-VerifyVerificationCodeByPhoneNumber.har',
    '00004-VerifyVerificationCodeByPhoneNumber.har',
    '00005-ListProfiles.har',
  ])
  const entries = names.map((name) => readHar(readFileSync(join(record, name), 'utf8')).log.entries[0])
  const [created, sent, wrong, right, listed] = entries
  const bodyOf = (entry: (typeof entries)[number]) => JSON.parse(entry?.request.postData?.text ?? '')
  expect(bodyOf(created)).toEqual({
    name: 'Shop',
    sms: {},
    webhook_url: 'http://127.0.0.1:9/webhooks/REDACTED?REDACTED',
  })
  expect(created?.request.headers.find(({ name }) => name.toLowerCase() === 'authorization')?.value).toBe(
    'Bearer REDACTED',
  )
  // Each number has one fictional number everywhere, and each code one made-up code.
  const standIn = bodyOf(sent).phone_number
  expect(standIn).toMatch(/^\+1\d{3}55501\d\d$/)
  expect(right?.request.url).toContain(`/verifications/by_phone_number/${standIn}/actions/verify`)
  expect(JSON.parse(right?.response.content.text ?? '')).toEqual({
    data: { phone_number: standIn, response_code: 'accepted' },
  })
  expect(bodyOf(sent).custom_code).toMatch(/^\d{5}$/)
  expect(bodyOf(right).code).toBe(bodyOf(sent).custom_code)
  expect(bodyOf(wrong).code).not.toBe(bodyOf(sent).custom_code)
  expect(listed?.request.queryString).toEqual([{ name: 'page[size]', value: '1' }])
  expect(entries.map((entry) => entry?._drift)).toEqual([0, 0, 0, 0, 0])
})

test('a missing and an incomplete answer are recorded as such', async () => {
  const record = join(useFolder(), 'har')
  const upstream = await useRawUpstream(({ socket }) => {
    socket.once('data', () =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"a"'),
    )
  })
  const passing = await usePassing({ upstream: upstream.url, ...open, record })
  await fetch(`${passing.url}/verify_profiles`)
    .then((response) => response.text())
    .catch(() => {})
  await passing.close()
  const gone = await usePassing({ upstream: 'http://127.0.0.1:1/v2', ...open, record })
  await fetch(`${gone.url}/verify_profiles`)
  await gone.close()
  const [broken, none] = readdirSync(record)
    .sort()
    .map((name) => readHar(readFileSync(join(record, name), 'utf8')).log.entries[0])
  expect(broken).toMatchObject({
    response: { status: 200, content: { text: '{"a"' } },
    comment: expect.stringContaining('the answer broke off'),
  })
  expect(none).toMatchObject({
    response: { status: 0 },
    comment: expect.stringContaining('no answer: ECONNREFUSED'),
  })
})
