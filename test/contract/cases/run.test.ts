import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type ContractCase, rulesOf } from '../../../src/contract/cases/case.js'
import { compareRuns } from '../../../src/contract/cases/compare-runs.js'
import { confirmedRules, readConfirmations, writeConfirmations } from '../../../src/contract/cases/confirm.js'
import { createHttpTarget } from '../../../src/contract/cases/http-target.js'
import { readCases } from '../../../src/contract/cases/library.js'
import { recordTarget } from '../../../src/contract/cases/record-target.js'
import { openRecording } from '../../../src/contract/cases/recording-target.js'
import { reportRun } from '../../../src/contract/cases/report-run.js'
import { readRules } from '../../../src/contract/cases/rules.js'
import { runCases } from '../../../src/contract/cases/run.js'
import { CannotRunError, exitCodeOf, findingsOf } from '../../../src/report/report.js'
import { everything, useTarget } from '../targets.js'

const cases = readCases()
const free = cases.filter(({ sends = 0, leaves }) => sends === 0 && leaves === undefined)
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'contract-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

const sendRequest = /^POST \/(?:verifications\/(?:sms|call|flashcall|whatsapp)|verified_numbers)$/

/** Whether a step sends a message, according to its own expectations. */
const isAcceptedSend = ({ request = '', expect: expected = [] }: ContractCase['steps'][number]) =>
  sendRequest.test(request) && !expected.some(({ status = 200 }) => status >= 400)

describe('the shipped cases', () => {
  test('have unique IDs and step names, and known rules', () => {
    const ids = cases.map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)])
    const rules = readRules()
    for (const contractCase of cases) {
      const names = contractCase.steps.map(({ name }) => name)
      expect(names).toEqual([...new Set(names)])
      expect(rulesOf(contractCase).filter((rule) => !rules.has(rule))).toEqual([])
    }
  })

  test('send as many messages as they declare, or none if the emulator refuses them', async () => {
    for (const contractCase of cases) {
      const { target, emulator } = await useTarget('emulator')
      await runCases(target, [contractCase], everything)
      const accepted = contractCase.steps.filter(isAcceptedSend).length
      expect([contractCase.id, (await emulator.inbox.list()).length]).toEqual([contractCase.id, accepted])
      const tried = contractCase.steps.filter(({ request = '' }) => sendRequest.test(request)).length
      // The real service may accept what is only assumed to be refused.
      if (accepted !== contractCase.sends)
        expect([contractCase.id, tried]).toEqual([contractCase.id, contractCase.sends ?? tried])
    }
  })

  test('hold for the emulator', async () => {
    const { target } = await useTarget('emulator', { validateResponses: true })
    const report = reportRun(await runCases(target, cases, everything))
    expect(findingsOf(report).filter(({ kind }) => kind !== 'confirms')).toEqual([])
    expect(exitCodeOf(report)).toBe(0)
    expect(findingsOf(report).length).toBeGreaterThan(120)
  })

  test('can be selected by ID; an unknown ID is reported', () => {
    expect(readCases(['paging']).map(({ id }) => id)).toEqual(['paging'])
    expect(() => readCases(['paging', 'nonsense'])).toThrow(/Unknown case "nonsense"\. Expected one of: /)
  })
})

describe('an upstream', () => {
  test('receives no sends and keeps no leftovers unless allowed', async () => {
    const { target, emulator } = await useTarget('upstream')
    const run = await runCases(target, cases, { ...everything, maxSends: 0, allowLeftovers: false })
    expect(await emulator.inbox.list()).toEqual([])
    expect(run.sends).toBe(0)
    expect(run.cases.filter(({ skipped }) => skipped === null).map(({ contractCase }) => contractCase)).toEqual(free)
    const report = reportRun(run)
    expect(exitCodeOf(report)).toBe(0)
    expect(findingsOf(report).find(({ place }) => place === 'right-code')).toEqual({
      kind: 'unproven',
      place: 'right-code',
      rule: 'P1',
      sentence: 'Not run: it sends 1 message, and 0 of 0 are left. Allow it with --max-sends 1.',
    })
  })

  test('receives as many sends as allowed, to the allowed number', async () => {
    const { target, emulator } = await useTarget('upstream')
    const run = await runCases(target, cases, { ...everything, maxSends: 3 })
    const inbox = await emulator.inbox.list()
    // The third send is refused (V6).
    expect(inbox.map(({ phoneNumber }) => phoneNumber)).toEqual(['+13035550123', '+13035550123'])
    expect(run.sends).toBe(3)
    const without = await runCases(target, cases, { maxSends: 100, allowLeftovers: false, prefix: 'tve' })
    expect(without.sends).toBe(0)
  })

  const profilesOf = async ({
    url,
    apiKey,
    fetch,
  }: {
    url: string
    apiKey: string
    fetch: typeof globalThis.fetch
  }) => {
    const response = await fetch(`${url}/verify_profiles?page[size]=250`, {
      headers: { authorization: `Bearer ${apiKey}` },
    })
    const { data } = (await response.json()) as { data: { name: string }[] }
    return data.map(({ name }) => name)
  }

  test('is left as it was found', async () => {
    const { target, emulator } = await useTarget('upstream')
    const run = await runCases(target, cases, everything)
    expect(run.leftovers).toEqual([])
    expect(await profilesOf(emulator as never)).toEqual(['Acme'])
  })

  test('is left as it was found if a step gets no answer', async () => {
    const { target, emulator } = await useTarget('upstream')
    const run = await runCases(
      {
        ...target,
        ask: (request, signal) =>
          request.step === 'read' ? Promise.reject(new Error('gone')) : target.ask(request, signal),
      },
      cases,
      everything,
    )
    const [broken] = run.cases.filter(({ failure }) => failure !== null)
    expect([broken?.contractCase.id, broken?.failure]).toEqual(['profile-life', '"read" got no answer: gone.'])
    expect(await profilesOf(emulator as never)).toEqual(['Acme'])
    expect(exitCodeOf(reportRun(run))).toBe(2)
  })

  test('is left as it was found if the run is interrupted', async () => {
    const { target, emulator, asked } = await useTarget('upstream')
    const interruption = new AbortController()
    const run = await runCases(
      {
        ...target,
        ask: async (request, signal) => {
          const answer = await target.ask(request, signal)
          if (request.step === 'read') interruption.abort()
          return answer
        },
      },
      cases,
      { ...everything, signal: interruption.signal },
    )
    expect(asked.slice(-2)).toEqual([expect.stringMatching(/^GET .*4900/), expect.stringMatching(/^DELETE .*4900/)])
    expect(await profilesOf(emulator as never)).toEqual(['Acme'])
    expect(run.cases.find(({ contractCase }) => contractCase.id === 'profile-life')?.failure).toBe(
      'Interrupted at "find by its name".',
    )
    expect(run.cases.at(-1)?.skipped).toBe('Not run: the run was interrupted.')
    expect(exitCodeOf(reportRun(run))).toBe(2)
  })

  test('is reported with the ID of what could not be deleted', async () => {
    const { target } = await useTarget('upstream', {}, (answer, { method }) => {
      if (method === 'DELETE') answer.status = 500
    })
    const run = await runCases(target, readCases(['profile-life']), everything)
    expect(run.leftovers).toEqual([
      expect.stringMatching(/^Profile 4900[\w-]+ could not be deleted: the answer was 500\. Delete it manually\.$/),
    ])
    expect(reportRun(run).sections.at(-1)?.title).toBe('left behind')
  })

  test('is asked again after a rate limit, a few times', async () => {
    const waits: number[] = []
    const answers = [429, 429, 200]
    const target = createHttpTarget({
      ...{ name: 'x', kind: 'upstream', url: 'https://upstream.invalid/v2/', key: 'KEY' },
      wait: async (secs) => void waits.push(secs),
      fetch: async () => new Response('{}', { status: answers.shift() ?? 429, headers: { 'retry-after': '7' } }),
    })
    const request = { caseId: 's', step: 's', method: 'GET', path: '/x', headers: {}, hasKey: true, body: undefined }
    expect((await target.ask(request)).status).toBe(200)
    expect(waits).toEqual([7, 7])
    expect((await target.ask(request)).status).toBe(429)
    expect(waits).toHaveLength(5)
  })
})

describe('a step', () => {
  const toCase = (steps: ContractCase['steps']): ContractCase => ({ id: 'mine', about: 'mine', steps })

  test('with a variable that was not captured fails and names it', async () => {
    const { target } = await useTarget('emulator')
    const run = await runCases(
      target,
      [toCase([{ name: 'read', request: 'GET /verify_profiles/${profile}' }])],
      everything,
    )
    expect(run.cases[0]?.failure).toBe('"read" needs the variable profile, which no earlier step has captured.')
  })

  test('sends its own headers, omits the key on request, and sends a text body unchanged', async () => {
    const sent: RequestInit[] = []
    const fetch = async (_: string, init: RequestInit) => {
      sent.push(init)
      return new Response(null, { status: 204 })
    }
    const target = createHttpTarget({
      name: 'x',
      kind: 'emulator',
      url: 'https://upstream.invalid/v2',
      key: 'KEY',
      fetch,
    })
    const run = await runCases(
      target,
      [
        toCase([
          { name: 'a', request: 'POST /x', body: { n: '${number}' }, headers: { 'x-a': '${prefix}' } },
          { name: 'b', request: 'GET /x', headers: { authorization: null } },
          { name: 'c', request: 'POST /x', body: '{', headers: { 'content-type': 'text/plain' } },
        ]),
      ],
      everything,
    )
    expect(sent.map(({ headers }) => headers)).toEqual([
      { authorization: 'Bearer KEY', 'content-type': 'application/json', 'x-a': 'tve-contract-test0001' },
      {},
      { authorization: 'Bearer KEY', 'content-type': 'text/plain' },
    ])
    expect(sent.map(({ body }) => body)).toEqual(['{"n":"+13035550123"}', undefined, '{'])
    expect(run.cases[0]?.steps[0]?.answer.body).toBeUndefined()
  })
})

describe('a recording', () => {
  const record = async (path: string) => {
    const { target } = await useTarget('upstream')
    const options = {
      number: '+13035550123',
      prefix: everything.prefix,
      keys: ['sandbox_default'],
      now: () => 0,
      comment: 'A test.',
    }
    const recorded = recordTarget(target, options)
    const run = await runCases(recorded, cases, everything)
    return { run, files: await recorded.write(path) }
  }

  test('answers like its target: the same rules hold, and nothing differs', async () => {
    const path = folder()
    const { run, files } = await record(path)
    expect(files).toBe(cases.length)
    const replayed = await runCases(openRecording(path), cases, { ...everything, prefix: 'tve-contract-other' })
    const report = compareRuns(run, replayed)
    expect(findingsOf(report).filter(({ kind }) => kind !== 'same' && kind !== 'confirms')).toEqual([])
  })

  test('is HAR 1.2 without number, prefix or key', async () => {
    const path = folder()
    await record(path)
    for (const name of readdirSync(path)) {
      const text = readFileSync(join(path, name), 'utf8')
      expect(text).not.toMatch(/3035550123|test0001|sandbox_default/)
      const { log } = JSON.parse(text)
      expect(log.version).toBe('1.2')
      expect(log.comment).toBe('A test.')
      for (const { request, response, comment, timings, startedDateTime } of log.entries) {
        expect([
          request.method,
          request.url,
          request.cookies,
          request.queryString,
          response.status,
          response.content.text,
        ]).not.toContain(undefined)
        expect(comment).toMatch(/^case: .*; step: /)
        expect([timings.wait, startedDateTime]).toEqual([0, '1970-01-01T00:00:00.000Z'])
      }
    }
  })

  test('without step names answers in order; a case that it does not contain is not run', async () => {
    const path = folder()
    const { target } = await useTarget('upstream')
    const recorded = recordTarget(target, { prefix: everything.prefix, keys: [], now: () => 0, comment: '' })
    await runCases(recorded, readCases(['keys']), everything)
    await recorded.write(path)
    const run = await runCases(openRecording(path), readCases(['keys', 'paging']), everything)
    expect(run.cases.map(({ skipped }) => skipped)).toEqual([null, 'Not run: it is not in the recording.'])

    const har = JSON.parse(readFileSync(join(path, 'keys.har'), 'utf8'))
    for (const entry of har.log.entries) delete entry.comment
    writeFileSync(join(path, 'keys.har'), JSON.stringify(har))
    const inOrder = await runCases(openRecording(path), readCases(['keys']), everything)
    expect(exitCodeOf(reportRun(inOrder))).toBe(0)
    const other = await runCases(openRecording(path), readCases(['refused-verified-numbers']), everything)
    expect(other.cases[0]?.failure).toContain('the recording has GET here, the case POST')
  })

  test.each([
    [
      'a missing folder',
      () => join(folder(), 'nowhere'),
      /^The folder of recordings .* cannot be read: it does not exist\. /,
    ],
    ['an empty folder', folder, /contains no recordings/],
    [
      'a file that is not JSON',
      () => withFile('{'),
      /a\.har is not valid JSON \(.+\)\. Remove it, or record it again\.$/,
    ],
    ['a file that is not HAR', () => withFile('{}'), /a\.har is not a HAR 1\.2 file/],
  ])('cannot be opened from %s', (_, make, sentence) => {
    const path = make()
    expect(() => openRecording(path)).toThrow(sentence)
    expect(() => openRecording(path)).toThrow(CannotRunError)
  })

  function withFile(text: string): string {
    const path = folder()
    writeFileSync(join(path, 'a.har'), text)
    return path
  }
})

describe('confirmations', () => {
  const url = 'https://api.telnyx.com/v2'
  const now = Date.UTC(2026, 10, 23)

  test('list the rules that held on the real service and replace earlier entries of the same rules', async () => {
    const path = join(folder(), 'confirmations.yaml')
    writeFileSync(
      path,
      '- { rule: C4, date: 2026-01-01, target: x }\n- { rule: W1, date: 2026-01-01, target: x }\n- { rule: H6, date: 2026-01-01, target: x }',
    )
    const { target } = await useTarget('upstream', {}, (answer, { path }) => {
      if (path === '/verify_profile') answer.status = 410
    })
    const run = await runCases(target, readCases(['five-wrong-codes', 'unknown-paths']), everything)
    expect(confirmedRules(run)).not.toContain('H6')
    expect(writeConfirmations(run, path, url, now)).toBe(confirmedRules(run).length)
    const found = readConfirmations(path)
    expect(found.filter(({ rule }) => ['C4', 'W1', 'H6'].includes(rule))).toEqual([
      { rule: 'C4', date: '2026-11-23', target: url },
      { rule: 'W1', date: '2026-01-01', target: 'x' },
    ])
    expect(found.map(({ rule }) => rule)).toEqual([
      'C3',
      'C4',
      'C6',
      'H3',
      'H7',
      'H17',
      'N3',
      'P1',
      'P14',
      'V1',
      'V2',
      'V10',
      'W1',
    ])
    for (const local of ['http://127.0.0.1:8374/v2', 'http://localhost/v2'])
      expect(() => writeConfirmations(run, path, local, now)).toThrow(CannotRunError)
    const emulated = { ...run, target: { name: 'emulator', kind: 'emulator' as const } }
    expect(() => writeConfirmations(emulated, path, url, now)).toThrow(/--confirm needs a run against the real service/)
  })
})
