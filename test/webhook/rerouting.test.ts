import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { isInContainer } from '../../src/cli/start/container.js'
import { type ProcessFacts, startEmulator } from '../../src/emulator/create-emulator.js'
import { createTargetGuard } from '../../src/webhook/targets.js'
import { createTransport } from '../../src/webhook/transport.js'
import { useApi } from '../support/emulator.js'
import { findClosedPort, useReceiver } from '../support/receiver.js'

/** The address of the machine, as seen from a container; here another loopback address. */
const machine = '127.0.0.2'

/** Starts a receiver on the machine that refuses nothing, at a port that is closed at 127.0.0.1. */
async function useMachine() {
  const requests: { readonly headers: IncomingMessage['headers']; readonly url: string | undefined }[] = []
  const server = createServer((request, response) => {
    requests.push({ headers: request.headers, url: request.url })
    response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, machine, resolve))
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, requests }
}

/** Creates a transport in a container that knows the machine, or not. */
function useTransport(options: TransportOptions = {}) {
  const { hosts, answer, isInside } = { hosts: [], answer: machine, isInside: true, ...options }
  const looked: string[] = []
  const guard = createTargetGuard(hosts)
  const lookup = ((name: string, options: object, callback: (...result: unknown[]) => void) => {
    if (name !== 'host.docker.internal') return guard.lookup(name, options, callback as never)
    looked.push(name)
    if (answer === undefined) return callback(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }))
    return guard.lookup(answer, options, callback as never)
  }) as LookupFunction
  const transport = createTransport(2000, { ...guard, lookup }, () => isInside)
  onTestFinished(transport.close)
  const post = (url: string) => transport.post({ url, headers: { 'x-a': '1' }, body: '{}' })
  return { post, looked }
}

interface TransportOptions {
  readonly hosts?: readonly string[]
  /** The address of host.docker.internal; undefined if the name is unknown. */
  readonly answer?: string | undefined
  readonly isInside?: boolean
}

describe('a webhook that is refused in a container', () => {
  test.each(['127.0.0.1', 'localhost', '[::1]'])('to %s is posted to the machine, with its own Host', async (host) => {
    const { port, requests } = await useMachine()
    const { post } = useTransport()
    expect(await post(`http://${host}:${port}/hooks?a=1`)).toMatchObject({
      status: 204,
      error: null,
      reroutedTo: `http://host.docker.internal:${port}/hooks?a=1`,
    })
    expect(requests).toMatchObject([{ url: '/hooks?a=1', headers: { host: `${host}:${port}`, 'x-a': '1' } }])
  })

  test('is tried twice only, and reports the second try', async () => {
    const { post } = useTransport()
    const port = await findClosedPort()
    const result = await post(`http://127.0.0.1:${port}/`)
    expect(result).toMatchObject({ status: null, reroutedTo: `http://host.docker.internal:${port}/` })
    expect(result.error).toContain(`connection refused at http://host.docker.internal:${port}`)
  })

  test('stays refused if the machine has no name there, which is looked up once', async () => {
    const { post, looked } = useTransport({ answer: undefined })
    const url = `http://127.0.0.1:${await findClosedPort()}/`
    for (const result of [await post(url), await post(url)]) {
      expect(result).not.toHaveProperty('reroutedTo')
      expect(result.error).toMatch(
        /connection refused at http:\/\/127.*--add-host host\.docker\.internal:host-gateway$/,
      )
    }
    expect(looked).toHaveLength(1)
  })

  test.each<[string, TransportOptions]>([
    ['outside of a container', { isInside: false }],
    ['if --webhook-hosts does not list the machine', { hosts: ['127.0.0.1'] }],
    ['if the machine is a metadata address', { answer: '169.254.169.254' }],
  ])('stays refused %s', async (_, options) => {
    const { port, requests } = await useMachine()
    const result = await useTransport(options).post(`http://127.0.0.1:${port}/`)
    expect(result).toMatchObject({ status: null, error: expect.stringContaining('connection refused at http://127') })
    expect(result).not.toHaveProperty('reroutedTo')
    expect(requests).toEqual([])
  })

  test('stays refused if it is for another host, and a webhook that arrives is not repeated', async () => {
    const { port, requests } = await useMachine()
    const { post, looked } = useTransport()
    const closed = await findClosedPort()
    expect(await post(`http://${machine}:${port}/`)).toEqual({
      status: 204,
      error: null,
      response: expect.anything(),
      tookMs: expect.any(Number),
    })
    expect((await post(`http://0.0.0.0:${closed}/`)).error).toContain('connection refused')
    const failing = await useReceiver({ usually: 500, isChecked: false })
    expect(await post(failing.url)).toMatchObject({ status: 500 })
    expect([requests.length, failing.requests.length, looked]).toEqual([1, 1, []])
  })
})

test('the emulator asks whether it is in a container when a webhook is refused, and never without that', async () => {
  let asked = 0
  const facts: ProcessFacts = { isInContainer: () => ++asked < 0 }
  const receiver = await useReceiver()
  const { emulator, post } = await useApi({ webhooks: { url: receiver.url } }, (options) =>
    startEmulator(options, facts),
  )
  const send = () => post('/verifications/sms', { phone_number: '+13035551234', verify_profile_id: emulator.profileId })
  await send()
  await emulator.clock.advance('1s')
  expect(asked).toBe(0)
  await emulator.webhooks.setUrl(`http://127.0.0.1:${await findClosedPort()}/`)
  await send()
  await emulator.clock.advance('1m')
  expect(asked).toBe(1)
})

test.each<[string, string[], string | undefined, boolean]>([
  ['Docker', ['/.dockerenv'], '0::/', true],
  ['Podman', ['/run/.containerenv'], '0::/', true],
  ['Docker without its file', [], '12:memory:/docker/0123456789ab', true],
  ['Kubernetes', [], '11:cpu:/kubepods/besteffort/pod0123', true],
  ['a machine', [], '0::/init.scope', false],
  ['a system without control groups', [], undefined, false],
])('a process in %s', (_, present, groups, expected) => {
  const exists = (path: string) => present.includes(path)
  const read = () => {
    if (groups === undefined) throw new Error('ENOENT')
    return groups
  }
  expect(isInContainer({ exists, read })).toBe(expected)
})
