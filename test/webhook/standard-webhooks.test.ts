import { expect, test } from 'vitest'
import { KeyError } from '../../src/webhook/key-error.js'
import { StandardWebhooksSigner } from '../../src/webhook/standard-webhooks.js'

// The example of the specification and of its reference libraries.
const secret = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const headers = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': '1614265330',
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}

test.each([secret, `whsec_${secret}`])(
  'W10: the signature equals the specification’s example, with the secret as %s',
  (given) => {
    expect(new StandardWebhooksSigner(given).sign(headers['webhook-id'], 1614265330, '{"test": 2432232314}')).toEqual(
      headers,
    )
  },
)

test.each(['', 'whsec_', 'not base64'])('W10: %j is refused as a secret', (given) => {
  expect(() => new StandardWebhooksSigner(given)).toThrow(KeyError)
})
