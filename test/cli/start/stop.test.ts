import { expect, test } from 'vitest'
import { createStop } from '../../../src/cli/start/stop.js'

function useStop(close: () => Promise<void>) {
  const exits: number[] = []
  const warnings: string[] = []
  let now = 0
  const stop = createStop({
    close,
    exit: (code) => exits.push(code),
    warn: (sentence) => warnings.push(sentence),
    now: () => now,
  })
  return { stop, exits, warnings, pass: (ms: number) => (now += ms) }
}

const forever = () => new Promise<void>(() => {})

test('the first signal closes the emulator and exits with 0', async () => {
  let close = () => {}
  const { stop, exits } = useStop(() => new Promise((resolve) => (close = resolve)))
  stop()
  expect(exits).toEqual([])
  close()
  await Promise.resolve()
  expect(exits).toEqual([0])
})

test('a second signal exits with 130 at once', () => {
  const { stop, exits, pass } = useStop(forever)
  stop()
  pass(200)
  stop()
  expect(exits).toEqual([130])
})

test('a Ctrl-C that npm forwards as a duplicate is ignored', () => {
  const { stop, exits, pass } = useStop(forever)
  stop()
  pass(199)
  stop()
  expect(exits).toEqual([])
})

test('a failure to save state is reported and exits with 1', async () => {
  const { stop, exits, warnings } = useStop(() => Promise.reject(new Error('no space left on device')))
  stop()
  await new Promise(setImmediate)
  expect(exits).toEqual([1])
  expect(warnings).toEqual(['Some state could not be saved: no space left on device'])
})
