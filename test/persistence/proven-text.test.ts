import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { channels, type Verification } from '../../src/core/records.js'
import { checkFile, sealFile, sealLine } from '../../src/persistence/checksum.js'
import { readProven } from '../../src/persistence/proven-text.js'
import { writeChanges } from '../../src/sandbox-file/file-text.js'
import type { LoadedFile, SandboxFile } from '../../src/sandbox-file/format.js'
import { mergeKept } from '../../src/sandbox-file/merge-kept.js'
import { readSandboxFile } from '../../src/sandbox-file/read-sandbox-file.js'
import { fromStoredVerification, toStoredVerification } from '../../src/sandbox-file/records.js'
import { VerificationScanner } from '../../src/sandbox-file/verification-scanner.js'
import { writeVerification } from '../../src/sandbox-file/verification-text.js'
import { fileValidators } from '../../src/spec/files.js'
import type { Validate } from '../../src/wire/validation.js'
import { useWorld } from '../support/world.js'

const { world } = useWorld().sandbox
const readJson = (text: string) => readSandboxFile(text, 'file', fileValidators.SandboxFile as Validate)

const time = fc.integer({ min: 0, max: 4e12 })
/** Mostly what is usual, so that what is fast is tested, and also whatever else a record can hold. */
const rarely = <Value>(usual: Value, other: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constant('Your code is "1234" \\ ☎'),
  // Almost the text that is not written.
  fc.constantFrom('Your verification code is 1234', 'Your verification code is .', 'Your verification code is 12345..'),
)
const digits = fc.integer({ min: 1000, max: 9_999_999 }).map(String)

const facts = fc.record({
  id: fc.uuid(),
  channel: rarely(channels[0], fc.constantFrom(...channels)),
  phoneNumber: fc.integer({ min: 10_000_000, max: 99_999_999 }).map((number) => `+${number}`),
  profileId: rarely('4900019b-76da-b800-8000-000000000001', fc.constant('4900019b-76da-b800-8000-000000000002')),
  code: digits,
  customCode: fc.option(digits),
  extension: rarely(null, fc.option(text)),
  timeoutSecs: rarely(300, fc.integer({ min: 1, max: 1e9 })),
  timeoutRequested: fc.boolean(),
  price: rarely(30_000, fc.integer({ min: 0, max: 1e9 })),
  createdAt: time,
  status: fc.constantFrom('pending', 'accepted', 'invalid', 'expired', 'error' as const),
  failedChecks: rarely(0, fc.integer({ min: 0, max: 5 })),
  delivery: fc.constantFrom('queued', 'sent', 'delivered', 'sending_failed', 'delivery_unconfirmed' as const),
  due: rarely(null, fc.record({ at: time, delivery: fc.constant('delivered' as const) })),
  trace: rarely(
    null,
    fc.constantFrom(null, 'vendor=1').map((state) => {
      return { parent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', state }
    }),
  ),
})
const toUsualText = (code: string) => `Your verification code is ${code}.`
const later = rarely(0, fc.integer({ min: 1, max: 1e6 }))
const message = fc.option(
  fc.record({
    sequence: fc.integer({ min: 1, max: 1e9 }),
    from: rarely('+13035550100', text),
    // Its default is made of the code, or of another one: the code of a message can be an earlier one.
    text: fc.oneof(rarely(undefined, digits.map(toUsualText)), text),
    later,
  }),
)

/** Any verification that a sandbox can hold. */
const verification = fc.tuple(facts, later, message).map(([known, updated, received]): Verification => {
  const { createdAt, timeoutSecs } = known
  const made: Verification = {
    ...known,
    expiresAt: Math.min(createdAt + timeoutSecs * 1000, 253_402_300_799_999),
    updatedAt: createdAt + updated,
    message: null,
    older: null,
    olderPending: null,
  }
  if (received !== null) {
    const { sequence, from, text = toUsualText(made.code), later } = received
    made.message = { sequence, about: made, channel: made.channel, from, text, sentAt: createdAt + later, older: null }
  }
  return made
})
const verifications = fc.array(verification, { minLength: 1, maxLength: 12 })

function toRecords(file: LoadedFile): Verification[] {
  const { kept, verifications = [] } = mergeKept(file, [])
  if (kept === undefined) return verifications.map((stored) => fromStoredVerification(world, stored))
  return Array.from({ length: kept.size }, (_, place) => {
    const stored = kept.storedAt(place)
    return stored === undefined ? kept.read(place) : fromStoredVerification(world, stored)
  })
}

const writeAll = (records: readonly Verification[]) =>
  writeChanges(
    world,
    records.map((record) => ({ table: 'verifications', record })),
  )

describe('a verification', () => {
  test('is written without what reading assumes, and reads as the same record', () => {
    fc.assert(
      fc.property(verification, (record) => {
        const stored = JSON.parse(writeVerification(record))
        const whole = toStoredVerification(record)
        expect(whole).toMatchObject(stored)
        expect(fromStoredVerification(world, stored)).toEqual(record)
        expect(fromStoredVerification(world, whole)).toEqual(record)
        // Only a person writes a record with neither: its message is made when it is read.
        expect(stored.emulator.delivery ?? stored.emulator.message).toBeDefined()
        expect(readJson(JSON.stringify({ version: 1, verifications: [stored] })).verifications).toEqual([stored])
      }),
      { seed: 20261130, numRuns: 400 },
    )
  })

  test('is read from the bytes like from JSON, whatever byte is another one', () => {
    let read = 0
    const byte = fc.record({ at: fc.nat(), value: fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.nat(255)) })
    fc.assert(
      fc.property(verifications, fc.option(byte), (records, change) => {
        const lines = records.map(writeVerification).join('\n')
        const bytes = Buffer.from(lines)
        if (change !== null) bytes[change.at % bytes.length] = change.value
        const scanner = new VerificationScanner(bytes, (start, end) => bytes.toString('latin1', start, end))
        for (let place = 0, end = 0; place < bytes.length; place = end + 1) {
          end = bytes.indexOf('\n', place)
          if (end < 0) end = bytes.length
          let found: Verification | undefined
          try {
            found = scanner.read(place)
          } catch (error) {
            expect((error as Error).message).toMatch('is not a valid time')
            expect(() => scanner.scan(place)).toThrow('is not a valid time')
            return
          }
          const isRead = found?.id.length === 36
          expect(scanner.scan(place)).toBe(isRead)
          if (found === undefined || !isRead) continue
          expect(scanner).toMatchObject({
            profileId: found.profileId,
            createdAt: found.createdAt,
            expiresAt: found.expiresAt,
            price: found.price,
            isPending: found.status === 'pending',
            sequence: found.message?.sequence ?? 0,
          })
          expect(scanner.textAt(scanner.numberPlace)).toBe(found.phoneNumber)
          read++
          expect(scanner.place).toBeLessThanOrEqual(end)
          const json = bytes.toString('utf8', place, scanner.place)
          expect(found).toEqual(fromStoredVerification(world, JSON.parse(json)))
        }
      }),
      { seed: 20261130, numRuns: 400 },
    )
    expect(read).toBeGreaterThan(200) // what is never read proves nothing
  })
})

const [anyRecord] = fc.sample(verification, { seed: 20261130, numRuns: 1 }) as [Verification]
/** Of a channel that is written. */
const anyUsual: Verification = {
  ...anyRecord,
  channel: 'call',
  delivery: 'sent',
  extension: null,
  due: null,
  trace: null,
  message: null,
}

describe('a file that is proven', () => {
  test('is read like its JSON', () => {
    fc.assert(
      fc.property(
        verifications,
        fc.array(fc.constant({ id: '49000000-0000-4000-8000-000000000001', text: '{{code}}' })),
        (records, templates) => {
          const others: SandboxFile = { version: 1, templates }
          const { bytes } = sealFile({
            ...others,
            verifications: records.map(writeVerification),
            contains_log: '00000000',
          })
          expect(checkFile(bytes, 'file')).toBeDefined()
          const json = readJson(bytes.toString())
          const read = readProven(bytes, readJson)
          expect(toRecords(read)).toEqual(toRecords(json))
          expect({ ...read, scanned: undefined, verifications: [] }).toEqual({ ...json, verifications: [] })
        },
      ),
      { seed: 20261130 },
    )
  })

  test('and a line of a log, too', () => {
    fc.assert(
      fc.property(verifications, (records) => {
        const { bytes } = sealLine(writeAll(records), 7)
        const line = Buffer.from(bytes.subarray(0, bytes.length - 1)) // the bytes of a log never change
        const json = readJson(line.toString())
        const read = readProven(line, readJson)
        expect(toRecords(read)).toEqual(toRecords(json))
        const others = read.readMeta?.() ?? { ...read, scanned: undefined }
        expect({ ...others, verifications: [] }).toEqual({ ...json, verifications: [] })
      }),
      { seed: 20261130 },
    )
  })

  test('is validated only where something is unusual', () => {
    const usual = writeVerification(anyUsual)
    const other = usual.replace(/"id":"[0-9a-f]{8}/, '"id":"00000000')
    const texts: string[] = []
    const { bytes } = sealFile({ version: 1, verifications: [usual, other.replace('"code":"', '"code" :"'), usual] })
    const read = readProven(bytes, (text) => {
      texts.push(text)
      return readJson(text)
    })
    const { kept } = mergeKept(read, [])
    expect([0, 1].map((place) => kept?.storedAt(place) !== undefined)).toEqual([false, true])
    expect(texts).toHaveLength(2) // the unusual one, and what is around
    expect(texts.join('').match(/"phone_number"/g)).toHaveLength(1)
  })

  test('of a later version is refused, with the place', () => {
    const usual = writeVerification(anyUsual)
    for (const [changed, name] of [
      [usual.replace(',"emulator"', ',"status":"unheard_of","emulator"'), '/verifications/1/status'],
      [usual.replace('"type":"', '"type":"r'), '/verifications/1/type'],
      [usual.replace('"emulator":{', '"emulator":{"another":1,'), '/verifications/1/emulator'],
      [usual.replace(/}$/, ',"another":1}'), '/verifications/1: unknown key "another"'],
    ] as const) {
      const { bytes } = sealFile({ version: 1, verifications: [usual, changed] })
      const read = () =>
        readProven(bytes, (text, first) => readSandboxFile(text, 'file', fileValidators.SandboxFile as Validate, first))
      expect(read).toThrow(`file does not match the format at ${name}`)
    }
  })
})
