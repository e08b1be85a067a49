import { expect, test, vi } from 'vitest'
import { findLanAddresses } from '../../src/server/hosts.js'

vi.mock('node:os', () => ({
  networkInterfaces: () => ({
    lo: [{ address: '127.0.0.1', family: 'IPv4', internal: true }],
    eth0: [
      { address: '192.168.1.5', family: 'IPv4', internal: false },
      { address: '2001:db8::5', family: 'IPv6', internal: false },
      { address: 'fe80::1', family: 'IPv6', internal: false },
    ],
  }),
}))

test('a server on every address is reached from the network by the addresses of its machine', async () => {
  expect(await findLanAddresses('0.0.0.0')).toEqual(['192.168.1.5'])
  expect(await findLanAddresses('::')).toEqual(['192.168.1.5', '2001:db8::5'])
})
