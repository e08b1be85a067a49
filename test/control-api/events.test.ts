import { describe, expect, test } from 'vitest'
import { connect, type EmulatorOptions, type JournalEntry } from '../../src/index.js'
import { useApi } from '../support/emulator.js'
import { EventReader, type Sent } from '../support/event-reader.js'

const base = (url: string) => url.replace(/\/v2$/, '')

const pathsOf = (all: readonly Sent[]) =>
  all.map(({ data }) => (JSON.parse(data) as JournalEntry).path?.split('/').at(-1))

describe.each(['in process', 'over a port'])('%s', (way) => {
  async function useStream(options: EmulatorOptions = {}) {
    const api = await useApi(options)
    const isServed = way === 'over a port'
    const url = isServed ? (await api.emulator.listen()).url : api.emulator.url
    const fetch = isServed ? globalThis.fetch : api.emulator.fetch
    const ask = (query = '', init: RequestInit = {}) => fetch(`${base(url)}/_emulator/events${query}`, init)
    return {
      api,
      client: connect({ url, fetch }),
      ask,
      open: async (query = '') => new EventReader(await ask(query)),
      /** Requests whose path ends in a number. */
      send: async (from: number, to: number, sandbox = 'default') => {
        for (let i = from; i <= to; i++) await api.get(`/nowhere/${i}`, { authorization: `Bearer sandbox_${sandbox}` })
      },
    }
  }

  test('the stream sends existing entries, then new ones, each once and in order', async () => {
    const { open, send, ask } = await useStream()
    await send(1, 3)
    const reader = await open('?since=0-1')
    await send(4, 5)
    expect(pathsOf(await reader.take(4))).toEqual(['2', '3', '4', '5'])
    const waiting = reader.take(2)
    await send(6, 7)
    const last = await waiting
    expect(pathsOf(last)).toEqual(['6', '7'])
    await reader.leave()
    // The ids are cursors to continue from.
    const next = await open(`?since=${last[0]?.id}`)
    expect(pathsOf(await next.take(1))).toEqual(['7'])
    await next.leave()
    const response = await ask()
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-store')
    await response.body?.cancel()
  })

  test('without since the stream sends new entries only, and misses none before the first read', async () => {
    const { open, send } = await useStream()
    await send(1, 2)
    const reader = await open()
    await send(3, 4)
    const sent = await reader.take(2)
    expect(pathsOf(sent)).toEqual(['3', '4'])
    expect(sent.map(({ event, id }) => `${event} ${id}`)).toEqual(['request 0-3', 'request 0-4'])
    await reader.leave()
  })

  test('the stream sends all kinds of entries in the form of the journal', async () => {
    const { open, api } = await useStream()
    const reader = await open()
    await api.post('/verifications/sms', { phone_number: '+13035551234', verify_profile_id: api.emulator.profileId })
    const sent = await reader.take(4)
    expect(sent.map(({ event }) => event)).toEqual(['delivery', 'message', 'delivery', 'request'])
    const { entries } = (await api.get('//_emulator/journal')).body
    expect(sent.map(({ data }) => JSON.parse(data))).toEqual(entries.toReversed())
    await reader.leave()
  })

  test('two readers each get every entry, also when one of them leaves', async () => {
    const { open, send } = await useStream()
    const [one, other] = [await open(), await open()]
    await send(1, 2)
    expect(pathsOf(await one.take(2))).toEqual(['1', '2'])
    await one.leave()
    await send(3, 3)
    expect(pathsOf(await other.take(3))).toEqual(['1', '2', '3'])
    await other.leave()
  })

  test('the stream sends entries of its sandbox only', async () => {
    const { open, send } = await useStream()
    const reader = await open('?sandbox=mine')
    await send(1, 1)
    await send(2, 2, 'mine')
    expect(pathsOf(await reader.take(1))).toEqual(['2'])
    await reader.leave()
  })

  test('a sandbox with a reader is kept; without one it can be dropped', async () => {
    const { open, send, api, client } = await useStream({ maxSandboxes: 2, onWarning: () => {} })
    const names = async () => (await api.emulator.server.sandboxes.list()).map(({ sandbox }) => sandbox)
    const create = (name: string) => api.emulator.sandbox(name).reset()
    const reader = await open('?sandbox=mine')
    for (const name of ['mine', 'a', 'b', 'c']) await create(name)
    expect(await names()).toContain('mine')
    await send(2, 2, 'mine')
    expect(pathsOf(await reader.take(1))).toEqual(['2'])
    await reader.leave()
    // Over a port, the server notices the disconnect later.
    let isThere = true
    for (let i = 0; isThere && i < 1000; i++) {
      await client.server.health()
      for (const other of ['a', 'b', 'c']) await create(other)
      isThere = (await names()).includes('mine')
    }
    expect(isThere).toBe(false)
  })

  test('closing the emulator ends the stream after the remaining entries', async () => {
    const { open, send, api } = await useStream()
    const reader = await open()
    await send(1, 1)
    const waiting = reader.rest()
    await api.emulator.close()
    expect(pathsOf(await waiting)).toEqual(['1'])
  })

  test('a reset does not end the stream, and ids start again', async () => {
    const { open, send, api } = await useStream()
    const reader = await open()
    await send(1, 2)
    await api.emulator.reset()
    await send(3, 3)
    const sent = await reader.take(3)
    expect(sent.map(({ id }) => id)).toEqual(['0-1', '0-2', '1-1'])
    expect(pathsOf(sent)).toEqual(['1', '2', '3'])
    await reader.leave()
  })

  test('a journal that keeps nothing still streams entries', async () => {
    const { open, send } = await useStream({ journal: 0 })
    const reader = await open('?since=0-0')
    await send(1, 2)
    expect(pathsOf(await reader.take(2))).toEqual(['1', '2'])
    await reader.leave()
  })

  test('more than a thousand existing entries do not cut a reader off', async () => {
    const { open, send } = await useStream({ journal: 3000 })
    await send(1, 2500)
    const reader = await open('?since=0-0')
    await send(2501, 2502)
    expect(pathsOf(await reader.take(2502))).toEqual(Array.from({ length: 2502 }, (_, index) => String(index + 1)))
    await reader.leave()
  })

  test('HEAD is answered without reading the stream', async () => {
    const { ask, api } = await useStream({ maxSandboxes: 1, onWarning: () => {} })
    const response = await ask('?sandbox=mine', { method: 'HEAD' })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
    await api.get('/verify_profiles')
    expect((await api.emulator.server.sandboxes.list()).map(({ sandbox }) => sandbox)).toEqual(['default'])
  })

  describe('the client', () => {
    test('the client follows until the loop breaks', async () => {
      const { client, send } = await useStream()
      await send(1, 2)
      const paths: (string | undefined)[] = []
      for await (const { path } of client.journal.follow({ since: '0-0' })) {
        paths.push(path)
        if (paths.length === 2) break
      }
      expect(paths).toEqual(['/v2/nowhere/1', '/v2/nowhere/2'])
    })

    test('the client follows until its signal fires, without an error', async () => {
      const { client, send } = await useStream()
      await send(1, 2)
      const stop = new AbortController()
      const paths: (string | undefined)[] = []
      for await (const { path } of client.journal.follow({ since: '0-0', signal: stop.signal })) {
        paths.push(path)
        if (paths.length === 2) stop.abort()
      }
      expect(paths).toHaveLength(2)
    })

    test('a signal ends an idle stream, also one that has already fired', async () => {
      const { client } = await useStream()
      const stop = new AbortController()
      const follow = async () => {
        const entries: JournalEntry[] = []
        for await (const entry of client.journal.follow({ signal: stop.signal })) entries.push(entry)
        return entries
      }
      const following = follow()
      await client.clock.now()
      stop.abort()
      expect(await following).toEqual([])
      expect(await follow()).toEqual([])
    })

    test('the client throws a refusal', async () => {
      const { client } = await useStream()
      const following = client.journal.follow({ since: 'yesterday' })[Symbol.asyncIterator]()
      await expect(following.next()).rejects.toThrow(
        'since="yesterday" is not a valid cursor. Use the cursor of an earlier response.',
      )
    })
  })
})

test('for a slow reader the oldest events give way to a marker, and the stream goes on', async () => {
  const { emulator, get, post } = await useApi({ journal: 5000 })
  const open = async (query: string) =>
    new EventReader(await emulator.fetch(`${base(emulator.url)}/_emulator/events${query}`))
  const reader = await open('')
  await get('/nowhere/first')
  const first = await reader.next()
  const refuse = (i: number) => post(`/verifications/sms?${i}`, { phone_number: 'x'.repeat(10_000) })
  for (let i = 1; i <= 300; i++) await refuse(i)
  const sent = await reader.take(60)
  const at = sent.findIndex(({ event }) => event === 'overflow')
  expect(at).toBeLessThan(5) // those that were on their way
  // The event has no id, so the last one is kept.
  expect(sent[at]?.id).toBeUndefined()
  const { dropped, detail } = JSON.parse(sent[at]?.data as string)
  expect(detail).toBe(
    `${dropped} events were not read in time and dropped. To read those that the journal still has, reconnect with since= and your last id.`,
  )
  expect(dropped).toBeGreaterThan(100)
  expect(numbersOf(sent.slice(0, at))).toEqual(range(2, at))
  expect(numbersOf(sent.slice(at + 1))).toEqual(range(2 + at + dropped, 59 - at))
  await reader.leave()
  const again = await open(`?since=${first?.id}`)
  expect(numbersOf(await again.take(300))).toEqual(range(2, 300))
  await again.leave()
})

test('entries that the journal drops while they are read are counted', async () => {
  const { emulator, get } = await useApi({ journal: 10 })
  for (let i = 1; i <= 10; i++) await get(`/nowhere/${i}`)
  const reader = new EventReader(await emulator.fetch(`${base(emulator.url)}/_emulator/events?since=0-0`))
  const sent = await reader.take(1)
  for (let i = 11; i <= 16; i++) await get(`/nowhere/${i}`)
  while (numbersOf(sent.slice(-1))[0] !== 16) sent.push(...(await reader.take(1)))
  const at = sent.findIndex(({ event }) => event === 'overflow')
  const { dropped } = JSON.parse(sent[at]?.data as string)
  expect(numbersOf(sent.slice(0, at))).toEqual(range(1, at))
  expect(numbersOf(sent.slice(at + 1))).toEqual(range(1 + at + dropped, 16 - at - dropped))
  await reader.leave()
})

/** The numbers in the ids of events. */
const numbersOf = (sent: readonly { id: string | undefined }[]) => sent.map(({ id }) => Number(id?.split('-')[1]))
const range = (first: number, length: number) => Array.from({ length }, (_, index) => first + index)

test('the client throws when it has fallen behind', async () => {
  const { emulator, get, post } = await useApi()
  const following = emulator.journal.follow()[Symbol.asyncIterator]()
  const first = following.next()
  await get('/nowhere/0')
  await first
  for (let i = 1; i <= 200; i++) await post('/verifications/sms', { phone_number: 'x'.repeat(10_000) })
  const readAll = async () => {
    for (let next = await following.next(); !next.done; next = await following.next());
  }
  await expect(readAll()).rejects.toThrow(/events were not read in time and dropped/)
})

test.each([
  ['?since=now', 'since="now" is not a valid cursor. Use the cursor of an earlier response.'],
  ['?codes=all', 'Unknown value of codes "all". Expected one of: masked, shown.'],
  ['?kind=request', 'Unknown query parameter "kind". Expected one of: sandbox, since, boot, timings, details, codes.'],
])('the query %s is refused with a sentence', async (query, detail) => {
  const { get } = await useApi()
  const { status, body } = await get(`//_emulator/events${query}`)
  expect([status, body.detail]).toEqual([400, detail])
})
