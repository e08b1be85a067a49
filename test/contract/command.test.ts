import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import {
  type ContractContext,
  compareCommand,
  documentCommand,
  runCommand,
  type SingleRunFlags,
} from '../../src/contract/command.js'
import { createEmulator, type EmulatorOptions } from '../../src/index.js'
import { readDocument } from '../../tools/documents.js'
import { testTime } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'

const flags: SingleRunFlags = { allowNumbers: [], maxSends: 0, ignoreDrift: [], case: ['paging', 'right-code'] }

function useContext(parts: Partial<ContractContext> = {}) {
  const printed = { out: '', err: '' }
  const context: ContractContext = {
    out: (text) => {
      printed.out += text
    },
    err: (text) => {
      printed.err += text
    },
    colorize: (_, text) => text,
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
  return { printed, context }
}

/** An emulator on a port, in place of the real service. @returns its base URL */
async function useUpstream(options: EmulatorOptions = {}) {
  const emulator = await createEmulator({ seed: 2, onWarning: () => {}, ...options })
  onTestFinished(() => emulator.close())
  return { emulator, url: (await emulator.listen()).url }
}

test('run: exits with 0 if all rules hold', async () => {
  const { printed, context } = useContext()
  expect(await runCommand('emulator', flags, context)).toBe(0)
  expect(printed).toEqual({
    out: expect.stringMatching(/^Rules against emulator\n.*\nPassed: 23 confirms\.\n$/s),
    err: '',
  })
})

test('run: an upstream gets the user’s key, and sends only to the allowed number', async () => {
  const { emulator, url } = await useUpstream()
  const { context } = useContext()
  expect(await runCommand('upstream', { ...flags, upstream: `${url}/` }, context)).toBe(0)
  expect(await emulator.inbox.list()).toEqual([])
  expect(await runCommand(url, { ...flags, allowNumbers: ['+13035550177'], maxSends: 1 }, context)).toBe(0)
  expect((await emulator.inbox.list()).map(({ phoneNumber }) => phoneNumber)).toEqual(['+13035550177'])
})

test('run: a recording can be compared, and contains neither key nor phone number', async () => {
  const folder = useFolder()
  const { url } = await useUpstream()
  const { printed, context } = useContext()
  const all = { ...flags, allowNumbers: ['+13035550177'], maxSends: 1 }
  expect(await runCommand(url, { ...all, record: folder }, context)).toBe(0)
  expect(printed.err).toBe(`Wrote 2 recordings to ${folder}.\n`)
  expect(readdirSync(folder).sort()).toEqual(['paging.har', 'right-code.har'])
  for (const name of readdirSync(folder))
    expect(readFileSync(join(folder, name), 'utf8')).not.toMatch(/3035550177|KEY0123456789|abcd1234/)
  expect(await compareCommand('emulator', folder, flags, context)).toBe(0)
  expect(printed.out).toMatch(/Passed: 23 confirms, 15 same\.\n$/)
})

test('compare: exits with 1 on drift; the sends of both targets count together', async () => {
  const { emulator, url } = await useUpstream({ dialect: 'spec' })
  const { context, printed } = useContext()
  const paging = { ...flags, case: ['paging'] }
  expect(await compareCommand('emulator', url, paging, context)).toBe(1)
  expect(printed.out).toContain('invalid page size: status')
  const right = { ...flags, case: ['right-code'], allowNumbers: ['+13035550177'], maxSends: 1 }
  expect(await compareCommand(url, url, right, context)).toBe(0)
  expect(await emulator.inbox.list()).toHaveLength(1)
  expect(printed.out).toContain('Not run: it sends 1 message, and 0 of 0 are left')
})

test('document: exits with 0 if nothing differs; reports are also written to files', async () => {
  const folder = useFolder()
  const source = join(folder, 'ours.json')
  writeFileSync(source, JSON.stringify(readDocument('verify')))
  const { printed, context } = useContext()
  const report = ['markdown=a=b.md', 'sarif=drift.sarif'].map((text) => text.replace('=', `=${folder}/`))
  expect(await documentCommand(source, { format: 'json', report }, context)).toBe(0)
  expect(JSON.parse(printed.out)).toMatchObject({ exitCode: 0 })
  expect(readFileSync(join(folder, 'a=b.md'), 'utf8')).toMatch(/^## ✅/)
  expect(JSON.parse(readFileSync(join(folder, 'drift.sarif'), 'utf8')).version).toBe('2.1.0')
})

test.each([401, 403])('an upstream that answers %i is reported once as refusing the key', async (status) => {
  const server = createServer((_, response) => response.writeHead(status).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2`
  const { printed, context } = useContext()
  expect(await runCommand(url, flags, context)).toBe(2)
  expect(printed).toEqual({ out: '', err: `${url} refuses the key in TELNYX_API_KEY with status ${status}.\n` })
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  expect(await compareCommand('emulator', url, flags, context)).toBe(2)
  expect(printed.err).toContain(`Cannot reach ${url}: connect ECONNREFUSED`)
})

test.each<[string, (context: ContractContext) => Promise<number>, RegExp]>([
  [
    'an unreadable document',
    (context) => documentCommand('nowhere.yml', {}, context),
    /^nowhere\.yml cannot be read: it does not exist\. Check the path\.\n$/,
  ],
  ['an unknown target', (context) => runCommand('nowhere', flags, context), /^Unknown target "nowhere"\. Use emulator/],
  [
    'a missing key',
    (context) => runCommand('upstream', flags, { ...context, key: '' }),
    /^https:\/\/api\.telnyx\.com\/v2 needs your own API key\. Set TELNYX_API_KEY\./,
  ],
  [
    'an invalid URL',
    (context) => runCommand('upstream', { ...flags, upstream: 'ftp://x' }, context),
    /is not a valid HTTP or HTTPS URL/,
  ],
  [
    'an invalid number',
    (context) => runCommand('emulator', { ...flags, allowNumbers: ['911'] }, context),
    /^--allow-numbers 911 is not a valid phone number/,
  ],
  [
    'an unknown case',
    (context) => runCommand('emulator', { ...flags, case: ['x'] }, context),
    /^Unknown case "x"\. Expected one of: /,
  ],
  [
    'an invalid place to ignore',
    (context) => compareCommand('emulator', 'emulator', { ...flags, ignoreDrift: ['x'] }, context),
    /^"x" is not a valid place to ignore/,
  ],
  [
    'an invalid report',
    (context) => documentCommand('x', { report: ['x.md'] }, context),
    /^--report x\.md is not a format and a file/,
  ],
  [
    'a confirmation by the emulator',
    (context) => runCommand('emulator', { ...flags, confirm: 'x.yaml' }, context),
    /^--confirm needs a run against the real service/,
  ],
])('%s exits with 2 and one sentence', async (_, run, sentence) => {
  const { printed, context } = useContext()
  expect(await run(context)).toBe(2)
  expect(printed.err).toMatch(sentence)
  expect(printed.out).toBe('')
})

test('a report that cannot be written exits with 2, and is printed all the same', async () => {
  const { printed, context } = useContext()
  expect(await runCommand('emulator', { ...flags, report: ['text=nowhere/x.txt'] }, context)).toBe(2)
  expect(printed.err).toBe(
    'The report nowhere/x.txt cannot be written: its folder does not exist. Create the folder, or choose another path.\n',
  )
  expect(printed.out).toContain('Rules against emulator')
})

test.each<[string, SingleRunFlags, RegExp]>([
  [
    'recordings',
    { ...flags, record: 'package.json' },
    /^The folder of recordings package\.json cannot be used: a file has this name\./,
  ],
  ['confirmations', { ...flags, confirm: 'src' }, /^src cannot be read: it is a folder\. Name a file\.\n$/],
])('%s that cannot be kept stop a run before it sends anything', async (_, given, sentence) => {
  const { printed, context } = useContext()
  const requests: unknown[] = []
  const openEmulator: ContractContext['openEmulator'] = async () => ({
    ...(await context.openEmulator()),
    fetch: async (request) => {
      requests.push(request)
      throw new Error('a request was sent')
    },
  })
  expect(await runCommand('emulator', given, { ...context, openEmulator })).toBe(2)
  expect(printed.err).toMatch(sentence)
  expect(requests).toEqual([])
})
