import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createReload, formatReload, type ReloadResult } from '../../../src/cli/start/reload.js'
import { toOptions } from '../../../src/cli/start/to-options.js'
import { readConfig } from '../../../src/config/config.js'
import { startEmulator } from '../../../src/emulator/create-emulator.js'
import type { RunningEmulator } from '../../../src/emulator/emulator.js'
import type { EmulatorOptions } from '../../../src/index.js'
import { startCommand } from '../../support/command.js'
import { useApi } from '../../support/emulator.js'
import { useFolder } from '../../support/folder.js'

const fileName = 'telnyx-verify-emulator.config.json'
const one = '+13035550001'
const other = '+13035550002'

/** An emulator that follows a config file in a folder, which `write` replaces. */
async function useConfigured(content: object, options: EmulatorOptions = {}) {
  const folder = useFolder()
  const write = (next: object | string, name = fileName) =>
    writeFileSync(join(folder, name), typeof next === 'string' ? next : JSON.stringify(next))
  write(content)
  const read = () => readConfig({ flags: {}, env: {}, folder })
  const config = await read()
  let running: RunningEmulator | undefined
  const api = await useApi({ ...toOptions(config), seed: 1, ...options }, async (all) => {
    running = await startEmulator(all)
    return running
  })
  const results: ReloadResult[] = []
  const report = (result: ReloadResult) => void results.push(result)
  const emulator = running as RunningEmulator
  const reload = createReload({ config, read, emulator, report })
  return { ...api, emulator, folder, write, results, reload }
}

describe('a reload', () => {
  test('replaces scenarios, faults and test numbers in every sandbox, and keeps what a test added', async () => {
    const { emulator, write, reload, results } = await useConfigured({
      scenarios: [{ outcome: 'expired', match: { phoneNumber: one } }],
      testNumbers: { [one]: { code: '11111' } },
    })
    const sandbox = emulator.sandbox('other')
    for (const client of [emulator, sandbox]) {
      await client.scenarios.add({ outcome: 'rejected', match: { phoneNumber: other } })
      await client.faults.add({ fault: { kind: 'hang' }, match: { phoneNumber: other } })
    }
    write({
      scenarios: [{ outcome: 'accepted', times: 2 }],
      testNumbers: { [other]: { code: '22222' } },
      faults: [{ fault: { kind: 'reset' }, match: { phoneNumber: one } }],
    })
    await reload()
    expect(results).toEqual([{ event: 'reload', changed: ['scenarios', 'faults', 'testNumbers'], needsRestart: [] }])
    for (const client of [emulator, sandbox, emulator.sandbox('new')]) {
      const isNew = client.sandboxName === 'new'
      expect((await client.scenarios.list()).map(({ outcome, times }) => [outcome, times])).toEqual([
        ...(isNew ? [] : [['rejected', null]]),
        ['accepted', 2],
      ])
      expect((await client.faults.list()).map(({ fault }) => fault.kind)).toEqual([...(isNew ? [] : ['hang']), 'reset'])
      const codes = (await client.testNumbers()).filter(({ code }) => code !== undefined && code !== null)
      expect(codes.map(({ phoneNumber, code }) => [phoneNumber, code])).toEqual([[other, '22222']])
    }
  })

  test('leaves a rule that did not change as it is, with its remaining uses', async () => {
    const scenarios = [{ outcome: 'expired', times: 3 }]
    const { emulator, post, write, reload, results } = await useConfigured({ scenarios })
    const { body } = await post('/verifications/sms', { phone_number: one, verify_profile_id: emulator.profileId })
    await post(`/verifications/${body.data.id}/actions/verify`, { code: '00000' })
    write({ scenarios, faults: [{ fault: { kind: 'hang' }, match: { phoneNumber: other } }] })
    await reload()
    expect(results).toMatchObject([{ changed: ['faults'] }])
    expect(await emulator.scenarios.list()).toMatchObject([{ outcome: 'expired', times: 2 }])
    await reload()
    expect(results[1]).toEqual({ event: 'reload', changed: [], needsRestart: [] })
  })

  test('gives new fixtures to new sandboxes and at a reset, and keeps the records of others', async () => {
    const { emulator, write, reload, results, send } = await useConfigured({})
    const id = '4900019b-76da-b800-8000-0000000000aa'
    const names = async (key: string) =>
      (await send('GET', '/verify_profiles', undefined, { authorization: `Bearer ${key}` })).body.data.map(
        ({ name }: { name: string }) => name,
      )
    const before = await names('sandbox_default')
    write({ version: 1, profiles: [{ id, name: 'Reloaded', sms: {} }] }, 'records.json')
    write({ fixtures: 'records.json' })
    await reload()
    expect(results).toMatchObject([{ event: 'reload', changed: ['fixtures'] }])
    expect(await names('sandbox_default')).toEqual(before)
    expect(await names('sandbox_new')).toContain('Reloaded')
    await emulator.reset()
    expect(await names('sandbox_default')).toContain('Reloaded')
    // The same path with other content is a change, too.
    write({ version: 1, profiles: [{ id, name: 'Again', sms: {} }] }, 'records.json')
    await reload()
    expect(results[1]).toMatchObject({ changed: ['fixtures'] })
    expect(await names('sandbox_newer')).toContain('Again')
  })

  test('names the settings that need a restart, and applies the rest', async () => {
    const { emulator, write, reload, results } = await useConfigured({ dialect: 'docs' })
    write({ dialect: 'spec', port: 1234, scenarios: [{ outcome: 'expired' }] })
    await reload()
    expect(results).toEqual([{ event: 'reload', changed: ['scenarios'], needsRestart: ['port', 'dialect'] }])
    expect((await emulator.info()).dialect).toBe('docs')
    expect(formatReload(results[0] as ReloadResult)).toBe(
      'Reloaded scenarios. To apply port, dialect, restart the emulator.',
    )
  })

  test.each<[string, object | string, RegExp]>([
    ['is not JSON', '{', /is not valid JSON/],
    ['is empty', '', /the file is empty/],
    ['is a list', '[]', /must contain an object of settings/],
    ['has an unknown key', { scenario: [] }, /Did you mean scenarios\?/],
    ['has an unknown outcome', { scenarios: [{ outcome: 'expird' }] }, /Did you mean expired\?/],
    ['has one invalid part', { scenarios: [], faults: [{ fault: { kind: 'flood' } }] }, /faults\[0\]/],
    ['names fixtures that are missing', { scenarios: [], fixtures: 'gone.json' }, /gone\.json cannot be read/],
    ['names fixtures that are wrong', { scenarios: [], fixtures: 'wrong.json' }, /wrong\.json/],
  ])('keeps the old state and says why if the file %s', async (_, content, reason) => {
    const { emulator, write, reload, results } = await useConfigured({ scenarios: [{ outcome: 'expired' }] })
    const profile = { id: '4900019b-76da-b800-8000-0000000000aa', name: 'A', sms: { code_length: 99 } }
    write({ version: 1, profiles: [profile] }, 'wrong.json')
    write(content)
    await reload()
    expect(results).toEqual([{ event: 'reload-failed', reason: expect.stringMatching(reason) }])
    expect(formatReload(results[0] as ReloadResult)).toMatch(/^Not reloaded, and nothing has changed: /)
    for (const client of [emulator, emulator.sandbox('new')])
      expect(await client.scenarios.list()).toMatchObject([{ outcome: 'expired' }])
    write({ scenarios: [{ outcome: 'rejected' }] })
    await reload()
    expect(await emulator.scenarios.list()).toMatchObject([{ outcome: 'rejected' }])
  })

  test('is stored with the sandboxes', async () => {
    const data = useFolder()
    const { emulator, write, reload } = await useConfigured({}, { data })
    await emulator.scenarios.add({ outcome: 'expired' })
    write({ testNumbers: { [one]: { code: '77777' } } })
    await reload()
    await emulator.close()
    const { emulator: later } = await useApi({ data })
    expect(await later.testNumbers()).toContainEqual(expect.objectContaining({ phoneNumber: one, code: '77777' }))
  })
})

describe('the command', () => {
  const follow = async (args: string[], files: Record<string, object>) => {
    const cwd = useFolder()
    const write = (name: string, content: object) => writeFileSync(join(cwd, name), JSON.stringify(content))
    for (const [name, content] of Object.entries(files)) write(name, content)
    return { cwd, write, ...(await startCommand(args, { cwd })) }
  }

  test.skipIf(process.platform === 'win32')('reloads at SIGHUP and keeps running after an invalid file', async () => {
    const { child, printed, ready, write, ended } = await follow([], { [fileName]: {} })
    write(fileName, { scenarios: [{ outcome: 'expired' }], port: 1 })
    child.kill('SIGHUP')
    await printed(/Reloaded scenarios\./)
    write(fileName, { scenarios: 'all' })
    child.kill('SIGHUP')
    await printed(/Not reloaded, and nothing has changed: .*scenarios must be a list/)
    const list = await (await fetch(`${ready.control}/scenarios`)).json()
    expect(list.scenarios).toMatchObject([{ outcome: 'expired', origin: 'configuration' }])
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 0 })
  })

  test('reloads with --watch when a file is written or replaced, as JSON if asked', async () => {
    const { printed, write, cwd } = await follow(['--watch', '--log-format', 'json'], {
      [fileName]: { fixtures: 'records.json' },
      'records.json': { version: 1 },
    })
    write(fileName, { fixtures: 'records.json', faults: [{ fault: { kind: 'reset' } }] })
    await printed(/"event":"reload","changed":\["faults"\],"needsRestart":\[\]/)
    mkdirSync(join(cwd, 'next'))
    const profile = { id: '4900019b-76da-b800-8000-0000000000aa', name: 'A', sms: {} }
    write('next/records.json', { version: 1, profiles: [profile] })
    renameSync(join(cwd, 'next/records.json'), join(cwd, 'records.json'))
    await printed(/"changed":\["fixtures"\]/)
    rmSync(join(cwd, fileName))
    write(fileName, { fixtures: 'records.json' })
    await printed(/"changed":\["faults"\].*[\s\S]*"changed":\["faults"\]/)
  })

  test('also watches the fixtures that a changed file names, even if they are missing at first', async () => {
    const { printed, write } = await follow(['--watch', '--log-format', 'json'], { [fileName]: {} })
    write(fileName, { fixtures: 'new.json' })
    await printed(/"event":"warning".*new\.json cannot be read/)
    write('new.json', { version: 1 })
    await printed(/"changed":\["fixtures"\]/)
    write('new.json', { version: 1, profiles: [{ id: '4900019b-76da-b800-8000-0000000000aa', name: 'A', sms: {} }] })
    await printed(/"changed":\["fixtures"\][\s\S]*"changed":\["fixtures"\]/)
  })

  test('says if there is nothing to watch', async () => {
    const { printed } = await startCommand(['--watch'], { cwd: useFolder() })
    await printed(/--watch has nothing to watch/)
  })
})
