import { expect, test } from 'vitest'
import { explainUnreachable } from '../../../src/audit/receiver/unreachable.js'

test.each([
  [
    'ECONNREFUSED',
    'Nothing listens at app.test:3000: is your app running? In a container, localhost is the container itself; host.docker.internal is its host.',
  ],
  ['ENOTFOUND', 'No host is called app.test: check the spelling of the URL.'],
  ['EAI_AGAIN', 'No host is called app.test: check the spelling of the URL.'],
  ['ETIMEDOUT', 'No connection to app.test:3000 came about in time: is a firewall in between?'],
  ['HPE_INVALID_CONSTANT', 'What answers at app.test:3000 is not HTTP: if your app listens with TLS, write https.'],
  ['EPROTO', 'What listens at app.test:3000 speaks no TLS: write http.'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'What listens at app.test:3000 speaks no TLS: write http.'],
  [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'The certificate of app.test:3000 is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT): name the file of its authority in NODE_EXTRA_CA_CERTS, or check your app over http.',
  ],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'The certificate of app.test:3000 is not trusted'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'The certificate of app.test:3000 is not trusted'],
  ['EHOSTUNREACH', 'No connection to app.test:3000 (EHOSTUNREACH): is your app running?'],
])('%s', (code, sentence) => {
  expect(explainUnreachable(new URL('https://app.test:3000/webhooks'), code)).toContain(sentence)
})
