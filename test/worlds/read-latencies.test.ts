import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadLatencyProfile, readLatencies } from '../../src/worlds/read-latencies.js'
import { useFolder } from '../support/folder.js'

interface Recorded {
  readonly operation?: string
  readonly method?: string
  readonly url?: string
  readonly status?: number
  readonly wait?: number
  readonly receive?: number
  readonly startedAt?: string
}

const har = (...recorded: readonly Recorded[]) => ({
  log: {
    entries: recorded.map(
      ({ operation, method = 'POST', url = 'https://api.telnyx.com/v2/verifications/sms', ...entry }) => ({
        startedDateTime: entry.startedAt ?? '2026-11-02T10:00:00.000Z',
        time: 1,
        request: { method, url },
        response: { status: entry.status ?? 200 },
        timings: { wait: entry.wait ?? 100, receive: entry.receive ?? 0 },
        ...(operation !== undefined && { _operation: operation }),
      }),
    ),
  },
})

/** Writes files into a folder. */
function useFiles(files: Readonly<Record<string, unknown>>): string {
  const folder = useFolder()
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  return folder
}

test('a folder of recordings becomes a profile: quantiles by operation, and of all for the others', () => {
  const folder = useFiles({
    '1.har': har({ operation: 'CreateVerificationSms', wait: 300, receive: 2.5 }, { wait: 120 }),
    '2.har': har({
      url: 'https://api.telnyx.com/v2/verifications/4900019b/actions/verify',
      wait: 80,
      startedAt: '2026-11-03T10:00:00.000Z',
    }),
    'session.jsonl': 'not a recording',
  })
  expect(loadLatencyProfile(folder)).toEqual({
    version: 1,
    source: '3 recorded answers of api.telnyx.com from 2026-11-02T10:00:00.000Z to 2026-11-03T10:00:00.000Z',
    operations: {
      CreateVerificationSms: { quantiles: [120, 302.5] },
      VerifyVerificationCodeById: { quantiles: [80] },
      '*': { quantiles: [80, 120, 302.5] },
    },
  })
  const { byOperation, others } = readLatencies(folder)
  expect([...byOperation.keys()]).toEqual(['CreateVerificationSms', 'VerifyVerificationCodeById'])
  expect(others).toEqual([80, 120, 302.5])
})

test('answers that do not come, errors of a gateway and other paths do not count', () => {
  const folder = useFiles({
    'a.har': har(
      { wait: 10 },
      { wait: 20, status: 404 },
      { wait: 1, status: 0 },
      { wait: 2, status: 502 },
      { wait: 3, url: 'https://api.telnyx.com/v2/messages' },
      { wait: 4, url: 'https://example.com/page.html', method: 'GET' },
    ),
  })
  expect(loadLatencyProfile(join(folder, 'a.har')).operations).toEqual({
    CreateVerificationSms: { quantiles: [10, 20] },
    '*': { quantiles: [10, 20] },
  })
})

test('many recordings are summed up, from the shortest to the longest latency', () => {
  const many = Array.from({ length: 5000 }, (_, index) => ({ wait: 5000 - index }))
  const { operations } = loadLatencyProfile(join(useFiles({ 'a.har': har(...many) }), 'a.har'))
  const { quantiles } = operations['*'] as { quantiles: number[] }
  expect(quantiles).toHaveLength(1001)
  expect([quantiles[0], quantiles[500], quantiles[1000]]).toEqual([1, 2501, 5000])
})

test('a JSON file is a profile as it is', () => {
  const profile = { version: 1, source: 'measured in May', operations: { '*': { fixed: '20ms' } } }
  expect(readLatencies(join(useFiles({ 'latency.json': profile }), 'latency.json'))).toEqual({
    byOperation: new Map(),
    others: [20],
  })
})

describe('unusable', () => {
  const advice = 'Name a JSON or HAR file, a folder of HAR files, or a preset like fixed-150ms'
  test.each<[what: string, files: Readonly<Record<string, unknown>>, path: string, message: string]>([
    ['no file', {}, 'latency.json', 'the file does not exist'],
    ['an empty folder', {}, '.', 'the folder has no HAR file'],
    ['no JSON', { 'a.json': '{' }, 'a.json', 'JSON'],
    ['a folder with something else', { 'a.har': har({}), 'b.har': {} }, '.', 'b.har is not a HAR file'],
    [
      'a recording of nothing',
      { 'a.har': har({ status: 0 }) },
      'a.har',
      'it has no answered request to an operation of the Verify API',
    ],
  ])('%s', (_, files, name, message) => {
    const path = join(useFiles(files), name)
    expect(() => loadLatencyProfile(path)).toThrow(message)
    expect(() => loadLatencyProfile(path)).toThrow(advice)
  })

  test.each([{}, { log: { entries: [null, 5, {}, { request: { url: 5 } }, { _operation: 'toString' }] } }])(
    '%j',
    (content) => {
      expect(() => readLatencies(join(useFiles({ 'a.json': content }), 'a.json'))).toThrow('a.json')
    },
  )
})
