import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Verification } from '../../src/core/records.js'
import { createEmulator, type SandboxFile } from '../../src/index.js'
import { sealFile } from '../../src/persistence/checksum.js'
import { readProven } from '../../src/persistence/proven-text.js'
import { mergeKept } from '../../src/sandbox-file/merge-kept.js'
import { readSandboxFile } from '../../src/sandbox-file/read-sandbox-file.js'
import { fromStoredVerification } from '../../src/sandbox-file/records.js'
import { writeVerification } from '../../src/sandbox-file/verification-text.js'
import { fileValidators } from '../../src/spec/files.js'
import type { Validate } from '../../src/wire/validation.js'
import { sender, testTime } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'
import { useWorld } from '../support/world.js'

const { world } = useWorld().sandbox
const readJson = (text: string) => readSandboxFile(text, 'file', fileValidators.SandboxFile as Validate)

const id = '49000000-0000-4000-8000-000000000001'
const builtIn = '4900019b-76da-b800-8000-000000000001'
const shortest = `{"id":"${id}","phone_number":"+13035551234","created_at":"2026-01-31T09:30:00.123000","emulator":{"code":"12345","message":{"sequence":7}}}`
/** What it means, in full: files that were written before a change of the code depend on these constants. */
const whole = shortest
  .replace(',"phone', ',"type":"sms","phone')
  .replace(',"created', `,"verify_profile_id":"${builtIn}","timeout_secs":300,"created`)
  .replace(':7}', ':7,"from":"+13035550100","text":"Your verification code is 12345."}')

const fromJson = (json: string) => {
  const [stored] = readJson(`{"version":1,"verifications":[${json}]}`).verifications ?? []
  return fromStoredVerification(world, stored as NonNullable<typeof stored>)
}

function fromBytes(json: string): Verification {
  const { bytes } = sealFile({ version: 1, verifications: [json] })
  const { kept } = mergeKept(readProven(bytes, readJson), [])
  expect(kept?.storedAt(0)).toBeUndefined() // it was not read as JSON
  return kept?.read(0) as Verification
}

test('what a file leaves out means the same in every version, for both readers', () => {
  const expected = fromJson(whole)
  expect(expected).toMatchObject({ channel: 'sms', profileId: builtIn, timeoutSecs: 300, price: 0, status: 'pending' })
  expect(expected.message).toMatchObject({ from: '+13035550100', text: 'Your verification code is 12345.' })
  for (const record of [fromJson(shortest), fromBytes(shortest), fromBytes(whole)]) expect(record).toEqual(expected)
  expect(writeVerification(expected)).toBe(shortest)
})

test('a code that was learned after its message was sent leaves the text as it was', () => {
  const record = fromJson(shortest)
  record.code = '54321'
  const json = writeVerification(record)
  for (const read of [fromJson(json), fromBytes(json)]) {
    expect(read.code).toBe('54321')
    expect(read.message?.text).toBe('Your verification code is 12345.')
  }
})

const open = (data: string) => createEmulator({ data, now: () => testTime, seed: '1', onWarning: () => {} })
type Emulator = Awaited<ReturnType<typeof open>>
const create = async (emulator: Emulator, body: object = {}) => {
  const { apiKey, fetch, profileId, url } = emulator
  const sent = { phone_number: '+13035551234', verify_profile_id: profileId, ...body }
  return (await sender({ url, fetch, apiKey })('POST', '/verifications/sms', sent)).body.data
}

test('what the emulator sends by default is kept in its shortest form, and a snapshot has all of it', async () => {
  const data = useFolder()
  await using emulator = await open(data)
  await create(emulator) // the first change is a whole file
  const { id } = await create(emulator)
  const line = readFileSync(join(data, 'default.log.jsonl'), 'utf8')
  const [stored] = (JSON.parse(line) as Required<SandboxFile>).verifications
  expect(stored).toEqual({
    id,
    phone_number: '+13035551234',
    created_at: '2026-01-31T09:30:00.123000',
    emulator: { code: expect.stringMatching(/^\d{5}$/), usd: 0.03, message: { sequence: 2 } },
  })
  const { verifications } = await emulator.snapshot.take()
  expect(verifications?.[1]).toMatchObject({
    type: 'sms',
    verify_profile_id: builtIn,
    timeout_secs: 300,
    emulator: { message: { from: '+13035550100', text: `Your verification code is ${stored?.emulator?.code}.` } },
  })
})

test('records of the built-in profile keep its ID when it is deleted, and a price stays what it was', async () => {
  const data = useFolder()
  let first: { id: string }
  {
    await using emulator = await open(data)
    await create(emulator)
    first = await create(emulator)
    const { url, fetch, apiKey } = emulator
    await sender({ url, fetch, apiKey })('DELETE', `/verify_profiles/${builtIn}`)
  }
  await using again = await createEmulator({
    data,
    now: () => testTime,
    prices: { verification: 5 },
    onWarning: () => {},
  })
  const { verifications = [], profiles } = await again.snapshot.take()
  expect(profiles).toEqual([])
  expect(verifications).toHaveLength(2)
  expect(verifications[1]).toMatchObject({ id: first.id, verify_profile_id: builtIn, emulator: { usd: 0.03 } })
})

test('a person writes an ID and a phone number, and the rest is made', async () => {
  const file = join(useFolder(), 'fixtures.json')
  const record = { id, phone_number: '+13035551234', emulator: { code: '48213', message: { sequence: 3 } } }
  writeFileSync(
    file,
    JSON.stringify({ version: 1, verifications: [record, { id: builtIn, phone_number: '+4915112345678' }] }),
  )
  await using emulator = await createEmulator({ fixtures: file, now: () => testTime })
  const { verifications } = await emulator.snapshot.take()
  expect(verifications).toMatchObject([
    { type: 'sms', verify_profile_id: builtIn, emulator: { message: { text: 'Your verification code is 48213.' } } },
    { type: 'sms', verify_profile_id: builtIn, emulator: { message: { sequence: 4 } } },
  ])
  const { apiKey, fetch, url } = emulator
  const checked = await sender({ url, fetch, apiKey })('POST', `/verifications/${id}/actions/verify`, { code: '48213' })
  expect(checked.body.data.response_code).toBe('accepted')
})
