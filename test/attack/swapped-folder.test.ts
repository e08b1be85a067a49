import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openStore } from '../../src/persistence/open-store.js'
import { useApi } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'

/** The names of profiles in a copy of the folder, as the start after kill -9 reads them; none if it has no sandbox. */
async function readKilled(data: string): Promise<readonly string[]> {
  const copy = useFolder()
  cpSync(data, copy, { recursive: true, dereference: true })
  rmSync(join(copy, 'lock'), { force: true, recursive: true })
  const store = await openStore(copy, () => {})
  try {
    store.names()
    return store.load('default')?.profiles?.map(({ name }) => name) ?? []
  } finally {
    store.close()
  }
}

/** What happens to the folder while the emulator runs. `aside` is a path beside it. */
const swaps: Readonly<Record<string, (data: string, aside: string) => void>> = {
  'a symbolic link to the same files': (data, aside) => {
    renameSync(data, aside)
    symlinkSync(aside, data)
  },
  'a symbolic link to an empty folder': (data, aside) => {
    rmSync(data, { recursive: true })
    mkdirSync(aside)
    symlinkSync(aside, data)
  },
  'a symbolic link that leads nowhere': (data, aside) => {
    rmSync(data, { recursive: true })
    symlinkSync(join(aside, 'missing'), data)
  },
  'a symbolic link to itself': (data) => {
    rmSync(data, { recursive: true })
    symlinkSync(data, data)
  },
  'an older copy of it': (data, aside) => {
    cpSync(data, aside, { recursive: true })
    rmSync(data, { recursive: true })
    cpSync(aside, data, { recursive: true })
  },
  'a folder of other files': (data, aside) => {
    renameSync(data, aside)
    mkdirSync(data)
    writeFileSync(join(data, 'default.json'), '{"theirs": true}\n')
    writeFileSync(join(data, 'notes.txt'), 'theirs')
  },
  'a file': (data) => {
    rmSync(data, { recursive: true })
    writeFileSync(data, 'theirs')
  },
}

describe('the data folder, replaced while the emulator runs', () => {
  test.each(Object.entries(swaps))('by %s: 200 only for what is in it', async (_, swap) => {
    const root = useFolder()
    const data = join(root, 'data')
    const { emulator, post } = await useApi({ data, onWarning: () => {} })
    const create = async (name: string) => (await post('/verify_profiles', { name, sms: {} })).status
    expect(await create('before')).toBe(200)
    swap(data, join(root, 'aside'))
    const answers = [await create('first'), await create('second'), await create('third')]
    for (const status of answers) expect([200, 500]).toContain(status)
    const accepted = ['first', 'second', 'third'].filter((_, index) => answers[index] === 200)
    if (accepted.length > 0) expect(await readKilled(data)).toEqual(expect.arrayContaining(accepted))
    await emulator.close().catch(() => {})
    if (accepted.length > 0) expect(await readKilled(data)).toEqual(expect.arrayContaining(['before', ...accepted]))
  })

  test('files of others that it comes with are left alone', async () => {
    const root = useFolder()
    const data = join(root, 'data')
    const { emulator, post } = await useApi({ data, onWarning: () => {} })
    await post('/verify_profiles', { name: 'before', sms: {} })
    swaps['a folder of other files']?.(data, join(root, 'aside'))
    const { status } = await post('/verify_profiles', { name: 'after', sms: {} })
    await emulator.close().catch(() => {})
    expect(readFileSync(join(data, 'notes.txt'), 'utf8')).toBe('theirs')
    if (status !== 200) expect(readFileSync(join(data, 'default.json'), 'utf8')).toContain('theirs')
    expect(readdirSync(join(root, 'aside'))).toContain('default.json')
  })
})
