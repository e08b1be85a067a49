import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.js'
import { fromFileName, toFileName } from '../../src/persistence/file-names.js'
import { openStore } from '../../src/persistence/open-store.js'
import { useApi } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'

describe('file names', () => {
  const devices = ['con', 'prn', 'aux', 'nul', 'com0', 'com1', 'com9', 'lpt1', 'lpt9']
  const names = [
    ...devices,
    'CON',
    'Nul',
    'con.json',
    'aux.x.y',
    'nul.',
    'a.',
    'a..',

    'Login',
    'login',
    '-',
    '_',
    '0',
  ]

  test('no sandbox has the file of a Windows device, and no two have the same file, whatever the letter case', () => {
    const files = names.map((name) => `${toFileName(name)}.json`)
    for (const file of files) expect(file).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\.|[ .]\.json$/i)
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(files.length)
    for (const name of names) expect(fromFileName(toFileName(name))).toBe(name)
  })

  test('a sandbox with the name of a device is kept, also one that an earlier version has stored', async () => {
    const data = useFolder()
    writeFileSync(join(data, 'nul.json'), '{"version":1,"profiles":[]}')
    const first = await useApi({ data })
    expect(existsSync(join(data, 'nul%.json'))).toBe(true)
    for (const name of ['nul', 'aux.txt'])
      await first.post('/verify_profiles', { name, sms: {} }, { authorization: `Bearer sandbox_${name}` })
    await first.emulator.close()
    const second = await useApi({ data })
    for (const name of ['nul', 'aux.txt']) {
      const { body } = await second.get('/verify_profiles', { authorization: `Bearer sandbox_${name}` })
      expect(body.data[0].name).toBe(name)
    }
  })
})

describe('files of others', () => {
  test('are named and left alone', async () => {
    const data = useFolder()
    const foreign = ['notes.txt', 'Login.json', 'a b.json', 'default.json.bak', 'backup.tar']
    for (const name of [...foreign, '.gitignore']) writeFileSync(join(data, name), 'not ours')
    mkdirSync(join(data, 'sub'))
    const said: string[] = []
    const { emulator } = await useApi({ data, onWarning: (sentence) => said.push(sentence) })
    expect(said).toHaveLength(1)
    for (const name of [...foreign, 'sub']) expect(said[0]).toContain(name)
    expect(said[0]).toContain('Login.json (the file of sandbox "Login" is %login.json)')
    expect(said[0]).not.toContain('.gitignore')
    await emulator.close()
    for (const name of foreign) expect(readFileSync(join(data, name), 'utf8')).toBe('not ours')
  })

  test('a folder and a device in the place of a file are named', async () => {
    for (const make of [(path: string) => mkdirSync(path), (path: string) => symlinkSync('/dev/null', path)]) {
      const data = useFolder()
      make(join(data, 'default.json'))
      await expect(createEmulator({ data })).rejects.toThrow(/default\.json is not a regular file/)
    }
  })

  test('a file that no text can hold is named, with its size', async () => {
    const data = useFolder()
    writeFileSync(join(data, 'default.json'), '')
    truncateSync(join(data, 'default.json'), 3 * 2 ** 30) // sparse: it takes no space
    await expect(createEmulator({ data })).rejects.toThrow(/default\.json has 3,221,225,472 bytes; .* Move it away/)
  })
})

describe('left-overs', () => {
  test('of killed processes are removed', async () => {
    const data = useFolder()
    for (const name of ['.default.json.tmp', 'lock-4711', '.gone.json.deleted', 'gone.log.jsonl'])
      writeFileSync(join(data, name), 'half')
    const { emulator } = await useApi({ data })
    await emulator.close()
    expect(readdirSync(data)).toEqual([])
  })

  test('a folder that a failed start has created is removed, one that existed is not', async () => {
    const parent = useFolder()
    const data = join(parent, 'new', 'deep')
    await expect(
      createEmulator({ data, passthrough: 'https://x.invalid/v2', maxSandboxes: 0 } as never),
    ).rejects.toThrow()
    await expect(createEmulator({ data, fixtures: join(parent, 'missing.json') })).rejects.toThrow('cannot be read')
    const emulator = await createEmulator({ data })
    await emulator.close()
    expect(readdirSync(parent)).toEqual([])
    const existing = useFolder()
    await (await createEmulator({ data: existing })).close()
    expect(readdirSync(existing)).toEqual([])
  })
})

describe('a folder that is removed or changed while the emulator runs', () => {
  const namesOf = async (data: string, sandbox = 'default') => {
    const copy = useFolder()
    for (const name of readdirSync(data))
      if (name !== 'lock') writeFileSync(join(copy, name), readFileSync(join(data, name)))
    const store = await openStore(copy, () => {})
    const names = store.load(sandbox)?.profiles?.map(({ name }) => name)
    store.close()
    return names
  }

  test.each<[string, (data: string) => void]>([
    ['the folder', (data) => rmSync(data, { recursive: true })],
    [
      'all files',
      (data) =>
        readdirSync(data).forEach((name) => {
          rmSync(join(data, name))
        }),
    ],
    ['the file', (data) => rmSync(join(data, 'default.json'))],
    ['the log', (data) => rmSync(join(data, 'default.log.jsonl'))],
    ['the lines of the log', (data) => writeFileSync(join(data, 'default.log.jsonl'), '')],
  ])('%s: all sandboxes are written anew before the next change is answered', async (_, remove) => {
    const data = useFolder()
    const said: string[] = []
    const { post } = await useApi({ data, onWarning: (sentence) => said.push(sentence) })
    const other = { authorization: 'Bearer sandbox_other' }
    for (const name of ['one', 'two', 'three']) {
      await post('/verify_profiles', { name, sms: {} })
      await post('/verify_profiles', { name, sms: {} }, other)
    }
    remove(data)
    expect((await post('/verify_profiles', { name: 'four', sms: {} })).status).toBe(200)
    expect(await namesOf(data)).toEqual(expect.arrayContaining(['one', 'two', 'three', 'four']))
    expect(await namesOf(data, 'other')).toEqual(expect.arrayContaining(['one', 'two', 'three']))
    expect(existsSync(join(data, 'lock'))).toBe(true)
    expect(said).toEqual([expect.stringMatching(/were removed or changed by another program. They were rewritten/)])
  })

  test('a file that was changed in its place is written anew with the log, with a warning', async () => {
    const data = useFolder()
    const said: string[] = []
    const { post, emulator } = await useApi({ data, onWarning: (sentence) => said.push(sentence) })
    for (const name of ['one', 'two']) await post('/verify_profiles', { name, sms: {} })
    writeFileSync(join(data, 'default.json'), '{"version":1}')
    await emulator.close()
    expect(await namesOf(data)).toEqual(expect.arrayContaining(['one', 'two']))
    expect(said).toEqual([expect.stringMatching(/were removed or changed by another program. They were rewritten/)])
  })

  test('a folder that another emulator has taken over is not written, and the change is refused', async () => {
    const data = useFolder()
    const api = await useApi({ data, onWarning: () => {} })
    for (const name of ['zero', 'one']) await api.post('/verify_profiles', { name, sms: {} })
    rmSync(join(data, 'lock'))
    writeFileSync(join(data, 'lock'), `${process.ppid}\n`)
    const before = readdirSync(data).map((name) => readFileSync(join(data, name), 'utf8'))
    const { status, headers } = await api.post('/verify_profiles', { name: 'two', sms: {} })
    expect(status).toBe(500)
    expect(headers.get('x-emulator-hint')).toMatch(/is in use by the emulator with process ID \d+/)
    expect(readdirSync(data).map((name) => readFileSync(join(data, name), 'utf8'))).toEqual(before)
    rmSync(join(data, 'lock'))
  })
})

describe('a lock', () => {
  test('whose process ID now belongs to another program is taken over where the system tells', async () => {
    const data = useFolder()
    const api = await useApi({ data })
    const [, started] = readFileSync(join(data, 'lock'), 'utf8').split('\n')
    await api.emulator.close()
    if (!started) return expect(process.platform).not.toBe('linux')
    writeFileSync(join(data, 'lock'), `${process.ppid}\n${started.replace(/\d+$/, '1')}\n`)
    expect((await (await useApi({ data })).get('/verify_profiles')).status).toBe(200)
  })

  test('says what to do if the process is not an emulator', async () => {
    const data = useFolder()
    writeFileSync(join(data, 'lock'), `${process.ppid}\n`)
    await expect(createEmulator({ data })).rejects.toThrow(
      new RegExp(`if process ${process.ppid} is not an emulator, remove .*lock\\.$`),
    )
  })
})
