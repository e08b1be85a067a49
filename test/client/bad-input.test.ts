import { describe, expect, test } from 'vitest'
import { ConnectionError, connect, createEmulator, InputError } from '../../src/index.js'
import { useApi } from '../support/emulator.js'

const url = 'http://127.0.0.1:1'

describe('a client is refused', () => {
  test('without options', () => {
    expect(() => connect(undefined as never)).toThrow(
      new InputError("connect() needs a URL, like { url: 'http://127.0.0.1:8374' }."),
    )
  })

  test.each(['se\ncret', 'ключ', ' a', 'a '])('with the token %j, which no header can carry', (token) => {
    expect(() => connect({ url, token })).toThrow(
      new InputError('connect(): token must consist of printable ASCII characters, without line breaks.'),
    )
  })
})

describe('an ID that would name another path is refused before a request', () => {
  const { inbox, scenarios, faults, webhooks, server } = connect({ url })
  const calls: readonly [string, (id: string) => Promise<unknown>, kind: string][] = [
    ['inbox.next', (id) => inbox.next(id), 'a phone number in E.164. Write it with its plus sign, like +13035551234'],
    [
      'inbox.answer',
      (id) => inbox.answer(id),
      'a phone number in E.164. Write it with its plus sign, like +13035551234',
    ],
    ['scenarios.remove', (id) => scenarios.remove(id), 'the ID of a scenario, like scenario_1'],
    ['faults.remove', (id) => faults.remove(id), 'the ID of a fault, like fault_1'],
    ['webhooks.faults.remove', (id) => webhooks.faults.remove(id), 'the ID of a webhook fault, like webhook_fault_1'],
    ['webhooks.get', (id) => webhooks.get(id), 'the ID of a webhook delivery. `webhooks.list()` lists them'],
    [
      'webhooks.redeliver',
      (id) => webhooks.redeliver(id),
      'the ID of a webhook delivery. `webhooks.list()` lists them',
    ],
    ['server.sandboxes.delete', (id) => server.sandboxes.delete(id), 'the name of a sandbox'],
  ]
  test.each(calls)('%s', async (_, call, kind) => {
    for (const id of ['', '.', '..']) {
      const refused = Promise.resolve().then(() => call(id))
      await expect(refused).rejects.toThrow(new InputError(`"${id}" is not ${kind}.`))
    }
  })
})

test.each([
  ['scenarios.set()', (client: ReturnType<typeof connect>) => client.scenarios.set('x' as never)],
  ['faults.set()', (client: ReturnType<typeof connect>) => client.faults.set({} as never)],
  ['webhooks.faults.set()', (client: ReturnType<typeof connect>) => client.webhooks.faults.set(undefined as never)],
])('%s refuses anything but a list', async (name, call) => {
  await expect(call(connect({ url }))).rejects.toThrow(`${name} expects a list, not `)
})

test('a sandbox name with a control character is refused by the emulator, which is not taken for missing', async () => {
  const { emulator } = await useApi()
  await emulator.listen()
  const client = connect({ url: emulator.url, sandbox: 'x\u001b' })
  await expect(client.info()).rejects.toThrow('is not a valid sandbox name. Use 1 to 100 letters')
})

test('an emulator in this process that is closed says so', async () => {
  const emulator = await createEmulator()
  await emulator.close()
  const refused = emulator.info()
  await expect(refused).rejects.toThrow('This emulator is closed. Create another one with createEmulator().')
  await expect(refused).rejects.toBeInstanceOf(ConnectionError)
})
