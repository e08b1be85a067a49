import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { useFolder } from '../../support/folder.js'
import { useServed } from '../cli-harness.js'

const phone = '+13035551234'

test('a saved sandbox can be loaded into another emulator', async () => {
  const file = join(useFolder(), 'state.json')
  const from = await useServed()
  const id = await from.sendCode(phone)
  const { code: sent } = await from.emulator.inbox.next(phone)
  const saved = await from.ask('snapshot', 'save', file)
  expect(saved).toMatchObject({ code: 0, stdout: `Saved sandbox default to ${file}: 1 profile, 1 verification.\n` })

  const to = await useServed({ seed: 2 })
  const loaded = await to.ask('snapshot', 'load', file, '--sandbox', 'replay')
  expect(loaded).toMatchObject({ code: 0, stderr: '' })
  expect(loaded.stdout).toMatch(
    /^Sandbox replay now has 1 profile, 1 verification and 1 message\.\nIts clock is at 2026-01-31T09:30:00\.123Z/,
  )
  const read = await to.get(`/verifications/${id}`, { authorization: 'Bearer sandbox_replay' })
  expect(read.body.data.status).toBe('pending')
  expect((await to.ask('code', phone, '--sandbox', 'replay')).stdout).toBe(`${sent}\n`)
})

test('save without a file prints to stdout, and load - reads stdin', async () => {
  const { ask, askJson, sendCode, origin, emulator } = await useServed()
  await sendCode(phone)
  const { stdout } = await ask('snapshot', 'save', '--journal')
  const snapshot = JSON.parse(stdout)
  expect(snapshot.verifications).toHaveLength(1)
  expect(snapshot.journal).not.toHaveLength(0)
  expect((await askJson('snapshot', 'save', '-')).journal).toBeUndefined()
  await emulator.reset()

  const command = fileURLToPath(new URL('../../../dist/cli.cjs', import.meta.url))
  const loading = promisify(execFile)(process.execPath, [command, 'snapshot', 'load', '-', '--json', '--url', origin])
  loading.child.stdin?.end(stdout)
  expect(JSON.parse((await loading).stdout)).toMatchObject({
    sandbox: 'default',
    verifications: 1,
    warnings: expect.any(Array),
  })
})

test('an invalid snapshot is refused with a sentence and exits with 2', async () => {
  const folder = useFolder()
  const broken = join(folder, 'broken.json')
  writeFileSync(broken, '{"version": 1')
  const strange = join(folder, 'strange.json')
  writeFileSync(strange, '{"version": 1, "profils": []}')
  const { ask, sendCode, emulator } = await useServed()
  await sendCode(phone)
  const cases = [
    [join(folder, 'nowhere.json'), 'nowhere.json cannot be read: it does not exist. Check the path.\n'],
    [broken, 'broken.json is not valid JSON'],
    [strange, 'strange.json: the snapshot does not match the format at the top level: unknown key "profils"'],
  ] as const
  for (const [file, sentence] of cases) {
    const { code, stderr } = await ask('snapshot', 'load', file)
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(sentence) })
  }
  expect(await emulator.inbox.list()).toHaveLength(1)
  expect(await ask('snapshot', 'save', join(folder, 'no', 'folder.json'))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('folder.json cannot be written: its folder does not exist. Create the folder'),
  })
  expect(readFileSync(broken, 'utf8')).toBe('{"version": 1')
})
