import { setImmediate } from 'node:timers'
import { describe, expect, test } from 'vitest'
import { webhooks } from '../../src/control-api/webhooks.js'
import { Random } from '../../src/core/random.js'
import { startVerification } from '../../src/core/verifications.js'
import { announceAgain, endAttempt } from '../../src/core/webhooks.js'
import { type Api, useApi } from '../support/emulator.js'
import { useWorld } from '../support/world.js'

/** Long lists are looked through, converted and sent while other requests run. */

/** Answers are not checked, because a checked answer is not sent in parts. Webhooks that still wait at the end are expected. */
const useLong = (options = {}) => useApi({ validateResponses: false, onWarning: () => {}, ...options })

const create = ({ post, emulator }: Api, index: number, headers = {}) =>
  post(
    '/verifications/sms',
    { phone_number: `+1303${2_000_000 + index}`, verify_profile_id: emulator.profileId },
    headers,
  )

async function createMany(api: Api, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await create(api, index)
}

async function createProfile({ post }: Api, index: number): Promise<void> {
  const sms = { default_verification_timeout_secs: 300, whitelisted_destinations: ['US'] }
  expect((await post('/verify_profiles', { name: `Profile ${index}`, sms })).status).toBe(200)
}

/** Asks for something. @returns the answer's body, and how many turns of the event loop others had meanwhile */
async function ask({ get }: Api, path: string) {
  let isDone = false
  const asked = get(`//${path}`).finally(() => {
    isDone = true
  })
  let turns = 0
  for (; !isDone; turns++) await new Promise<void>((resolve) => setImmediate(resolve))
  const { status, body } = await asked
  expect(status).toBe(200)
  return { body, turns }
}

describe('what is sent in parts', () => {
  test('a list of profiles, all of them and once', async () => {
    const api = await useLong()
    const short = await ask(api, '_emulator/profiles')
    for (let index = 0; index < 300; index++) await createProfile(api, index)
    const { body, turns } = await ask(api, '_emulator/profiles')
    expect(body.profiles.map(({ name }: { name: string }) => name).sort()).toEqual(
      [short.body.profiles[0].name, ...Array.from({ length: 300 }, (_, index) => `Profile ${index}`)].sort(),
    )
    expect(body.templates).toEqual(short.body.templates)
    expect(turns).toBeGreaterThan(short.turns + 5)
  })

  test('a run, with the state and the journal of a sandbox', async () => {
    const api = await useLong({ journal: 2000 })
    await ask(api, '_emulator/run') // loads what takes a run
    const short = await ask(api, '_emulator/run')
    await createMany(api, 400)
    const { body, turns } = await ask(api, '_emulator/run')
    expect(body.after.verifications).toHaveLength(400)
    expect(body.after.journal.filter(({ kind }: { kind: string }) => kind === 'request')).toHaveLength(400)
    expect(turns).toBeGreaterThan(short.turns + 5)
  })

  test('messages, newest first', async () => {
    const api = await useLong({ journal: 0 })
    await createMany(api, 400)
    const { body, turns } = await ask(api, '_emulator/inbox?limit=10000')
    expect(body.messages).toHaveLength(400)
    const few = await ask(api, '_emulator/inbox?limit=50')
    expect(body.messages.slice(0, 50)).toEqual(few.body.messages)
    expect(body.cursor).toBe(few.body.cursor)
    expect(turns).toBeGreaterThan(few.turns + 5)
  })

  test('webhooks that wait, newest first', async () => {
    const api = await useLong({ journal: 0, webhooks: { url: 'http://127.0.0.1:9/hooks' } })
    await api.emulator.webhooks.faults.set([{ fault: 'delayed', delay: '1h' }])
    await createMany(api, 300)
    const { body, turns } = await ask(api, '_emulator/webhooks?limit=100000')
    const few = await ask(api, '_emulator/webhooks?limit=100')
    expect(body.webhooks).toHaveLength(600)
    expect(body.webhooks.slice(0, 100)).toEqual(few.body.webhooks)
    expect({ ...body, webhooks: [] }).toEqual({ ...few.body, webhooks: [] })
    expect(turns).toBeGreaterThan(few.turns + 5)
  })

  test('a snapshot with many webhooks, profiles and numbers, which can be restored', async () => {
    const api = await useLong({ webhooks: { url: 'http://127.0.0.1:9/hooks' } })
    await api.emulator.webhooks.faults.set([{ fault: 'delayed', delay: '1h' }])
    await createMany(api, 300)
    for (let index = 0; index < 300; index++) await createProfile(api, index)
    await api.post('//_emulator/records', {
      version: 1,
      verified_numbers: Array.from({ length: 300 }, (_, index) => ({ phone_number: `+1303${5_000_000 + index}` })),
    })
    const { body, turns } = await ask(api, '_emulator/snapshot?journal=true')
    const counts = [body.verifications, body.profiles, body.verified_numbers, body.webhooks.deliveries]
    expect(counts.map(({ length }) => length)).toEqual([300, 301, 300, 600])
    const sequences = body.journal.map(({ cursor }: { cursor: string }) => Number(cursor.split('-')[1]))
    expect(sequences).toEqual(sequences.toSorted((a: number, b: number) => a - b))
    expect(turns).toBeGreaterThan(20)
    const { snapshot: _, journal: __, ...taken } = body
    expect((await api.send('PUT', '//_emulator/snapshot', taken)).status).toBe(200)
    const { snapshot: ___, ...again } = (await ask(api, '_emulator/snapshot')).body
    expect(again).toEqual(taken)
  })
})

test('an invalid webhook in a later slice of a file is named with its place', async () => {
  const api = await useLong({ webhooks: { url: 'http://127.0.0.1:9/hooks' } })
  await api.emulator.webhooks.faults.set([{ fault: 'delayed', delay: '1h' }])
  await createMany(api, 200)
  const { body: taken } = await ask(api, '_emulator/snapshot')
  taken.webhooks.deliveries[333].state = 'odd'
  const { status, body } = await api.send('PUT', '//_emulator/snapshot', taken)
  expect(status).toBe(422)
  expect(body.detail).toMatch(
    /^the snapshot does not match the format at \/webhooks\/deliveries\/333\/state: it must be one of pending, /,
  )
})

describe('what is looked through in slices', () => {
  test('a journal in which nothing is found', async () => {
    const api = await useLong({ journal: 20_000 })
    await createMany(api, 2600)
    const few = await ask(api, '_emulator/journal?limit=1')
    for (const query of ['phone_number=%2B13035550123', 'status=404', 'operation=DeleteProfile']) {
      const { body, turns } = await ask(api, `_emulator/journal?${query}`)
      expect(body.entries).toEqual([])
      expect(turns).toBeGreaterThanOrEqual(few.turns + 4)
    }
    const { body } = await ask(api, '_emulator/journal?limit=100000')
    expect(body.entries).toHaveLength(10_400)
    expect(body.entries[0]).toEqual(few.body.entries[0])
  })

  test('the coverage of many sandboxes', async () => {
    const api = await useLong({ journal: 0, maxSandboxes: 2200 })
    for (let index = 0; index < 2100; index++)
      await create(api, index, { authorization: `Bearer sandbox_job-${index}` })
    const one = await ask(api, '_emulator/coverage?sandbox=job-7')
    const { body, turns } = await ask(api, '_emulator/coverage?sandbox_prefix=job-')
    expect(body.operations.CreateVerificationSms).toBe(2100)
    expect(turns).toBeGreaterThanOrEqual(one.turns + 3)
  })
})

test('the entries of several sandboxes are in the order of their times, however many are asked for', async () => {
  const api = await useApi()
  const random = Random.fromSeed('order of entries')
  const names = ['job-a', 'job-b', 'job-c', 'job-d']
  for (let request = 0; request < 60; request++) {
    const name = names[random.next() % names.length]
    await create(api, request, { authorization: `Bearer sandbox_${name}` })
    if (random.next() % 3 === 0) api.pass(1000)
  }
  const all: { readonly at: string; readonly sandbox: string }[] = []
  for (const name of names) {
    const { body } = await api.get(`//_emulator/journal?limit=1000&sandbox=${name}`)
    for (const { cursor: _, ...entry } of body.entries) all.push({ ...entry, sandbox: name })
  }
  all.sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  for (const limit of [1, 7, 50, 1000]) {
    const { body } = await api.get(`//_emulator/journal?limit=${limit}&sandbox_prefix=job-`)
    expect(body.entries.map(({ cursor: _, ...entry }: { cursor: string }) => entry)).toEqual(all.slice(0, limit))
  }
})

/** Asks for something that takes several turns, and does something else after the first. What it loads is loaded before. */
async function during({ get }: Api, path: string, act: () => Promise<unknown>) {
  await get(`//${path}`)
  const asked = get(`//${path}`)
  await new Promise<void>((resolve) => setImmediate(resolve))
  await act()
  return (await asked).body
}

test('the cursor of a long list of webhooks hides none that was attempted while the list was made', async () => {
  const { sandbox, profile } = useWorld()
  const attempt = { number: 1, url: 'http://127.0.0.1:9/hooks', startedAt: 0, tookMs: 1, status: 204, error: null }
  const deliveries = sandbox.run((world) => {
    const verification = startVerification(world, {
      channel: 'sms',
      phoneNumber: '+13035551234',
      profileId: profile.id,
    })
    return Array.from({ length: 2100 }, () =>
      announceAgain(world, 'verify.sent', verification, { url: attempt.url }),
    ).flat()
  })
  const turns = {
    later: () => {},
    pause: async () => {
      const request = { headers: {}, body: '' }
      sandbox.run((world) => endAttempt(world, deliveries[0] as never, { ...attempt, request, response: null }))
    },
  }
  for (const [query, cursor] of [
    [{ limit: '1' }, '0-0'],
    [{ limit: '2099' }, '0-0'],
    [{ limit: '1' }, '0-1'],
  ] as const) {
    const answer = await webhooks.ListWebhooks({ sandbox, query, turns, webhooks: { eventNames: [] } } as never)
    const body = 'parts' in answer ? JSON.parse([...answer.parts].join('')) : answer.body
    expect(body.cursor).toBe(cursor)
  }
})

describe('the cursors of entries are of their own journal if a reset overtakes the answer', () => {
  const cursorsIn = (list: readonly { readonly cursor: string }[]) => new Set(list.map(({ cursor }) => cursor[0]))
  const reset = ({ emulator }: Api) => emulator.reset()

  test('a list of one sandbox, and of several', async () => {
    for (const query of ['', '&sandbox_prefix=def']) {
      const api = await useLong({ journal: 20_000 })
      await createMany(api, 1000)
      const { entries } = await during(api, `_emulator/journal?limit=100000${query}`, () => reset(api))
      expect(cursorsIn(entries)).toEqual(new Set(['0']))
    }
  })

  test('a snapshot and a run', async () => {
    for (const path of ['snapshot?journal=true', 'run']) {
      const api = await useLong()
      await createMany(api, 400)
      const { after, journal = after.journal } = await during(api, `_emulator/${path}`, () => reset(api))
      expect(cursorsIn(journal)).toEqual(new Set(['0']))
    }
  })

  test('an assertion', async () => {
    const api = await useLong({ journal: 20_000 })
    await createMany(api, 1000)
    const ask = () => api.post('//_emulator/journal/assert', { operation: 'CreateVerificationSms', at_least: 2 })
    await ask() // which loads what the next one needs
    const asked = ask()
    await new Promise<void>((resolve) => setImmediate(resolve))
    await reset(api)
    expect(cursorsIn((await asked).body.entries)).toEqual(new Set(['0']))
  })
})
