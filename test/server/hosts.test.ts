import { expect, test } from 'vitest'
import { findLanAddresses } from '../../src/server/hosts.js'

const address = (address: string, family: 'IPv4' | 'IPv6', internal = false) =>
  ({ address, family, internal, netmask: '', mac: '', cidr: null, scopeid: 0 }) as never

const interfaces = async () => ({
  lo: [address('127.0.0.1', 'IPv4', true)],
  eth0: [address('192.168.1.5', 'IPv4'), address('2001:db8::5', 'IPv6'), address('fe80::1', 'IPv6')],
})

test('a server on every address is reached from the network by the addresses of its machine', async () => {
  expect(await findLanAddresses('0.0.0.0', interfaces)).toEqual(['192.168.1.5'])
  expect(await findLanAddresses('::', interfaces)).toEqual(['192.168.1.5', '2001:db8::5'])
})
