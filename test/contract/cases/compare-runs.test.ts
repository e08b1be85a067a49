import { describe, expect, test } from 'vitest'
import { compareRuns } from '../../../src/contract/cases/compare-runs.js'
import { readCases } from '../../../src/contract/cases/library.js'
import { runCases } from '../../../src/contract/cases/run.js'
import { exitCodeOf, findingsOf, isFailure } from '../../../src/report/report.js'
import { type Deviation, everything, useTarget } from '../targets.js'

const cases = readCases()

/** The run of the emulator, which is the same in every comparison. */
let runOfEmulator: ReturnType<typeof runCases> | undefined

/** Compares the emulator with an upstream: another emulator with deviations. */
async function compareWith(deviate?: Deviation, options = {}) {
  runOfEmulator ??= useTarget('emulator', { seed: 1 }).then(({ target }) => runCases(target, cases, everything))
  const { target } = await useTarget('upstream', { seed: 2, ...options }, deviate)
  const right = await runCases(target, cases, { ...everything, prefix: 'tve-contract-other001' })
  return compareRuns(await runOfEmulator, right)
}

test('another emulator answers the same in every step', async () => {
  const report = await compareWith()
  expect(findingsOf(report).filter(({ kind }) => kind !== 'same' && kind !== 'confirms')).toEqual([])
  expect(exitCodeOf(report)).toBe(0)
  expect(report.facts.find(([name]) => name === 'rules')?.[1]).toMatch(/^\d\d confirmed, 0 contradicted, \d+ unproven/)
})

const isCheck = (path: string) => path.endsWith('/actions/verify')

/** Deviations of an upstream, with the rules they contradict. */
const deviations: readonly (readonly [string, Deviation, readonly string[]])[] = [
  ['no request ID', ({ headers }) => delete headers['x-request-id'], ['H13']],
  ['a request ID that is not a UUID', ({ headers }) => (headers['x-request-id'] = 'abc'), ['H13']],
  ['no rate limit header', ({ headers }) => delete headers['x-ratelimit-reset'], ['H12']],
  ['HTML instead of JSON', ({ headers }) => (headers['content-type'] = 'text/html'), ['H4']],
  [
    'times with a zone',
    ({ body }) => {
      if (body?.data?.created_at) body.data.created_at += 'Z'
    },
    ['H17'],
  ],
  [
    '201 for a created verification',
    (answer, { method, path }) => {
      if (method === 'POST' && path === '/verifications/sms' && answer.status === 200) answer.status = 201
    },
    ['H3', 'V2', 'H14'],
  ],
  [
    '400 for a missing field',
    (answer) => {
      if (answer.body?.errors?.[0].code === '10004') answer.status = 400
    },
    ['H8', 'H9', 'T4', 'C8', 'C9'],
  ],
  [
    'another code for an unknown profile',
    ({ body }) => {
      if (body?.errors?.[0].detail === 'Profile not found') body.errors[0].code = '10005'
    },
    ['V3', 'C9', 'P10'],
  ],
  [
    'another wording of a documented detail',
    ({ body }) => {
      if (body?.errors?.[0].detail?.startsWith('No channel')) body.errors[0].detail = 'Nope'
    },
    ['P2'],
  ],
  [
    'errors without a title',
    ({ body }) => {
      delete body?.errors?.[0].title
    },
    ['H5', 'X3'],
  ],
  [
    'rejected instead of max_attempts_exceeded',
    ({ body }, { path }) => {
      if (isCheck(path) && body?.data?.response_code === 'max_attempts_exceeded') body.data.response_code = 'rejected'
    },
    ['C4'],
  ],
  [
    'rejected instead of expired',
    ({ body }, { path }) => {
      if (isCheck(path) && body?.data?.response_code === 'expired') body.data.response_code = 'rejected'
    },
    ['C5'],
  ],
  [
    'an additional field in the answer to a check',
    ({ body }, { path }) => {
      if (isCheck(path) && body?.data?.response_code === 'accepted') body.data.carrier = 'x'
    },
    ['C2', 'C6', 'V9'],
  ],
  [
    'a default code length of six',
    ({ body }, { method }) => {
      if (method === 'POST' && body?.data?.sms) body.data.sms.code_length = 6
    },
    ['P3', 'P1', 'T2', 'P11', 'P7', 'P14', 'H10', 'W1'],
  ],
  [
    'page counts as strings',
    ({ body }) => {
      if (body?.meta) body.meta.total_pages = String(body.meta.total_pages)
    },
    ['H4', 'H15'],
  ],
  [
    'the code in the answer',
    ({ body }, { path }) => {
      if (path === '/verifications/sms' && body?.data) body.data.code = '12345'
    },
    ['V2', 'V1', 'H14'],
  ],
  [
    'a list of templates with meta',
    ({ body }, { path, method }) => {
      if (path === '/verify_profiles/templates' && method === 'GET') body.meta = {}
    },
    ['T1'],
  ],
  [
    'random profile IDs',
    ({ body }, { path, method }) => {
      if (path === '/verify_profiles' && method === 'POST' && body?.data?.name.endsWith('life'))
        body.data.id = body.data.id.replace(/^4900/, 'abcd')
    },
    ['P12', 'P1', 'P9', 'P10', 'P11'],
  ],
]

describe('a deviation is reported with its rule, and nothing else is', () => {
  test.each(deviations)('%s', async (_, deviate, rules) => {
    const report = await compareWith(deviate)
    const drift = findingsOf(report).filter(isFailure)
    expect(new Set(drift.map(({ rule }) => rule))).toEqual(new Set(rules))
    expect(exitCodeOf(report)).toBe(1)
  })
})

test('a deviation is reported with its place and both values', async () => {
  const report = await compareWith((answer, { path }) => {
    if (path === '/verify_profile') answer.status = 410
  })
  expect(findingsOf(report).filter(isFailure)).toEqual([
    {
      kind: 'contradicts',
      rule: 'H6',
      place: 'unknown path: status',
      expected: '404',
      actual: 'emulator 404, upstream 410',
      sentence: 'Does not hold: An unknown path is 404 with code 10005, whatever the key.',
    },
  ])
})

test('an ignored difference does not count', async () => {
  const deviate: Deviation = ({ headers }) => {
    headers['www-authenticate'] = 'Bearer'
  }
  const [a, b] = [await useTarget('emulator'), await useTarget('upstream', {}, deviate)]
  const [left, right] = [await runCases(a.target, cases, everything), await runCases(b.target, cases, everything)]
  expect(exitCodeOf(compareRuns(left, right))).toBe(1)
  expect(exitCodeOf(compareRuns(left, right, ['header www-authenticate']))).toBe(0)
})

test('the other dialect differs', async () => {
  const report = await compareWith(undefined, { dialect: 'spec' })
  const rules = new Set(
    findingsOf(report)
      .filter(isFailure)
      .map(({ rule }) => rule),
  )
  // Every answer with a profile differs by the older name of the timeout (P4).
  const withProfile = ['P1', 'P10', 'P11', 'P14', 'P3', 'P4', 'P7', 'P9', 'T2', 'W1']
  const others = ['C4', 'C5', 'C8', 'C9', 'H10', 'H15', 'H8', 'H9', 'N4', 'P15', 'P2', 'P6', 'T4', 'V6']
  expect([...rules].sort()).toEqual([...withProfile, ...others].sort())
})

test('a failed run is not drift', async () => {
  const [a, b] = [await useTarget('emulator'), await useTarget('upstream')]
  const broken = { ...b.target, ask: () => Promise.reject(new Error('refused')) }
  const [left, right] = [await runCases(a.target, cases, everything), await runCases(broken, cases, everything)]
  const report = compareRuns(left, right)
  expect(exitCodeOf(report)).toBe(2)
  expect(findingsOf(report)[0]).toMatchObject({
    kind: 'could-not-run',
    sentence: '"create a profile" got no answer: refused.',
  })
})
