import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toHar } from '../../src/recording/har.js'
import { Redactor } from '../../src/recording/redactor.js'
import { newRedactor, type Parts, record, toExchange } from './record.js'
import { findLeaks, spellings } from './spellings.js'

const names = [
  ...['password', 'sip_password', 'secret', 'v1_secret', 'token', 'access_token', 'api_key', 'otp', 'pin', 'signature'],
  ...[
    'authorization',
    'x-auth',
    'clientSecret',
    'API-Key',
    'refreshToken',
    'passcode',
    'custom_code',
    'verificationCode',
  ],
  ...[
    'private_key',
    'credential',
    'sessionId',
    'passphrase',
    'webhook_secret',
    'x_api_key',
    'db.password',
    'auth_token',
  ],
]
const name = fc.constantFrom(...names)
const letters = fc.constantFrom(...'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_.~!$')
/** A marked secret, which no ordinary text contains. */
const secret = fc
  .tuple(fc.string({ unit: letters, minLength: 4, maxLength: 90 }), fc.nat({ max: 999 }))
  .map(([text, count]) => `q${text}Z${count}x`)
const code = fc
  .integer({ min: 10_000, max: 9_999_999_999 })
  .map((value) => `${value}`)
  .filter((digits) => !/^1\d{9}$/.test(digits))
const spell = fc.constantFrom(...Object.keys(spellings))

/** Places where a secret is named. */
const revealing: readonly ((name: string, value: string) => Parts)[] = [
  (name, value) => ({ request: JSON.stringify({ a: 1, [name]: value }) }),
  (name, value) => ({ answer: JSON.stringify({ data: [{ deep: { [name]: [value] } }] }) }),
  (name, value) => ({ request: JSON.stringify({ note: JSON.stringify({ [name]: value }) }) }),
  (name, value) => ({ request: JSON.stringify({ note: JSON.stringify({ x: JSON.stringify({ [name]: value }) }) }) }),
  (name, value) => ({ request: `a=b&${name}=${encodeURIComponent(value)}&c=d` }),
  (name, value) => ({ answer: `{"data":{"${name}":"${value}","x":` }),
  (name, value) => ({ answer: `{"data":{"x":1,"${name}":"${value}` }),
  (name, value) => ({ answer: `<html><b>${name}: ${value}</b></html>` }),
  (name, value) => ({ answer: `<x><${name}>${value}</${name}></x>` }),
  (name, value) => ({ url: `/v2/balance?x=1&${name}=${encodeURIComponent(value)}` }),
  (name, value) => ({ headers: [[name, value]] }),
  (name, value) => ({ answerHeaders: [[name.toUpperCase(), value]] }),
  (name, value) => ({ request: JSON.stringify([{ name, value }]) }),
  (name, value) => ({
    request: `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--b--`,
  }),
]

/** Places where it may come back without its name. */
const echoing: readonly ((text: string) => Parts)[] = [
  (text) => ({ answer: `Not allowed: ${text}.` }),
  (text) => ({ answer: JSON.stringify({ errors: [{ detail: `Invalid value "${text}"` }] }) }),
  (text) => ({ answer: JSON.stringify({ [text]: 1 }) }),
  (text) => ({ answer: `{"echo":"${text}","cut":` }),
  (text) => ({ answerHeaders: [['X-Echo', `got ${text}`]] }),
  (text) => ({ url: `/v2/balance/${encodeURIComponent(text)}?q=${encodeURIComponent(text)}` }),
  (text) => ({ request: `x=${encodeURIComponent(text)}` }),
  (text) => ({ request: JSON.stringify({ log: JSON.stringify({ line: text }) }) }),
]

const runs = { numRuns: 400, seed: 11 }
const place = (places: readonly unknown[]) => fc.nat({ max: places.length - 1 })

describe('a secret that its name reveals is written nowhere, in no spelling', () => {
  test.each([
    ['a credential', secret],
    ['a code', code],
  ])('%s', (_, value) => {
    fc.assert(
      fc.property(
        name,
        value,
        place(revealing),
        place(echoing),
        spell,
        spell,
        (name, value, first, second, one, other) => {
          const echo = (text: string) => (echoing[second] as (typeof echoing)[number])(text)
          const written = (spellings[one] as (text: string) => string)(value)
          const twice = (spellings[other] as (text: string) => string)(written)
          const isNested = /base64|hex/.test(one) && /base64|hex/.test(other)
          const recorded = record(
            (revealing[first] as (typeof revealing)[number])(name, value),
            echo(written),
            echo(isNested ? written : twice),
          )
          expect(findLeaks(recorded, value)).toEqual([])
        },
      ),
      runs,
    )
  })

  test('the order does not matter within an exchange', () => {
    fc.assert(
      fc.property(name, secret, (name, value) => {
        const recorded = record({ headers: [['X-Before', value]], answer: JSON.stringify({ [name]: value }) })
        expect(findLeaks(recorded, value)).toEqual([])
      }),
      { ...runs, numRuns: 100 },
    )
  })

  test('short values are removed at the name itself', () => {
    const recorded = record(
      { request: '{"otp":"7","pin":42,"password":"ab","code":"123"}' },
      { request: 'pin=42&code=123&x=1', url: '/v2/balance?code=123&pin=42' },
      { answer: '{"a":1,"pin":"42","code":"123","z' },
    )
    expect(recorded).not.toMatch(/\b(7|42|123|ab)\b(?!")/)
  })
})

describe('a secret of any length is found', () => {
  test.each([6200, 3900, 65, 900_000])('%i characters', (length) => {
    const value = `${'k3yPart-'.repeat(Math.ceil(length / 8)).slice(0, length - 1)}Q`
    for (const shown of [
      { headers: [['Authorization', `Bearer ${value}`] as const] },
      { request: JSON.stringify({ code: value }) },
    ]) {
      const recorded = record({ ...shown, answer: `echo ${value} and ${'%6b'}${value.slice(1)} end` })
      expect(recorded).not.toContain('3yPart-k3yPart')
      expect(recorded).toContain(' end')
    }
  })

  test('a secret that a broken answer cuts off', () => {
    const value = 'correct.horse.battery'
    const recorded = record({ headers: [['X-Api-Key', value]], answer: `{"echo":"${value.slice(0, 14)}` })
    expect(recorded).not.toContain('correct.ho')
  })

  test('repeated characters take no longer than others', () => {
    const recorded = record({
      headers: [['Authorization', `Bearer ${'a'.repeat(6200)}b`]],
      answer: 'a'.repeat(1_000_000),
    })
    expect(recorded).not.toContain('a'.repeat(64))
  })
})

describe('what looks like a credential is removed, and the recording says so', () => {
  test.each([
    'KEY0199AABBCCDDEEFF00112233445566_Tail',
    'sk_live_51H8xY2eZvKYlo2C9aBcDeFg',
    'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
    'AKIAIOSFODNN7EXAMPLE',
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'd41d8cd98f00b204e9800998ecf8427e',
    'xoxb-123456789012-abcdefGHIJKL',
    Buffer.from('{"password":"hunter2","user":"bob"}').toString('base64'),
  ])('%s', (value) => {
    const redactor = newRedactor()
    const exchange = toExchange({ answer: JSON.stringify({ note: `see ${value} here` }) })
    redactor.learn(exchange)
    const [entry] = toHar([exchange], { redactor, version: '1' }).log.entries
    expect(entry?.response.content.text).not.toContain(value)
    expect(entry?.response.content.text).toContain('see ')
    expect(entry?._removedByShape).toBe(1)
  })

  test.each([
    '7a0f5c1e-3b6d-4a80-9c1f-000000000001',
    '2026-11-29T15:55:52.123456Z',
    'created at 2026-11-29T15:55:52+01:00 by 12ade33a-21c0-473b-b055-b3c836e1c292',
    '1795967752',
    1795967752123,
    'Your verification code could not be delivered to the destination you have chosen',
    'verification_profile_with_a_very_long_name',
    'createVerificationCallWithOptions',
    'https://developers.telnyx.com/docs/overview/errors/10015',
    '/v2/verify_profiles/7a0f5c1e-3b6d-4a80-9c1f-000000000001/actions/verify',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
    'telnyx-verify-emulator-integration-test-2026-11-29',
    '----------------------------------------',
    'Zürich, Straße 12, 8001',
    '10.3.2',
    'verify.delivery_failed',
  ])('ordinary text stays: %s', (value) => {
    const recorded = newRedactor().body(JSON.stringify({ value }))
    expect(JSON.parse(recorded)).toEqual({ value })
  })
})

test('an error says nothing about what could not be redacted', () => {
  const value = 'very-Secret-value-1'
  const redactor = new Redactor({
    standInForNumber: () => '+13125550100',
    standInForCode: () => {
      throw new Error('no stand-in')
    },
    standInsForNames: new Map(),
    keys: [value],
  })
  expect(() => redactor.body('{"code":"48213"}')).toThrow(/^no stand-in$/)
})

describe('spellings of a known secret', () => {
  const secret = 'Tr0ub4dor&3-Xy'
  const wide = Buffer.from(secret, 'utf16le')
  const swapped = Buffer.from(wide).swap16()
  const between = (separator: string) => [...secret].join(separator)

  test.each([
    ['UTF-16 in hex', wide.toString('hex')],
    ['UTF-16 with the other byte order in hex', swapped.toString('hex')],
    ['UTF-16 in base64', wide.toString('base64')],
    ['UTF-16 with the other byte order in base64', swapped.toString('base64')],
    ['octal escapes', [...secret].map((one) => `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`).join('')],
    ['zero-width spaces', between('\u200b')],
    ['soft hyphens', between('\xad')],
    ['escaped zero characters', between('\\u0000')],
    ['byte order marks', between('\ufeff')],
  ])('%s', (_, written) => {
    for (const answer of [JSON.stringify({ remark: `a ${written} b` }), `<p>${written}</p>`]) {
      const text = record({ request: JSON.stringify({ password: secret }), answer })
      expect(text).not.toContain(JSON.stringify(written).slice(1, -1))
      expect(text).toContain('REDACTED')
    }
  })
})

test.each([
  ...[
    'userpass',
    'dbPass',
    'connectionString',
    'DSN',
    'code_verifier',
    'assertion',
    'cvv',
    'card_cvc',
    'ssn',
    'puk',
    'mfa',
  ],
])('a value named %s is removed', (name) => {
  const value = 'plain-enough'
  expect(record({ request: JSON.stringify({ [name]: value }), answer: `it was ${value}` })).not.toContain(value)
})
