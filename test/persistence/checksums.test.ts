import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sealFile } from '../../src/persistence/checksum.js'
import { openStore } from '../../src/persistence/open-store.js'
import type { Store } from '../../src/persistence/store.js'
import type { LoadedFile, SandboxFile } from '../../src/sandbox-file/format.js'
import { useFolder } from '../support/folder.js'

const template = (text: string): SandboxFile => ({
  version: 1,
  templates: [{ id: idOf(text), text: `{{code}}: ${text}` }],
})

/** A UUID that differs for each text. */
const idOf = (text: string) => `49000000-0000-4000-8000-${Buffer.from(text).toString('hex').padEnd(12, '0').slice(-12)}`

/** A folder with a file of one template and a log of two, as after kill -9. */
async function useStored() {
  const folder = useFolder()
  const store = await openStore(folder, () => {})
  store.load('s')
  store.save('s', template('in the file'))
  store.append('s', JSON.stringify(template('first line')))
  store.append('s', JSON.stringify(template('second line, with é')))
  store.close()
  return { folder, file: join(folder, 's.json'), log: join(folder, 's.log.jsonl') }
}

async function load(folder: string, { warn = (_: string) => {} } = {}) {
  const store = await openStore(folder, warn)
  try {
    return textsOf(store)
  } finally {
    store.close()
  }
}

const textsOf = (store: Store<LoadedFile>) =>
  store.load('s')?.templates?.map(({ text }) => text.replace('{{code}}: ', ''))

const everything = ['in the file', 'first line', 'second line, with é']

/** Any change that a sentence must name, or that loses nothing. */
const flips = [1, 128]

test('every changed byte of the file and of the log is noticed, and the files are left unchanged', async () => {
  const { folder, file, log } = await useStored()
  for (const path of [file, log]) {
    const bytes = readFileSync(path)
    for (const [index, byte] of bytes.entries()) {
      for (const flip of flips) {
        const changed = Buffer.from(bytes)
        changed[index] = byte ^ flip
        writeFileSync(path, changed)
        await expect(load(folder), `byte ${index} of ${path}: ${changed.toString('latin1')}`).rejects.toThrow(path)
        expect(readFileSync(path).equals(changed)).toBe(true)
      }
    }
    writeFileSync(path, bytes)
  }
  expect(await load(folder)).toEqual(everything)
})

test.each([
  ['a missing line', (lines: string[]) => [lines[1]], 1],
  ['a repeated line', ([a, b]: string[]) => [a, a, b], 2],
  ['lines in another order', ([a, b]: string[]) => [b, a], 1],
  ['a line without a checksum', ([a]: string[]) => [a, '{"version":1}'], 2],
])('%s is noticed', async (_, change, line) => {
  const { folder, log } = await useStored()
  const lines = readFileSync(log, 'utf8').trim().split('\n')
  writeFileSync(log, `${change(lines).join('\n')}\n`)
  await expect(load(folder)).rejects.toThrow(`${log}, line ${line}, is damaged, or was changed outside of the emulator`)
})

test('the log of another file is noticed', async () => {
  const [{ folder, file }, other] = [await useStored(), sealFile(template('of another run'))]
  writeFileSync(file, other.bytes)
  await expect(load(folder)).rejects.toThrow('line 1, is damaged, or was changed outside of the emulator')
})

test('a log whose file is missing is noticed', async () => {
  const { folder, file, log } = await useStored()
  rmSync(file)
  await expect(load(folder)).rejects.toThrow(`${log} holds changes to a file that is missing`)
  expect(existsSync(log)).toBe(true)
})

test('a file that a person has edited is used without its checksum, and gets a new one', async () => {
  const { folder, file } = await useStored()
  const edited = readFileSync(file, 'utf8').replace('{{code}}: in the file', '{{code}}: edited')
  writeFileSync(file, edited)
  await expect(load(folder)).rejects.toThrow('To use the file as it is, remove its line "checksum".')
  writeFileSync(file, edited.replace(/ {2}"checksum".*\n/, ''))
  const store = await openStore(folder, () => {})
  expect(textsOf(store)).toEqual(['edited', ...everything.slice(1)])
  expect(store.canAppend('s')).toBe(false)
  store.save('s', template('saved'))
  store.close()
  expect(readFileSync(file, 'utf8')).toMatch(/^\{\n {2}"checksum": "[0-9a-f]{8}",\n/)
  expect(await load(folder)).toEqual(['saved'])
})

test('files of an earlier version, without checksums, are loaded', async () => {
  const folder = useFolder()
  writeFileSync(join(folder, 's.json'), JSON.stringify(template('old')))
  writeFileSync(join(folder, 's.log.jsonl'), `${JSON.stringify(template('old line'))}\n`)
  expect(await load(folder)).toEqual(['old', 'old line'])
})

test('a log that the file already contains is not applied again', async () => {
  const { folder, log } = await useStored()
  const lines = readFileSync(log)
  const store = await openStore(folder, () => {})
  store.load('s')
  store.save('s', template('all of it'))
  store.close()
  writeFileSync(log, lines) // killed before the log was emptied
  expect(await load(folder)).toEqual(['all of it'])
  const again = await openStore(folder, () => {})
  again.load('s')
  expect(again.canAppend('s')).toBe(false)
  again.save('s', template('saved again'))
  again.append('s', JSON.stringify(template('a line')))
  again.close()
  expect(await load(folder)).toEqual(['saved again', 'a line'])
})

test('a line that was not finished is dropped with a warning; the rest of a probe without one', async () => {
  const { folder, log } = await useStored()
  const lines = readFileSync(log)
  const said: string[] = []
  const warn = (sentence: string) => void said.push(sentence)
  writeFileSync(log, Buffer.concat([lines, Buffer.from('     ')]))
  expect(await load(folder, { warn })).toEqual(everything)
  expect(said).toEqual([])
  writeFileSync(log, lines.subarray(0, -1))
  expect(await load(folder, { warn })).toEqual(everything.slice(0, 2))
  expect(said).toEqual([expect.stringContaining('ends with an incomplete line')])
})
