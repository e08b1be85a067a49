import { cpSync, readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openStore } from '../../src/persistence/open-store.js'
import { type Api, useApi } from '../support/emulator.js'
import { type Call, type FailingDisk, type Failure, useFailingDisk } from '../support/failing-disk.js'
import { useFakeTimersEverywhere, useRealTimersEverywhere } from '../support/fake-timers.js'
import { useFolder } from '../support/folder.js'

/** What a client was told: names of profiles that were accepted or refused, and whether a deletion was. */
interface Told {
  readonly accepted: Set<string>
  readonly refused: Set<string>
}

const writeFailures: readonly Failure[] = [
  { code: 'ENOSPC' },
  { code: 'ENOSPC', manner: 'all but one' },
  { code: 'EIO' },
  { code: 'EDQUOT', manner: 'some' },
  { code: 'EROFS' },
]

/** Changes a sandbox in every way that is written differently, and notes what each change was answered. */
async function changeMuch({ post, patch, emulator, ...api }: Api, told: Told): Promise<void> {
  const create = async (name: string) => {
    const { status, body } = await post('/verify_profiles', { name, sms: {} })
    ;(status === 200 ? told.accepted : told.refused).add(name)
    return status === 200 ? (body.data.id as string) : undefined
  }
  const first = await create('first')
  await Promise.all([create('together 1'), create('together 2')])
  const gone = await create('gone')
  if (gone !== undefined && (await api.delete(`/verify_profiles/${gone}`)).status === 200) told.accepted.delete('gone')
  if (first !== undefined) {
    const { status } = await patch(`/verify_profiles/${first}`, { name: 'first, renamed' })
    if (status === 200) {
      told.accepted.delete('first')
      told.accepted.add('first, renamed')
    } else told.refused.add('first, renamed')
  }
  // Restoring writes all of a sandbox as one line.
  const snapshot = await emulator.snapshot.take().catch(() => undefined)
  if (snapshot !== undefined) await emulator.snapshot.restore(snapshot).catch(() => {})
  vi.advanceTimersByTime(1000) // idle: the log is compacted
  await create('after')
  await create('last')
}

async function namesIn({ get }: Pick<Api, 'get'>): Promise<Set<string>> {
  const { status, body } = await get('/verify_profiles')
  expect(status).toBe(200)
  return new Set(body.data.map(({ name }: { name: string }) => name))
}

function expectTruth(names: Set<string>, { accepted, refused }: Told, where: string): void {
  for (const name of accepted) expect(names.has(name), `${where}: "${name}" was accepted`).toBe(true)
  for (const name of refused) expect(names.has(name), `${where}: "${name}" was refused`).toBe(false)
}

/** Reads a copy of the folder, as the start after kill -9 does. */
async function readKilled(data: string): Promise<Set<string>> {
  const copy = useFolder()
  cpSync(data, copy, { recursive: true })
  const store = await openStore(copy, () => {})
  try {
    expect(store.names().filter((name) => name !== 'default')).toEqual([])
    return new Set(store.load('default')?.profiles?.map(({ name }) => name))
  } finally {
    store.close()
  }
}

/** One run of all changes, with the disk failing as planned. */
async function tryOut(disk: FailingDisk, plan: () => void, where: string): Promise<void> {
  const data = useFolder()
  const api = await useApi({ data, onWarning: () => {} })
  const told: Told = { accepted: new Set(), refused: new Set() }
  disk.watch(data)
  plan()
  await changeMuch(api, told)
  disk.heal()
  expectTruth(await readKilled(data), told, `${where}, killed`)
  expectTruth(await namesIn(api), told, `${where}, in memory`)
  const { status } = await api.post('/verify_profiles', { name: 'healed', sms: {} })
  expect(status, `${where}, healed`).toBe(200)
  told.accepted.add('healed')
  expectTruth(await readKilled(data), told, `${where}, healed and killed`)
  await api.emulator.close()
  expectTruth(await readKilled(data), told, `${where}, healed and closed`)
  expect(readdirSync(data).sort()).toEqual(['default.json', 'default.log.jsonl'])
}

/** The calls that the changes make when nothing fails. */
async function countCalls(disk: FailingDisk): Promise<readonly Call[]> {
  const data = useFolder()
  const api = await useApi({ data })
  disk.watch(data)
  disk.heal()
  await changeMuch(api, { accepted: new Set(), refused: new Set() })
  return [...disk.calls]
}

describe('what was answered is stored and what was refused is not', () => {
  beforeEach(() => {
    useFakeTimersEverywhere() // the changes say when the emulator is idle
  })
  afterEach(() => {
    useRealTimersEverywhere()
  })

  test.each([
    ['a call that writes fails', { withReads: false }, {}],
    ['every call that writes fails from one on, as after a kill', { withReads: false }, { isLasting: true }],
    ['a call fails, also one that reads', { withReads: true }, {}],
  ])('when %s', { timeout: 60_000 }, async (_, options, lasting) => {
    const disk = useFailingDisk(options)
    const calls = await countCalls(disk)
    expect(calls).toContain('fsyncSync')
    expect(calls).toContain('renameSync')
    for (const [index, call] of calls.entries()) {
      for (const failure of call === 'writeSync' ? writeFailures : [{ code: 'EROFS' as const }]) {
        const where = `call ${index}, ${call}: ${failure.code}, ${failure.manner ?? 'nothing'} written`
        await tryOut(disk, () => disk.failAt(index, failure, lasting), where)
      }
    }
  })

  test('when every write is shorter than asked for', async () => {
    const disk = useFailingDisk()
    await tryOut(disk, () => disk.writeShort(), 'short writes')
  })
})

describe('what was answered is stored although its sandbox is dropped at the same time', () => {
  /** Makes one sandbox too many while the last answers are not written. @returns what was answered to the dropped one */
  async function dropOne({ post, emulator }: Api): Promise<number> {
    const startIn = (sandbox: string) =>
      post(
        '/verifications/sms',
        { phone_number: '+13035559999', verify_profile_id: emulator.profileId },
        { authorization: `Bearer sandbox_${sandbox}` },
      )
    const [{ status }] = await Promise.all([startIn('old'), startIn('new-1'), startIn('new-2')])
    return status
  }

  /** A folder in which the sandbox `old` has a number of verifications. */
  async function prepare(disk: FailingDisk, count: number) {
    const data = useFolder()
    const api = await useApi({ data, maxSandboxes: 2, journal: 0, onWarning: () => {} })
    disk.watch(data)
    const { profileId: verify_profile_id } = api.emulator
    const headers = { authorization: 'Bearer sandbox_old' }
    for (let made = 0; made < count; made++)
      await api.post('/verifications/sms', { phone_number: `+1303${2_000_000 + made}`, verify_profile_id }, headers)
    return { data, api }
  }

  /** The number of verifications of the sandbox `old` in a copy of a folder. */
  async function countIn(data: string): Promise<number> {
    const copy = useFolder()
    cpSync(data, copy, { recursive: true })
    const store = await openStore(copy, () => {})
    try {
      const file = store.load('old')
      return (file?.verifications?.length ?? 0) + (file?.kept?.size ?? 0)
    } finally {
      store.close()
    }
  }

  test.each([
    ['short', 3],
    ['long', 1200],
  ])('whichever call fails, for a %s one', { timeout: 60_000 }, async (_, count) => {
    const disk = useFailingDisk()
    const whole = await prepare(disk, count)
    disk.heal()
    expect(await dropOne(whole.api)).toBe(200)
    const calls = [...disk.calls]
    expect(calls.length).toBeGreaterThan(3)
    const answers = new Set<number>()
    for (const [index, call] of calls.entries()) {
      for (const isLasting of [false, true]) {
        const { data, api } = await prepare(disk, count)
        disk.failAt(index, { code: 'ENOSPC', manner: 'some' }, { isLasting })
        const status = await dropOne(api)
        disk.heal()
        answers.add(status)
        const where = `call ${index}, ${call}, answered ${status}`
        expect(await countIn(data), where).toBe(status === 200 ? count + 1 : count)
        await api.emulator.close()
      }
    }
    expect([...answers].sort()).toEqual([200, 500])
  })
})
