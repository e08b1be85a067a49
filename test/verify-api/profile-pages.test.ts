import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDecision } from '../../src/core/decision.js'
import { createProfile, deleteProfile, updateProfile } from '../../src/core/profiles.js'
import type { World } from '../../src/core/world.js'
import { profiles } from '../../src/verify-api/profiles.js'
import { toProfile } from '../../src/wire/profile.js'
import { useWorld } from '../support/world.js'

interface Asked {
  readonly number: number
  readonly size: number
  readonly name?: string | undefined
  readonly part?: string | undefined
}

function list(world: World, { number, size, name, part }: Asked) {
  const query = {
    'page[number]': String(number),
    'page[size]': String(size),
    ...(name !== undefined && { 'filter[name]': name }),
    ...(part !== undefined && { 'filter[name][contains]': part }),
  }
  return profiles.ListProfiles(world, { path: {}, query, body: undefined }, createDecision())
}

/** The same list, of what is stored now. */
function expected({ state, settings }: World, { number, size, name, part }: Asked) {
  const all = [...state.profiles.values()].filter(
    (profile) =>
      (name === undefined || profile.name === name) &&
      (part === undefined || profile.name.toLowerCase().includes(part)),
  )
  const data = all.reverse().map((profile) => toProfile(profile, settings.dialect))
  const meta = {
    total_pages: Math.ceil(data.length / size),
    total_results: data.length,
    page_number: number,
    page_size: size,
  }
  return JSON.stringify({ data: data.slice((number - 1) * size, number * size), meta })
}

const name = fc.constantFrom('a', 'b', 'ab', 'c"')
const asked = fc.record(
  { number: fc.integer({ min: 1, max: 3 }), size: fc.integer({ min: 1, max: 4 }), name, part: name },
  { requiredKeys: ['number', 'size'] },
)
const step = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), name }),
  fc.record({ kind: fc.constant('update' as const), name, at: fc.nat() }),
  fc.record({ kind: fc.constant('section' as const), timeoutSecs: fc.integer({ min: 1, max: 600 }), at: fc.nat() }),
  fc.record({ kind: fc.constant('delete' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('list' as const), asked }),
)

test('H15, P11: a page of profiles shows what is stored, whatever was asked and changed before', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 30 }), fc.array(asked), (steps, last) => {
      const { sandbox, pass } = useWorld()
      const { world } = sandbox
      const pick = (at: number) => [...world.state.profiles.keys()][at % world.state.profiles.size]
      for (const one of steps) {
        pass(1)
        const id = 'at' in one ? pick(one.at) : undefined
        if (one.kind === 'create') createProfile(world, { name: one.name, channels: { sms: {} } })
        else if (one.kind === 'list') expect(list(world, one.asked).json).toBe(expected(world, one.asked))
        else if (id === undefined) continue
        else if (one.kind === 'delete') deleteProfile(world, id)
        else if (one.kind === 'update') updateProfile(world, id, { name: one.name, channels: {} })
        else updateProfile(world, id, { channels: { call: { timeoutSecs: one.timeoutSecs } } })
      }
      for (const one of last) {
        const answer = list(world, one)
        expect(answer.json).toBe(expected(world, one))
        expect(JSON.stringify(answer.body)).toBe(answer.json)
      }
    }),
    { seed: 1 },
  )
})

test('a page that is asked for again is the same text', () => {
  const { world } = useWorld().sandbox
  const page = { number: 1, size: 25 }
  expect(list(world, page).json).toBe(list(world, page).json)
})
