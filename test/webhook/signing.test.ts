import { expect, test } from 'vitest'
import { defaultKeySeed } from '../../src/webhook/ed25519-key.js'
import { Signer } from '../../src/webhook/signature.js'
import { defaultPublicKey, readSigning } from '../../src/webhook/signing.js'

const options = { seed: undefined, privateKey: undefined, standardWebhooks: false }

test('the documented public key is that of the default seed, which signs webhooks', async () => {
  expect(defaultPublicKey).toBe(Signer.fromSeed(defaultKeySeed).publicKey)
  const { publicKey, loadComposer } = await readSigning(options)
  expect(publicKey).toBe(defaultPublicKey)
  const composer = await loadComposer()
  const signedRequest = composer.compose('{}', { eventId: 'x', stampSecs: 1, fault: null, headers: {}, trace: null })
  expect(signedRequest.headers).toMatchObject({ ...Signer.fromSeed(defaultKeySeed).sign(1, '{}') })
})

test('a seed fixes the key pair, and a private key takes precedence', async () => {
  expect((await readSigning({ ...options, seed: 'a' })).publicKey).toBe(Signer.fromSeed('a').publicKey)
  const privateKey = Buffer.alloc(32, 7).toString('base64')
  expect((await readSigning({ ...options, seed: 'a', privateKey })).publicKey).toBe(
    Signer.fromPrivateKey(privateKey).publicKey,
  )
})

test('an invalid private key is refused with a sentence', async () => {
  await expect(readSigning({ ...options, privateKey: 'c2hvcnQ=' })).rejects.toThrow(
    'base64 of the 32 bytes of an Ed25519 key',
  )
})
