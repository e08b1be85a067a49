import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readBody } from '../../../src/contract/cases/http-target.js'
import { fill, unfill } from '../../../src/contract/cases/variables.js'
import { type ComparedAnswer, compareAnswers } from '../../../src/contract/diff/answers.js'
import { createEmulator, type Emulator } from '../../../src/index.js'
import { readPointer } from '../../../src/wire/pointer.js'
import { testTime } from '../../support/emulator.js'

interface Shot {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

const phone = fc.constantFrom('+13035551234', '+442071234567', '3035551234', '+1303555')
const id = (name: string) => fc.integer({ min: 0, max: 3 }).map((index) => `\${${name}${index}}`)
const code = fc.constantFrom('12345', '54321', '0000')
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 4 })
const name = fc.constantFrom('one', 'Two', '')
const section = maybe(
  fc.record({
    code_length: maybe(fc.integer({ min: 3, max: 7 })),
    whitelisted_destinations: maybe(fc.constantFrom(['US'], ['*'])),
  }),
)
/** Every verification has a custom code: generated ones are another emulator's own. */
const shots: fc.Arbitrary<Shot> = fc.oneof(
  fc.record({
    method: fc.constant('POST'),
    path: fc.constant('/verify_profiles'),
    body: fc.record({ name: maybe(name), sms: section, call: section }),
  }),
  fc.record({
    method: fc.constantFrom('GET', 'DELETE'),
    path: id('profile').map((profile) => `/verify_profiles/${profile}`),
  }),
  fc.record({
    method: fc.constant('PATCH'),
    path: id('profile').map((profile) => `/verify_profiles/${profile}`),
    body: fc.record({ name: maybe(name), sms: section }),
  }),
  fc.record({
    method: fc.constant('GET'),
    path: fc.constantFrom('/verify_profiles?page[size]=2', '/verify_profiles/templates', '/nowhere'),
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      method: fc.constant('POST'),
      path: fc.constantFrom('/verifications/sms', '/verifications/call'),
      body: fc.record({
        phone_number: phone,
        verify_profile_id: id('profile'),
        custom_code: code,
        timeout_secs: maybe(fc.integer({ min: 0, max: 90 })),
      }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      method: fc.constant('POST'),
      path: fc.oneof(
        id('verification').map((verification) => `/verifications/${verification}/actions/verify`),
        phone.map((number) => `/verifications/by_phone_number/${number}/actions/verify`),
      ),
      body: fc.record({ code: maybe(code), verify_profile_id: maybe(id('profile')) }),
    }),
  },
  fc.record({ method: fc.constant('GET'), path: phone.map((number) => `/verifications/by_phone_number/${number}`) }),
)

/** IDs that do not exist yet are replaced by IDs that never exist. */
const unknown = () =>
  ['profile', 'verification'].flatMap((kind) =>
    [0, 1, 2, 3].map((index) => [`${kind}${index}`, `00000000-0000-4000-8000-00000000000${index}`] as const),
  )

async function answersOf(emulator: Emulator, sequence: readonly Shot[]): Promise<ComparedAnswer[]> {
  const ids = new Map<string, string>(unknown())
  const counts = { profile: 0, verification: 0 }
  const answers: ComparedAnswer[] = []
  for (const shot of sequence) {
    const { method, path, body } = fill(shot, ids)
    const headers = { authorization: `Bearer ${emulator.apiKey}`, 'content-type': 'application/json' }
    const response = await emulator.fetch(emulator.url + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const answer = {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: readBody(await response.text()),
    }
    const created = method === 'POST' && answer.status === 200 ? readPointer(answer.body, '/data/id') : undefined
    if (typeof created === 'string') {
      const kind = path === '/verify_profiles' ? 'profile' : 'verification'
      ids.set(`${kind}${counts[kind]++ % 4}`, created)
    }
    answers.push(unfill(answer, ids))
  }
  return answers
}

test('two emulators answer any sequence of requests in the same way', async () => {
  const statuses = new Set<number>()
  await fc.assert(
    fc.asyncProperty(fc.array(shots, { minLength: 3, maxLength: 25 }), async (sequence) => {
      const open = (seed: number) => createEmulator({ seed, now: () => testTime, onWarning: () => {} })
      const [one, other] = await Promise.all([open(1), open(2)])
      try {
        const [a, b] = [await answersOf(one, sequence), await answersOf(other, sequence)]
        for (const [index, answer] of a.entries()) {
          statuses.add(answer.status)
          expect(compareAnswers(answer, b[index] as ComparedAnswer)).toEqual([])
        }
      } finally {
        await Promise.all([one.close(), other.close()])
      }
    }),
    { numRuns: 100 },
  )
  expect([...statuses].sort()).toEqual(expect.arrayContaining([200, 400, 404, 422]))
})
