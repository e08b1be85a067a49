import { expect, test } from 'vitest'
import { convertFile } from '../../src/replay/convert-file.js'
import { finish } from '../../src/wire/steps.js'

const records = (count: number) => Array.from({ length: count }, (_, id) => ({ id }))

/** Converts a file, and notes the parts that are converted together. */
function convert(file: object, change: (text: string) => string = (text) => text) {
  const parts: object[] = []
  const converted = finish(
    convertFile(file, function* (part) {
      yield
      parts.push(part)
      return JSON.parse(change(JSON.stringify(part))) as object
    }),
  )
  return { converted, parts }
}

test('a file is converted member by member, and a long list some records at a time, in their order', () => {
  const file = { version: 1, profiles: records(2), verifications: records(250), overrides: { faults: [] } }
  const { converted, parts } = convert(file)
  expect(converted).toEqual(file)
  expect(Object.keys(converted)).toEqual(Object.keys(file))
  expect(parts.map((part) => Object.keys(part)[0])).toEqual([
    'version',
    'profiles',
    'verifications',
    'verifications',
    'verifications',
    'overrides',
  ])
})

test('long lists of webhooks are converted in parts, below the names that they have in the file', () => {
  const file = { webhooks: { made: 300, deliveries: records(300) } }
  const { converted, parts } = convert(file)
  expect(converted).toEqual(file)
  expect(parts.map((part) => Object.keys((part as typeof file).webhooks))).toEqual([
    ['made'],
    ['deliveries'],
    ['deliveries'],
    ['deliveries'],
  ])
})

test('a name that is changed, because it is a secret, is changed in the file', () => {
  const { converted } = convert({ test_numbers: { hunter2: [1] } }, (text) => text.replace('hunter2', '[REDACTED]'))
  expect(converted).toEqual({ test_numbers: { '[REDACTED]': [1] } })
})
