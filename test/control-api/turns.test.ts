import { expect, test } from 'vitest'
import { EventFeed, EventQueue } from '../../src/control-api/event-queue.js'
import { LongPolls } from '../../src/control-api/long-poll.js'
import { Turns } from '../../src/control-api/turns.js'
import { startVerification } from '../../src/core/verifications.js'
import { useWorld } from '../support/world.js'

/** Turns that end when the test says so. */
function useTurns() {
  const ends: (() => void)[] = []
  const turns = new Turns(() => new Promise((resolve) => ends.push(resolve)))
  const endTurn = async () => {
    ends.shift()?.()
    for (let i = 0; i < 5; i++) await Promise.resolve()
  }
  return { turns, endTurn }
}

test('callbacks run in later turns, some at a time and in order', async () => {
  const { turns, endTurn } = useTurns()
  const called: number[] = []
  for (let i = 0; i < 120; i++) turns.later(() => called.push(i))
  expect(called).toEqual([])
  const counts: number[] = []
  for (let i = 0; i < 3; i++) {
    await endTurn()
    counts.push(called.length)
  }
  expect(counts).toEqual([50, 100, 120])
  expect(called).toEqual(Array.from({ length: 120 }, (_, index) => index))
  turns.later(() => called.push(120))
  await endTurn()
  expect(called).toHaveLength(121)
})

test('a reader of events is woken once for all events of a turn', async () => {
  const { turns, endTurn } = useTurns()
  const queue = new EventQueue('', new EventFeed((callback) => turns.later(callback)))
  const events = queue.readEvents()
  const reading = events.next()
  for (let i = 0; i < 300; i++) queue.push({ event: 'message', id: String(i), data: 'x'.repeat(50) })
  await endTurn()
  const { value = [] } = await reading
  // As many as are read at once; the rest is there without another turn.
  expect(value.length).toBeGreaterThan(200)
  const { value: rest = [] } = await events.next()
  expect([...value, ...rest].map(({ id }) => id)).toEqual(Array.from({ length: 300 }, (_, index) => String(index)))
})

test('many readers of one feed are woken in turns, and each reads every event once', async () => {
  const { turns, endTurn } = useTurns()
  const feed = new EventFeed((callback) => turns.later(callback))
  const read: string[][] = Array.from({ length: 35 }, () => [])
  const queues = read.map((ids) => {
    const queue = new EventQueue('', feed)
    void (async () => {
      for await (const events of queue.readEvents()) ids.push(...events.map(({ id }) => String(id)))
    })()
    return queue
  })
  const push = (id: string) => feed.push({ event: 'message', id, data: '{}' })
  await endTurn()
  push('1')
  const counts: number[] = []
  for (let turn = 0; turn < 4; turn++) {
    await endTurn()
    counts.push(read.filter(({ length }) => length > 0).length)
    if (turn === 1) push('2')
  }
  expect(counts).toEqual([10, 20, 30, 35])
  for (let turn = 0; turn < 4; turn++) await endTurn()
  expect(read).toEqual(read.map(() => ['1', '2']))
  queues[0]?.end()
  push('3')
  for (let turn = 0; turn < 4; turn++) await endTurn()
  expect(read).toEqual(read.map((_, index) => (index === 0 ? ['1', '2'] : ['1', '2', '3'])))
})

const never = { aborted: false, addEventListener: () => {}, removeEventListener: () => {} }

test('a message asks only those who wait for its number, or for any', async () => {
  const { sandbox, profile } = useWorld()
  const polls = new LongPolls(
    () => () => {},
    (callback) => callback(),
  )
  const asked: string[] = []
  const wait = (name: string, phoneNumber?: string) => {
    let isFirst = true
    const find = () => {
      if (!isFirst) asked.push(name)
      isFirst = false
      return asked.includes(name) ? name : null
    }
    return polls.wait(sandbox, find, { timeoutMs: 1000, signal: never, phoneNumber })
  }
  const waits = [
    wait('own', '+13035551234'),
    wait('any'),
    ...Array.from({ length: 1000 }, (_, index) => wait('other', `+1303666${1000 + index}`)),
  ]
  sandbox.run((world) =>
    startVerification(world, { channel: 'sms', phoneNumber: '+13035551234', profileId: profile.id }),
  )
  expect(asked).toEqual(['own', 'any'])
  expect(await Promise.all(waits.slice(0, 2))).toEqual([{ found: 'own' }, { found: 'any' }])
  expect(sandbox.isAttended).toBe(true)
  polls.closeAll()
  expect(await waits.at(-1)).toEqual({ gaveUp: 'closing' })
  expect(sandbox.isAttended).toBe(false)
})

test('waits of callers that disconnect at once end in later turns', async () => {
  const { turns, endTurn } = useTurns()
  const { sandbox } = useWorld()
  const polls = new LongPolls(
    () => () => {},
    (callback) => turns.later(callback),
  )
  const callers = Array.from({ length: 120 }, () => new AbortController())
  let ended = 0
  for (const { signal } of callers)
    void polls.wait(sandbox, () => null, { timeoutMs: 1000, signal }).then(() => ended++)
  for (const caller of callers) caller.abort()
  const counts = [ended]
  for (let i = 0; i < 3; i++) {
    await endTurn()
    counts.push(ended)
  }
  expect(counts).toEqual([0, 50, 100, 120])
  expect(sandbox.isAttended).toBe(false)
})
