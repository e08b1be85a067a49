import { expect, test } from 'vitest'
import { isLoopback, isMetadata, readAuthority } from '../../src/proxy/target.js'

test.each([
  ['api.telnyx.com:443', { host: 'api.telnyx.com', port: 443 }],
  ['API.Telnyx.com.:8443', { host: 'api.telnyx.com', port: 8443 }],
  ['[::1]:80', { host: '::1', port: 80 }],
  ['10.0.0.1:65535', { host: '10.0.0.1', port: 65_535 }],
])('the target of CONNECT %s', (text, target) => {
  expect(readAuthority(text)).toEqual(target)
})

test.each([
  '',
  'api.telnyx.com',
  ':443',
  'a:0',
  'a:65536',
  'a:b',
  'a b:1',
  'http://a:1',
  'user@a:1',
  '::1:80',
  '[::1]',
])('CONNECT %j has no target', (text) => {
  expect(readAuthority(text)).toBeUndefined()
})

test.each(['localhost', 'app.localhost', '127.0.0.1', '127.9.9.9', '0.0.0.0', '::1', '::', '::ffff:127.0.0.1'])(
  '%s is this machine',
  (host) => {
    expect(isLoopback(host)).toBe(true)
  },
)

test.each(['localhost.test', '128.0.0.1', '10.0.0.1', '::2', 'fe80::1', 'notlocalhost', '127.0.0.1.test'])(
  '%s is another machine',
  (host) => {
    expect(isLoopback(host)).toBe(false)
  },
)

test.each([
  '169.254.169.254',
  '169.254.0.1',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  'fe80::1',
  'fd00:ec2::254',
  '100.100.100.200',
  'metadata.google.internal',
])('%s is link-local or a metadata service', (host) => {
  expect(isMetadata(host)).toBe(true)
})

test.each(['169.253.1.1', '8.8.8.8', 'fec0::1', 'metadata.test', '2001:db8::1'])('%s is an ordinary host', (host) => {
  expect(isMetadata(host)).toBe(false)
})
