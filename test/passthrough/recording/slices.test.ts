import { expect, test } from 'vitest'
import { Slices } from '../../../src/passthrough/recording/slices.js'
import { Redactor } from '../../../src/recording/redactor.js'
import type { Steps } from '../../../src/wire/steps.js'

/** A clock that a test moves. */
function useClock() {
  const clock = { now: 0 }
  return { clock, slices: new Slices(() => clock.now) }
}

test('work is interrupted for others after two milliseconds', async () => {
  const { clock, slices } = useClock()
  const log: string[] = []
  function* count(): Steps<string> {
    for (let step = 1; step <= 6; step++) {
      log.push(`step ${step}`)
      clock.now++
      yield
    }
    return 'done'
  }
  const done = slices.do(count)
  const other = () => {
    log.push('other')
    if (log.length < 9) setImmediate(other)
  }
  setImmediate(other)
  expect(await done).toBe('done')
  const places = log.flatMap((word, index) => (word === 'other' ? [index] : []))
  expect(log.filter((word) => word !== 'other')).toHaveLength(6)
  expect(places.length).toBeGreaterThanOrEqual(3)
})

test('work is done one after another, also after a failure', async () => {
  const { slices } = useClock()
  const log: string[] = []
  function* work(name: string): Steps {
    log.push(`${name} begins`)
    yield
    if (name === 'b') throw new Error('b failed')
    log.push(`${name} ends`)
  }
  const all = ['a', 'b', 'c'].map((name) => slices.do(() => work(name)))
  await expect(all[1]).rejects.toThrow('b failed')
  await slices.done()
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'c begins', 'c ends'])
})

/** Texts of 1 MiB that were slow to redact, or stopped the process for long. */
const texts: Readonly<Record<string, string>> = {
  'single digits': '1 ',
  digits: '8',
  backslashes: '\\',
  'percent-encoding twice': '%2525',
  'JSON escapes': '\\u0041',
  'a form': 'a=b&c=%41&',
  assignments: 'a=b:',
  URLs: 'http://a.b/c?d=e ',
  'codes of a known length': '123456 ',
  'beginnings of tokens': 'eyJaaaa-',
  'a log of passwords': 'password=abcdefgh12 ',
}

test.each(Object.entries(texts))('the work on 1 MiB of %s has many breaks', (_, piece) => {
  const text = piece.repeat(Math.ceil((1024 * 1024) / piece.length))
  const redactor = new Redactor({
    standInForNumber: () => '+13125550100',
    standInForCode: (code) => code,
    standInsForNames: new Map(),
    keys: ['KEY0123456789abcdefABCDEF_1234567890'],
  })
  const work = redactor.bodyInSteps(text, 'answer')
  let breaks = 0
  while (work.next().done !== true) breaks++
  expect(breaks).toBeGreaterThan(100)
})
