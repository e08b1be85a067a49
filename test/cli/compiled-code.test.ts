import { execFile } from 'node:child_process'
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { useFolder } from '../support/folder.js'

/** A copy of the built package, without what an earlier start kept. */
function usePackage() {
  const folder = useFolder()
  for (const name of ['dist', 'package.json', 'fixtures', 'openapi'])
    cpSync(join(import.meta.dirname, '../..', name), join(folder, name), { recursive: true })
  const cache = join(folder, 'node_modules/.cache/compile')
  const { PATH = '', HOME = '' } = process.env
  const run = async (env: Record<string, string> = {}) => {
    const args = [join(folder, 'dist/cli.cjs'), 'env', '--json']
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: { PATH, HOME, ...env } })
    return stdout
  }
  /** The files of compiled code with their contents. */
  const kept = () => {
    if (!existsSync(cache)) return []
    const names = readdirSync(cache, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    return names.map(({ parentPath, name }) => join(parentPath, name)).sort()
  }
  return { folder, run, kept }
}

test('compiled code is kept in the package, used by the next start, and written anew if it is damaged', async () => {
  const { run, kept } = usePackage()
  const printed = await run()
  const files = kept()
  expect(files.length).toBeGreaterThanOrEqual(2)
  // What is not used is written anew, as another file.
  const before = files.map((file) => statSync(file).ino)
  expect(await run()).toBe(printed)
  expect(kept()).toEqual(files)
  expect(files.map((file) => statSync(file).ino)).toEqual(before)
  for (const file of files) writeFileSync(file, readFileSync(file).fill(7, 0, 64))
  expect(await run()).toBe(printed)
  for (const file of files) writeFileSync(file, '')
  expect(await run()).toBe(printed)
})

/** Whether the two copies of the code in a file are the same. */
function isSound(file: string): boolean {
  const bytes = readFileSync(file)
  const half = bytes.length / 2
  return bytes.subarray(0, half).equals(bytes.subarray(half))
}

test('compiled code that is damaged in any one byte is not used, and written anew', async () => {
  const { run, kept } = usePackage()
  const printed = await run()
  const files = kept()
  // V8 looks at the start of the code only, and crashes with most of what is wrong behind it.
  for (const share of [0.1, 0.3, 0.6, 0.9]) {
    for (const file of files) {
      const bytes = readFileSync(file)
      const place = Math.floor(share * bytes.length)
      bytes[place] = 255 - (bytes[place] as number)
      writeFileSync(file, bytes)
    }
    expect(files.filter(isSound)).toEqual([])
    expect(await run()).toBe(printed)
    expect(files.filter(isSound)).toEqual(files)
  }
})

test('NODE_COMPILE_CACHE names another folder for compiled code', async () => {
  const { folder, run, kept } = usePackage()
  const other = join(folder, 'other')
  const printed = await run({ NODE_COMPILE_CACHE: other })
  expect(kept()).toEqual([])
  const own = readdirSync(join(other, 'telnyx-verify-emulator'))
  expect(own).toContainEqual(expect.stringContaining('start.cjs'))
  expect(await run({ NODE_COMPILE_CACHE: other })).toBe(printed)
  expect(readdirSync(join(other, 'telnyx-verify-emulator'))).toEqual(own)
})

test.each([
  ['NODE_DISABLE_COMPILE_CACHE is set', { NODE_DISABLE_COMPILE_CACHE: '1' }],
  ['coverage is measured', { NODE_V8_COVERAGE: 'coverage' }],
])('nothing is kept if %s', async (_what, env) => {
  const { folder, run, kept } = usePackage()
  const variables = 'NODE_V8_COVERAGE' in env ? { NODE_V8_COVERAGE: join(folder, env.NODE_V8_COVERAGE) } : env
  expect(await run(variables)).toContain('TELNYX_BASE_URL')
  expect(kept()).toEqual([])
})

test('a package that cannot be written starts all the same', async () => {
  const { folder, run, kept } = usePackage()
  writeFileSync(join(folder, 'node_modules'), 'a file where the folder would be: root may write everywhere')
  chmodSync(folder, 0o555)
  try {
    expect(await run()).toContain('TELNYX_BASE_URL')
    expect(kept()).toEqual([])
  } finally {
    chmodSync(folder, 0o755)
  }
})
