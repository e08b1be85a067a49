import { Socket } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { isOwnMachine } from '../../src/passthrough/relay/own-machine.js'
import { useGate } from './gate.js'

/** The routes of a container in Docker's default network: its gateway is 172.17.0.1. */
const routes = `Iface\tDestination\tGateway \tFlags
eth0\t00000000\t010011AC\t0003
eth0\t000011AC\t00000000\t0001
`
const inContainer = { isInContainer: () => true, readRoutes: () => routes }
const outside = { isInContainer: () => false, readRoutes: () => routes }

describe('the machine that may use the upstream key', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['127.9.9.9', '127.0.0.1'],
    ['::1', '::1'],
    ['::ffff:127.0.0.1', '::ffff:127.0.0.1'],
    ['192.168.1.5', '192.168.1.5'],
    ['::ffff:192.168.1.5', '192.168.1.5'],
  ])('is %s at %s', (remoteAddress, localAddress) => {
    expect(isOwnMachine({ remoteAddress, localAddress }, outside)).toBe(true)
  })

  test.each([
    ['192.168.1.6', '192.168.1.5'],
    ['10.127.0.1', '10.0.0.1'],
    ['::ffff:8.8.8.8', '::ffff:10.0.0.1'],
    ['2001:db8::1', '2001:db8::2'],
    ['fe80::1', '::1'],
    [undefined, undefined],
    ['', ''],
  ])('is not %s at %s', (remoteAddress, localAddress) => {
    expect(isOwnMachine({ remoteAddress, localAddress }, outside)).toBe(false)
    expect(isOwnMachine({ remoteAddress, localAddress }, inContainer)).toBe(false)
  })

  test('is in a container the one around it, which has the address of the gateway', () => {
    const ends = { remoteAddress: '::ffff:172.17.0.1', localAddress: '::ffff:172.17.0.2' }
    expect(isOwnMachine(ends, inContainer)).toBe(true)
    expect(isOwnMachine(ends, outside)).toBe(false)
    expect(isOwnMachine({ ...ends, remoteAddress: '172.17.0.3' }, inContainer)).toBe(false)
    expect(isOwnMachine(ends, { isInContainer: () => true, readRoutes: () => '' })).toBe(false)
  })
})

test('a request from another machine that says localhost is refused, unless its host is allowed', async () => {
  const { ask, arrived } = await useGate()
  const shop = await useGate({}, { control: { allowedHosts: ['127.0.0.1'] } })
  // Node reads the other end of a connection by this method.
  const sockets = Socket.prototype as unknown as { _getpeername(): object }
  const peer = vi.spyOn(sockets, '_getpeername').mockReturnValue({ address: '192.168.1.6', family: 'IPv4', port: 1 })
  onTestFinished(() => peer.mockRestore())
  expect((await ask('GET /v2/verify_profiles HTTP/1.1')).first).toContain(' 403 ')
  expect((await ask('GET http://localhost/v2/verify_profiles HTTP/1.1')).first).toContain(' 403 ')
  expect(arrived).toEqual([])
  expect((await shop.ask('GET /v2/verify_profiles HTTP/1.1')).first).toContain(' 200 ')
  expect(shop.arrived.join('')).toContain('KEY-of-operator')
})
