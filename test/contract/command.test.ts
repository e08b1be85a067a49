import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import {
  compareCommand,
  documentCommand,
  runCommand,
  type SingleRunFlags,
  type Surroundings,
} from '../../src/contract/command.js'
import { createEmulator, type EmulatorOptions } from '../../src/index.js'
import { readDocument } from '../../tools/documents.js'
import { testTime } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'

const flags: SingleRunFlags = { allowNumber: [], maxSends: 0, ignoreDrift: [], scenario: ['paging', 'right-code'] }

function useSurroundings(parts: Partial<Surroundings> = {}) {
  const printed = { out: '', err: '' }
  const around: Surroundings = {
    out: (text) => {
      printed.out += text
    },
    err: (text) => {
      printed.err += text
    },
    paint: (_, text) => text,
    now: () => testTime,
    runId: () => 'abcd1234',
    signal: new AbortController().signal,
    key: 'KEY0123456789',
    openEmulator: async () => {
      const { url, apiKey, fetch, clock, close } = await createEmulator({ seed: 1 })
      return { url, key: apiKey, fetch, close, wait: async (secs) => void (await clock.advance(secs * 1000)) }
    },
    ...parts,
  }
  return { printed, around }
}

/** A double of the real service on a port. @returns its base URL */
async function useDouble(options: EmulatorOptions = {}) {
  const emulator = await createEmulator({ seed: 2, onWarning: () => {}, ...options })
  onTestFinished(() => emulator.close())
  return { emulator, url: (await emulator.listen()).url }
}

test('run: the emulator by default, 0 when all rules hold', async () => {
  const { printed, around } = useSurroundings()
  expect(await runCommand('emulator', flags, around)).toBe(0)
  expect(printed).toEqual({
    out: expect.stringMatching(/^The rules against emulator\n.*\nNo drift: 21 confirms\.\n$/s),
    err: '',
  })
})

test('run: an upstream is asked with the key of the user, and only sent to where that is allowed', async () => {
  const { emulator, url } = await useDouble()
  const { around } = useSurroundings()
  expect(await runCommand('upstream', { ...flags, upstream: `${url}/` }, around)).toBe(0)
  expect(await emulator.inbox.list()).toEqual([])
  expect(await runCommand(url, { ...flags, allowNumber: ['+13035550177'], maxSends: 1 }, around)).toBe(0)
  expect((await emulator.inbox.list()).map(({ phone_number }) => phone_number)).toEqual(['+13035550177'])
})

test('run: what is recorded can be compared with, and names neither key nor phone', async () => {
  const folder = useFolder()
  const { url } = await useDouble()
  const { printed, around } = useSurroundings()
  const all = { ...flags, allowNumber: ['+13035550177'], maxSends: 1 }
  expect(await runCommand(url, { ...all, record: folder }, around)).toBe(0)
  expect(printed.err).toBe(`2 recordings are in ${folder}.\n`)
  expect(readdirSync(folder).sort()).toEqual(['paging.har', 'right-code.har'])
  for (const name of readdirSync(folder))
    expect(readFileSync(join(folder, name), 'utf8')).not.toMatch(/3035550177|KEY0123456789|abcd1234/)
  expect(await compareCommand('emulator', folder, flags, around)).toBe(0)
  expect(printed.out).toMatch(/No drift: 21 confirms, 13 same\.\n$/)
})

test('compare: 1 on drift, unless it is to be ignored; the sends of both count together', async () => {
  const { emulator, url } = await useDouble({ dialect: 'spec' })
  const { around, printed } = useSurroundings()
  const paging = { ...flags, scenario: ['paging'] }
  expect(await compareCommand('emulator', url, paging, around)).toBe(1)
  expect(printed.out).toContain('a size that there cannot be: status')
  const right = { ...flags, scenario: ['right-code'], allowNumber: ['+13035550177'], maxSends: 1 }
  expect(await compareCommand(url, url, right, around)).toBe(0)
  expect(await emulator.inbox.list()).toHaveLength(1)
  expect(printed.out).toContain('Not run: it sends 1, and 0 of 0 are left')
})

test('document: 0 when nothing differs; reports are written into files as well', async () => {
  const folder = useFolder()
  const source = join(folder, 'ours.json')
  writeFileSync(source, JSON.stringify(readDocument('verify')))
  const { printed, around } = useSurroundings()
  const report = ['markdown=a=b.md', 'sarif=drift.sarif'].map((text) => text.replace('=', `=${folder}/`))
  expect(await documentCommand(source, { format: 'json', report }, around)).toBe(0)
  expect(JSON.parse(printed.out)).toMatchObject({ exitCode: 0 })
  expect(readFileSync(join(folder, 'a=b.md'), 'utf8')).toMatch(/^## ✅/)
  expect(JSON.parse(readFileSync(join(folder, 'drift.sarif'), 'utf8')).version).toBe('2.1.0')
})

test.each([401, 403])(
  'an upstream that answers %i refuses the key: one sentence instead of sixty differences',
  async (status) => {
    const server = createServer((_, response) => response.writeHead(status).end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2`
    const { printed, around } = useSurroundings()
    expect(await runCommand(url, flags, around)).toBe(2)
    expect(printed).toEqual({ out: '', err: `${url} refuses the key in TELNYX_API_KEY: it answers ${status}.\n` })
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    expect(await compareCommand('emulator', url, flags, around)).toBe(2)
    expect(printed.err).toContain(`${url} cannot be reached: connect ECONNREFUSED`)
  },
)

test.each<[string, (around: Surroundings) => Promise<number>, RegExp]>([
  [
    'an unreadable document',
    (around) => documentCommand('nowhere.yml', {}, around),
    /^nowhere.yml cannot be read: ENOENT/,
  ],
  ['no such target', (around) => runCommand('nowhere', flags, around), /^There is no target "nowhere": say emulator/],
  [
    'no key',
    (around) => runCommand('upstream', flags, { ...around, key: '' }),
    /^https:\/\/api.telnyx.com\/v2 is asked with your own key: put it into TELNYX_API_KEY/,
  ],
  ['no URL', (around) => runCommand('upstream', { ...flags, upstream: 'ftp://x' }, around), /is no http or https URL/],
  [
    'no number',
    (around) => runCommand('emulator', { ...flags, allowNumber: ['911'] }, around),
    /^--allow-number 911 is not a phone number/,
  ],
  [
    'no scenario',
    (around) => runCommand('emulator', { ...flags, scenario: ['x'] }, around),
    /^There is no scenario x\. There are: /,
  ],
  [
    'no place',
    (around) => compareCommand('emulator', 'emulator', { ...flags, ignoreDrift: ['x'] }, around),
    /^"x" is no place to ignore/,
  ],
  [
    'no format',
    (around) => documentCommand('x', { report: ['x.md'] }, around),
    /^--report x\.md names no format and file/,
  ],
  [
    'no place for a report',
    (around) => runCommand('emulator', { ...flags, report: ['text=nowhere/x.txt'] }, around),
    /x.txt cannot be written: ENOENT/,
  ],
  [
    'nothing to confirm',
    (around) => runCommand('emulator', { ...flags, confirm: 'x.yaml' }, around),
    /^Only a run against the real service confirms/,
  ],
])('%s is said in a sentence, with exit code 2', async (_, run, sentence) => {
  const { printed, around } = useSurroundings()
  expect(await run(around)).toBe(2)
  expect(printed.err).toMatch(sentence)
  expect(printed.out).toBe('')
})
