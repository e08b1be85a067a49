import { cpSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openStore } from '../../src/persistence/open-store.js'
import type { LoadedFile } from '../../src/sandbox-file/format.js'
import { useApi } from '../support/emulator.js'
import { type Failure, useFailingDisk } from '../support/failing-disk.js'
import { useFolder } from '../support/folder.js'

const count = 6000
const idOf = (index: number) => `49000000-0000-4000-8000-${String(index).padStart(12, '0')}`

/** A file that is long enough to be written in slices. */
function fileOf(profileId: string, first = 0, length = count): object {
  return {
    version: 1,
    verifications: Array.from({ length }, (_, index) => ({
      id: idOf(first + index),
      type: 'sms' as const,
      phone_number: `+1303555${1000 + (index % 9000)}`,
      verify_profile_id: profileId,
      timeout_secs: 86_400,
      emulator: { code: '12345', delivery: 'delivered' as const },
    })),
  }
}

/** Reads a copy of the folder, as the start after kill -9 does. */
async function readKilled(data: string): Promise<LoadedFile | null> {
  const copy = useFolder()
  cpSync(data, copy, { recursive: true })
  const store = await openStore(copy, () => {})
  try {
    store.names()
    expect(readdirSync(copy).filter((name) => name.endsWith('.tmp'))).toEqual([])
    return store.load('default')
  } finally {
    store.close()
  }
}

/** All verifications of a file, those also that are read when they are needed. */
function verificationsIn(file: LoadedFile | null) {
  const { kept, verifications = [] } = file ?? {}
  const unread = kept === undefined ? [] : Array.from({ length: kept.size }, (_, place) => kept.read(place))
  return [...verifications, ...unread]
}

const idsIn = (file: LoadedFile | null) => new Set(verificationsIn(file).map(({ id }) => id))

describe('a long sandbox that is kept', () => {
  test('what was answered is stored, and what changed meanwhile, too', async () => {
    const data = useFolder()
    const { emulator, post } = await useApi({ data, journal: 0 })
    const { profileId } = emulator
    const adding = post('//_emulator/records', fileOf(profileId))
    const created: string[] = []
    for (let round = 0; round < 5; round++) {
      const { body } = await post('/verifications/sms', {
        phone_number: `+1303666100${round}`,
        verify_profile_id: profileId,
      })
      created.push(body.data.id)
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    expect((await adding).status).toBe(200)
    const { body } = await post(`/verifications/${idOf(7)}/actions/verify`, { code: '12345' })
    expect(body.data.response_code).toBe('accepted')
    const file = await readKilled(data)
    const ids = idsIn(file)
    for (const id of [idOf(0), idOf(count - 1), ...created]) expect(ids.has(id)).toBe(true)
    expect(ids.size).toBe(count + created.length)
    expect(verificationsIn(file).find(({ id }) => id === idOf(7))?.status).toBe('accepted')

    const before = await emulator.snapshot.take()
    await post('//_emulator/records', fileOf(profileId, count))
    expect(idsIn(await readKilled(data)).size).toBe(2 * count + created.length)
    await emulator.snapshot.restore(before)
    expect(idsIn(await readKilled(data))).toEqual(ids)
    await emulator.close()
    expect(idsIn(await readKilled(data))).toEqual(ids)
    expect(readdirSync(data).sort()).toEqual(['default.json', 'default.log.jsonl'])
  })

  test('a failure of each call: what was refused is not stored', { timeout: 120_000 }, async () => {
    const disk = useFailingDisk()
    const data = useFolder()
    const { emulator, post, get } = await useApi({ data, journal: 0, onWarning: () => {} })
    await post('//_emulator/records', fileOf(emulator.profileId))
    let stored = count
    // Adding one record writes all of a long sandbox anew.
    const add = () => post('//_emulator/records', fileOf(emulator.profileId, stored, 1))
    disk.watch(data)
    disk.heal()
    expect((await add()).status).toBe(200)
    stored++
    const calls = [...disk.calls]
    expect(calls).toEqual(expect.arrayContaining(['renameSync', 'fsync']))
    for (const [index, call] of calls.entries()) {
      const codes = ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS'] as const
      const code = codes[index % codes.length] as Failure['code']
      const failure: Failure = { code, manner: call === 'writeSync' ? 'some' : 'nothing' }
      disk.failAt(index, failure, { isLasting: index % 2 === 0 })
      const { status } = await add()
      disk.heal()
      const where = `call ${index}, ${call}`
      if (status === 200) stored++
      else expect(status, where).toBe(500)
      const [last, next] = [
        await get(`/verifications/${idOf(stored - 1)}`),
        await get(`/verifications/${idOf(stored)}`),
      ]
      expect([last.status, next.status], where).toEqual([200, 404])
      expect(idsIn(await readKilled(data)).size, where).toBe(stored)
    }
    expect((await add()).status).toBe(200)
  })
})
