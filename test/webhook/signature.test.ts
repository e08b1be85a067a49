import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import fc from 'fast-check'
import Telnyx from 'telnyx'
import { describe, expect, test } from 'vitest'
import { KeyError } from '../../src/webhook/key-error.js'
import { Signer } from '../../src/webhook/signature.js'
import { StandardWebhooksSigner } from '../../src/webhook/standard-webhooks.js'

const body = '{"data":{"id":"3bb6321b-abd5-4d60-8cf8-1e6026bb1c41","event_type":"verify.sent","note":"žluťoučký 🐎"}}'
const nowSecs = () => Math.floor(Date.now() / 1000)

describe('the official SDK accepts the signature', () => {
  const signer = Signer.fromSeed('seven')
  const client = new Telnyx({ apiKey: 'KEY', publicKey: signer.publicKey })
  const unwrap = (text: string, headers: object, key?: string) =>
    client.webhooks.unwrap(text, {
      headers: { ...headers } as Record<string, string>,
      ...(key !== undefined && { key }),
    })

  test('W6: verifying a webhook returns the parsed body', async () => {
    expect(await unwrap(body, signer.sign(nowSecs(), body))).toEqual(JSON.parse(body))
    expect(await unwrap(body, signer.sign(nowSecs(), body), signer.publicKey)).toEqual(JSON.parse(body))
  })

  const headers = () => signer.sign(nowSecs(), body)
  const notMatching = /signature does not match payload/
  test.each([
    ['an altered body', notMatching, () => unwrap(body.replace('3bb', '3bc'), headers())],
    ['a body written again', notMatching, () => unwrap(JSON.stringify(JSON.parse(body), null, 1), headers())],
    ['another stamp', notMatching, () => unwrap(body, { ...headers(), 'telnyx-timestamp': String(nowSecs() - 10) })],
    ['another key', notMatching, () => unwrap(body, Signer.fromSeed('eight').sign(nowSecs(), body))],
    ['a stale stamp', /too old or too new/, () => unwrap(body, signer.sign(nowSecs() - 302, body))],
    ['a future stamp', /too old or too new/, () => unwrap(body, signer.sign(nowSecs() + 310, body))],
    ['no headers', /Missing required header/, () => unwrap(body, {})],
    [
      'only the other family',
      /Missing required header/,
      () => unwrap(body, new StandardWebhooksSigner(signer.publicKey).sign('id', nowSecs(), body)),
    ],
  ])('W6: it rejects %s', async (_, reason, attempt) => {
    await expect(attempt()).rejects.toThrow(reason)
  })
})

describe('key pairs', () => {
  // RFC 8032, section 7.1, test 1
  const secret = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex').toString(
    'base64',
  )
  const publicKey = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex').toString(
    'base64',
  )

  test('W6: base64 of the 32 bytes is read as in the RFC', () => {
    expect(Signer.fromPrivateKey(` ${secret}\n`).publicKey).toBe(publicKey)
  })

  test('PEM is read, also with escaped line breaks', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const expected = publicKey.export({ format: 'jwk' }).x
    for (const text of [pem, pem.trimEnd().replaceAll('\n', '\\n')]) {
      expect(Buffer.from(Signer.fromPrivateKey(text).publicKey, 'base64').toString('base64url')).toBe(expected)
    }
  })

  test('a seed gives the key whose bytes are its SHA-256', () => {
    // printf seven | openssl dgst -sha256 -binary | base64
    expect(Signer.fromSeed('seven').publicKey).toBe(
      Signer.fromPrivateKey('O6jQKxb9KgHBqLoaHwNtfOOG7ZU2lvpXMxwqxIqAslU=').publicKey,
    )
    expect(Signer.fromSeed('seven').sign(1, body)).toEqual(Signer.fromSeed('seven').sign(1, body))
    expect(Signer.fromSeed('eight').publicKey).not.toBe(Signer.fromSeed('seven').publicKey)
  })

  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  test.each([
    ['nothing', '', /base64 of 0 bytes/],
    ['words', 'my secret', /This text is neither/],
    ['a key of 64 bytes', Buffer.alloc(64).toString('base64'), /base64 of 64 bytes/],
    ['base64 without padding', secret.slice(0, -1), /This text is neither/],
    [
      'an RSA key',
      rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      /Ed25519 key; the type of the key in the PEM is rsa.*openssl/,
    ],
    [
      'a public key',
      rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      /not contain a readable private key.*openssl/,
    ],
    ['half a PEM', '-----BEGIN PRIVATE KEY-----', /not contain a readable private key.*openssl/],
  ])('%s is refused with the expected format', (_, text, sentence) => {
    expect(() => Signer.fromPrivateKey(text)).toThrow(KeyError)
    expect(() => Signer.fromPrivateKey(text)).toThrow(sentence)
  })
})

test('W6: a signature covers the stamp and the whole body, however long it is and whatever was signed before', () => {
  const secret = Buffer.alloc(32, 7)
  const signer = Signer.fromPrivateKey(secret.toString('base64'))
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(signer.publicKey, 'base64').toString('base64url') },
    format: 'jwk',
  })
  const bodies = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .tuple(fc.string({ unit: 'binary', minLength: 1 }), fc.integer({ min: 1, max: 3000 }))
      .map(([unit, times]) => unit.repeat(times)),
  )
  fc.assert(
    fc.property(bodies, fc.nat(), (text, stamp) => {
      const { 'telnyx-signature-ed25519': signature } = signer.sign(stamp, text)
      expect(verify(null, Buffer.from(`${stamp}|${text}`), key, Buffer.from(signature, 'base64'))).toBe(true)
    }),
    { seed: 1 },
  )
})
