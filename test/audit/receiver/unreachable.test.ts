import { expect, test } from 'vitest'
import { explainUnreachable } from '../../../src/audit/receiver/unreachable.js'

test.each([
  [
    'ECONNREFUSED',
    'Nothing listens at app.test:3000. Is your app running? In a container, localhost is the container itself; use host.docker.internal for its host.',
  ],
  ['ENOTFOUND', 'The host app.test does not exist. Check the URL.'],
  ['EAI_AGAIN', 'The host app.test does not exist. Check the URL.'],
  ['ETIMEDOUT', 'The connection to app.test:3000 timed out. Is a firewall in between?'],
  ['HPE_INVALID_CONSTANT', 'The server at app.test:3000 does not speak HTTP. If your app uses TLS, use https.'],
  ['EPROTO', 'The server at app.test:3000 does not use TLS. Use http.'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'The server at app.test:3000 does not use TLS. Use http.'],
  [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'The certificate of app.test:3000 is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT). Set NODE_EXTRA_CA_CERTS to the file of its authority, or audit your app over http.',
  ],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'The certificate of app.test:3000 is not trusted'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'The certificate of app.test:3000 is not trusted'],
  ['EHOSTUNREACH', 'Cannot connect to app.test:3000 (EHOSTUNREACH). Is your app running?'],
])('%s is explained with what to do', (code, sentence) => {
  expect(explainUnreachable(new URL('https://app.test:3000/webhooks'), code)).toContain(sentence)
})
