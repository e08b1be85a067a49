import { expect, test } from 'vitest'
import { Secrets } from '../../src/recording/secrets.js'
import { finish } from '../../src/wire/steps.js'

const isFound = (secrets: Secrets, text: string) =>
  finish(secrets.find(text)).length + finish(secrets.findDigits(text)).length > 0

test('a session with more secrets than fit forgets the oldest, says so, and keeps keys and what is seen again', () => {
  let forgotten = 0
  const secrets = new Secrets(() => forgotten++, 100_000)
  secrets.addKey('key-of-the-upstream')
  secrets.addName('Zürich Sons')
  for (let index = 0; index < 500; index++) {
    secrets.addToken(`password-${index}-xyz`)
    secrets.addToken('seen-again-and-again')
    secrets.addNumber(`+1303${1_000_000 + index}`)
  }
  expect(forgotten).toBeGreaterThan(0)
  for (const kept of ['key-of-the-upstream', 'Zürich Sons', 'seen-again-and-again', 'password-499-xyz', '+13031000499'])
    expect([kept, isFound(secrets, `x ${kept} y`)]).toEqual([kept, true])
  expect(isFound(secrets, 'x password-0-xyz y')).toBe(false)
})

test('a secret of 1 MiB is found whole', () => {
  const secrets = new Secrets(() => {})
  const long = Array.from({ length: 60_000 }, (_, index) => `part${index}-`).join('')
  secrets.addToken(long)
  const spans = finish(secrets.find(`before ${long} after`)).sort((a, b) => a.start - b.start)
  let end = 'before '.length
  for (const span of spans) if (span.start <= end) end = Math.max(end, span.end)
  expect(end).toBe('before '.length + long.length)
})
