import { expect, test } from 'vitest'
import { createStop } from '../../../src/cli/start/stop.js'

function useStop(close: () => Promise<void>) {
  const exits: number[] = []
  const said: string[] = []
  let now = 0
  const stop = createStop({
    close,
    exit: (code) => exits.push(code),
    complain: (sentence) => said.push(sentence),
    now: () => now,
  })
  return { stop, exits, said, pass: (ms: number) => (now += ms) }
}

const forever = () => new Promise<void>(() => {})

test('the first signal closes, then ends with 0', async () => {
  let close = () => {}
  const { stop, exits } = useStop(() => new Promise((resolve) => (close = resolve)))
  stop()
  expect(exits).toEqual([])
  close()
  await Promise.resolve()
  expect(exits).toEqual([0])
})

test('a second one does not wait: 130', () => {
  const { stop, exits, pass } = useStop(forever)
  stop()
  pass(200)
  stop()
  expect(exits).toEqual([130])
})

test('the echo that npm sends of the same Ctrl-C is not a second one', () => {
  const { stop, exits, pass } = useStop(forever)
  stop()
  pass(199)
  stop()
  expect(exits).toEqual([])
})

test('what cannot be kept is said, and ends with 1', async () => {
  const { stop, exits, said } = useStop(() => Promise.reject(new Error('no space left on device')))
  stop()
  await new Promise(setImmediate)
  expect(exits).toEqual([1])
  expect(said).toEqual(['Not everything could be kept: no space left on device'])
})
