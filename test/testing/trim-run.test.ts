import { expect, test } from 'vitest'
import type { RunFile } from '../../src/client/types.js'
import { trimRun } from '../../src/testing/trim-run.js'

type Step = NonNullable<RunFile['steps']>[number]

const request = (at: number, path: string, number: number, sandbox = 'default'): Step => ({
  kind: 'request',
  at,
  number,
  sandbox,
  method: 'POST',
  path,
  headers: {},
  request_id: `${at}`,
})
const reset = (at: number, number: number, path = '/_emulator/reset?sandbox=default') => request(at, path, number)
const send = (at: number, number: number) => request(at, '/v2/verifications/sms', number)

const run = (steps: readonly Step[] | undefined): RunFile => ({
  format: 'telnyx-verify-run',
  version: 1,
  emulator: '0.1.0',
  node: '24.0.0',
  started_at: 0,
  saved_at: 1000,
  seed: '1',
  fixed_ids: false,
  settings: {},
  left_out: [],
  before: { default: { version: 1 } },
  ...(steps && { steps: [...steps] }),
})

/** The times and numbers of the steps that are left. */
const left = ({ steps }: RunFile) => steps?.map((step) => [step.at, step.kind === 'request' ? step.number : null])

const due: Step = { kind: 'due', at: 350, sandbox: 'default' }
const steps = [reset(100, 1), send(150, 2), reset(300, 3), due, send(400, 4), reset(500, 5), send(600, 6)]

test('the run of a test begins with the reset before it, although it resets the sandbox itself', () => {
  expect(left(trimRun(run(steps), 720))).toEqual([
    [300, 1],
    [350, null],
    [400, 2],
    [500, 3],
    [600, 4],
  ])
})

test('without a time it begins with the last reset; without a reset it has all steps', () => {
  expect(left(trimRun(run(steps)))).toEqual([
    [500, 1],
    [600, 2],
  ])
  expect(left(trimRun(run([send(1, 1), send(2, 2)])))).toEqual([
    [1, 1],
    [2, 2],
  ])
})

test('a reset that is later than the clock says is found, too', () => {
  expect(left(trimRun(run(steps), 10))).toEqual([
    [500, 1],
    [600, 2],
  ])
})

test('the path of a reset may have other queries or none; other requests are none', () => {
  const others = [reset(1, 1, '/_emulator/reset'), request(2, '/_emulator/resets', 2), request(3, '/v2/reset', 3)]
  expect(left(trimRun(run(others)))).toHaveLength(3)
})

test('a run without steps stays as it is', () => {
  expect(trimRun(run(undefined), 5)).toEqual(run(undefined))
})
