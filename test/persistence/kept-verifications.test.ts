import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { listDue } from '../../src/core/due.js'
import { findNextMessage, listMessages } from '../../src/core/inbox.js'
import type { Verification } from '../../src/core/records.js'
import { findForCheck, verificationsOf } from '../../src/core/state.js'
import type { World } from '../../src/core/world.js'
import { sealFile, sealLine } from '../../src/persistence/checksum.js'
import { readProven } from '../../src/persistence/proven-text.js'
import { fillWorld, mergeSandboxFiles, type SandboxFile } from '../../src/sandbox-file/format.js'
import { mergeKept } from '../../src/sandbox-file/merge-kept.js'
import { readSandboxFile } from '../../src/sandbox-file/read-sandbox-file.js'
import { toSandboxFile } from '../../src/sandbox-file/write-sandbox-file.js'
import { fileValidators } from '../../src/spec/files.js'
import type { Validate } from '../../src/wire/validation.js'
import { useWorld } from '../support/world.js'

type Stored = NonNullable<SandboxFile['verifications']>[number]

const readJson = (text: string) => readSandboxFile(text, 'file', fileValidators.SandboxFile as Validate)
const profiles = ['4900019b-76da-b800-8000-000000000001', '4900019b-76da-b800-8000-000000000002'] as const
const numbers = ['+13035550101', '+13035550102', '+4915112345678'] as const
const ids = Array.from({ length: 9 }, (_, index) => `49000000-0000-4000-8000-00000000000${index}`)
const at = (second: number) => `2026-01-31T09:30:0${second}.000000`

/** Few IDs, numbers and times, so that they meet; the rare spellings are those that are read as JSON. */
const verification = fc
  .record({
    id: fc.nat(ids.length - 1),
    isOfSecond: fc.boolean(),
    created: fc.nat(3),
    status: fc.constantFrom('pending', 'pending', 'accepted', 'expired' as const),
    hasMessage: fc.boolean(),
    text: fc.constantFrom('Your code is 12345.', 'Your code is 12345.', 'Dein Code für "uns": 12345 ☎'),
    extension: fc.constantFrom(undefined, undefined, undefined, '42'),
  })
  .map(({ id, isOfSecond, created, status, hasMessage, text, extension }): Stored => {
    const message = { sequence: 1 + ((id * 5) % ids.length), from: '+13035550100', text }
    return {
      id: ids[id] as string,
      type: 'sms',
      phone_number: numbers[id % numbers.length] as string, // the number of a verification never changes
      verify_profile_id: profiles[isOfSecond ? 1 : 0] as string,
      created_at: at(created),
      ...(status !== 'pending' && { status }),
      emulator: {
        code: '12345',
        ...(!hasMessage && { delivery: 'sent' as const }),
        ...(extension !== undefined && { extension }),
        usd: 0.03,
        ...(hasMessage && { message }),
      },
    }
  })

const code = fc
  .record({ of: fc.nat(numbers.length - 1), sequence: fc.integer({ min: 20, max: 24 }) })
  .map(({ of, sequence }): NonNullable<SandboxFile['number_codes']>[number] => ({
    phone_number: numbers[of] as string,
    verification_method: 'sms',
    code: '123456',
    used: false,
    message: {
      sequence: sequence % 2 === 0 ? sequence : sequence - 20 + 100,
      from: 'Telnyx',
      text: 'x',
      sent_at: at(1),
    },
  }))

const file = fc.record({
  verifications: fc.array(verification, { maxLength: 6 }),
  codes: fc.array(code, { maxLength: 2 }),
})
const line = fc.record({
  verifications: fc.array(verification, { minLength: 1, maxLength: 3 }),
  replaces: fc.constantFrom(false, false, false, false, true),
})

function toFile(verifications: readonly Stored[], codes: SandboxFile['number_codes'] = []): SandboxFile {
  const byId = new Map(verifications.map((stored) => [stored.id, stored])) // a file has an ID once
  const bySequence = new Map(codes.map((stored) => [stored.message.sequence, stored]))
  return { version: 1, verifications: [...byId.values()], number_codes: [...bySequence.values()] }
}

/** The same content, read all at once, and read when it is needed. */
function useBoth(base: SandboxFile, log: readonly SandboxFile[]): readonly [World, World] {
  const whole = useWorld().sandbox.world
  const { meta } = toSandboxFile(whole)
  const all = log.map((one, index) => ({ ...one, ...(meta && { meta: { ...meta, last_id_ms: 4e12 + index } }) }))
  fillWorld(whole, mergeSandboxFiles(base, all), 'file')
  const { bytes } = sealFile(base)
  const lines = all.map(({ version, meta, verifications, ...others }) => {
    const text = JSON.stringify({ version, meta, verifications, ...others })
    return Buffer.from(sealLine(text, 0).bytes.subarray(0, -1))
  })
  const kept = useWorld().sandbox.world
  fillWorld(
    kept,
    mergeKept(
      readProven(bytes, readJson),
      lines.map((one) => readProven(one, readJson)),
    ),
    'file',
  )
  return [whole, kept]
}

/** Reads of every kind, as text that can be compared. */
const reads: readonly ((world: World, index: number) => unknown)[] = [
  ({ state }, index) => tell(state.verifications.get(ids[index % ids.length] as string)),
  ({ state }, index) => state.verifications.has(ids[index % ids.length] as string),
  ({ state }, index) => verificationsOf(state, numberAt(index), 0, 9).map(tell),
  ({ state }, index) => state.numbers.get(numberAt(index))?.count,
  ({ state }, index) => tell(findForCheck(state, numberAt(index), profiles[index % 2] as string)),
  ({ state }, index) => listMessages(state, { phoneNumber: numberAt(index) }, 9).map(({ sequence }) => sequence),
  ({ state }, index) => listMessages(state, {}, 1 + index).map(({ sequence }) => sequence),
  ({ state }, index) => findNextMessage(state, numberAt(index), undefined, index)?.sequence,
  (world, index) => {
    const { items, total } = listDue(world, index)
    return [items.map((item) => (item.kind === 'webhook' ? item.kind : tell(item.about))), total]
  },
  ({ agenda }) => {
    const item = agenda.take(Number.MAX_SAFE_INTEGER)
    return [item?.at, item?.kind, agenda.nextAt, agenda.size, agenda.isMoreDue(Number.MAX_SAFE_INTEGER, 2)]
  },
  ({ state }) => [
    state.lastIdMs,
    state.verifications.size,
    state.messages.length,
    state.sequence,
    tell(state.verifications.newest),
  ],
  ({ state }) => [...state.verifications.copies()].map(tell),
]
const numberAt = (index: number) => numbers[index % numbers.length] as string
const tell = (verification: Verification | null | undefined) =>
  verification && [
    verification.id,
    verification.status,
    verification.expiresAt,
    verification.message?.text,
    verification.message?.about === undefined || verification.message.about === verification,
  ]

describe('verifications that are read when they are needed', () => {
  test('answer like those that are read at once, whatever is asked first', () => {
    let unread = 0
    fc.assert(
      fc.property(
        file,
        fc.array(line, { maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(reads.length - 1), fc.nat(8)), { maxLength: 12 }),
        ({ verifications, codes }, lines, asked) => {
          const log = lines.map((one) => ({
            ...toFile(one.verifications),
            number_codes: undefined as never,
            ...(one.replaces && { replaces: true }),
          }))
          const [whole, kept] = useBoth(toFile(verifications, codes), log as SandboxFile[])
          for (let place = 0; place < kept.state.verifications.size; place++)
            if (kept.state.verifications.isUnread(place)) unread++
          for (const [read, index] of asked) expect(reads[read]?.(kept, index)).toEqual(reads[read]?.(whole, index))
          expect(toSandboxFile(kept)).toEqual(toSandboxFile(whole))
          expect([...kept.state.verifications.values()].map(tell)).toEqual(
            [...whole.state.verifications.values()].map(tell),
          )
          expect(Array.from(kept.state.profiles.values(), ({ spentByDay }) => spentByDay)).toEqual(
            Array.from(whole.state.profiles.values(), ({ spentByDay }) => spentByDay),
          )
        },
      ),
      { seed: 20261130, numRuns: 300 },
    )
    expect(unread).toBeGreaterThan(300) // what is read at once proves nothing
  })

  test('are one object, however they are found', () => {
    const stored = fc.sample(verification, { seed: 20261130, numRuns: 20 })
    const [, { state }] = useBoth(toFile(stored), [])
    const [first] = state.verifications.copies()
    const found = state.verifications.get(first?.id as string)
    expect(found).toBeDefined()
    expect(found).not.toBe(first) // a copy belongs to no world
    expect(state.verifications.get(first?.id as string)).toBe(found)
    expect([...state.verifications.values()][0]).toBe(found)
    expect([...state.verifications.copies()][0]).toBe(found)
    expect(verificationsOf(state, first?.phoneNumber as string, 0, 9)).toContain(found)
  })
})
