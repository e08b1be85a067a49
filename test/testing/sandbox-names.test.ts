import { expect, test } from 'vitest'
import { isSandboxName } from '../../src/core/sandboxes.js'
import { createSandboxNames } from '../../src/testing/sandbox-names.js'

test.each([
  ['a code expires after five minutes', 'a-code-expires-after-five-minutes'],
  ['  C2, C3: "right" and/or wrong?  ', 'c2-c3-right-and-or-wrong'],
  ['../../etc/passwd', 'etc-passwd'],
  ['ログインできる', 'test'],
  ['', 'test'],
])('the title %j gives %s', (title, name) => {
  expect(createSandboxNames()(title)).toBe(name)
})

test('tests of one title get names of their own, in the order in which they come', () => {
  const name = createSandboxNames()
  expect([name('log in'), name('Log in!'), name('log in 2'), name('log in')]).toEqual([
    'log-in',
    'log-in-2',
    'log-in-2-2',
    'log-in-3',
  ])
})

test('however long the titles, the names are good ones and differ', () => {
  const name = createSandboxNames()
  const names = Array.from({ length: 300 }, (_, index) => name(`${'x- '.repeat(100)}${index}`))
  expect(new Set(names).size).toBe(300)
  expect(names.filter((name) => !isSandboxName(name))).toEqual([])
})
