import { expect, test } from 'vitest'
import { isSandboxName } from '../../src/core/sandbox-name.js'
import { createSandboxNames } from '../../src/testing/sandbox-names.js'

test.each([
  ['a code expires after five minutes', 'a-code-expires-after-five-minutes'],
  ['  C2, C3: "right" and/or wrong?  ', 'c2-c3-right-and-or-wrong'],
  ['../../etc/passwd', 'etc-passwd'],
  ['ログインできる', 'test'],
  ['', 'test'],
])('the title %j becomes %s', (title, name) => {
  expect(createSandboxNames()(title)).toBe(name)
})

test('tests with the same title get unique names, in the order in which they start', () => {
  const name = createSandboxNames()
  expect([name('log in'), name('Log in!'), name('log in 2'), name('log in')]).toEqual([
    'log-in',
    'log-in-2',
    'log-in-2-2',
    'log-in-3',
  ])
})

test('long titles get valid and unique names', () => {
  const name = createSandboxNames()
  const names = Array.from({ length: 300 }, (_, index) => name(`${'x- '.repeat(100)}${index}`))
  expect(new Set(names).size).toBe(300)
  expect(names.filter((name) => !isSandboxName(name))).toEqual([])
})
