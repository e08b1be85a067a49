import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { createNodeClock } from '../../../src/cli/audit/node-clock.js'

/** Starts a program that evaluates what it is told. */
function useProgram(nodeOptions: string) {
  const script =
    "require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => console.log(JSON.stringify(eval(line))))"
  const child = spawn(process.execPath, ['-e', script], { env: { ...process.env, NODE_OPTIONS: nodeOptions } })
  onTestFinished(() => void child.kill())
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return async (expression: string): Promise<unknown> => {
    child.stdin.write(`${expression}\n`)
    return JSON.parse((await lines.next()).value)
  }
}

test('the clock of a program moves as far as it is told, and back', async () => {
  const clock = createNodeClock(undefined)
  onTestFinished(clock.remove)
  const evaluate = useProgram(clock.env.NODE_OPTIONS)
  const day = 86_400_000
  const ahead = async () => {
    const before = Date.now()
    const now = Number(await evaluate('Date.now()'))
    const after = Date.now()
    return [now - after, now - before] as const
  }
  for (const offset of [0, day, 2 * day, 0]) {
    clock.move(offset)
    const [least, most] = await ahead()
    expect(least).toBeLessThanOrEqual(offset)
    expect(most).toBeGreaterThanOrEqual(offset)
  }
})

test('Date stays what it is in every other way', async () => {
  const clock = createNodeClock('--no-warnings')
  onTestFinished(clock.remove)
  expect(clock.env.NODE_OPTIONS).toMatch(/^--no-warnings --require /)
  clock.move(86_400_000)
  const evaluate = useProgram(clock.env.NODE_OPTIONS)
  expect(await evaluate('new Date(0).toISOString()')).toBe('1970-01-01T00:00:00.000Z')
  expect(await evaluate('new Date(2026, 0, 31, 9, 30).getMinutes()')).toBe(30)
  expect(await evaluate('[new Date() instanceof Date, new Date().constructor === Date, Date.length]')).toEqual([
    true,
    true,
    7,
  ])
  expect(await evaluate('[Date.UTC(1970, 0, 2), Date.parse("1970-01-02"), typeof Date()]')).toEqual([
    86_400_000,
    86_400_000,
    'string',
  ])
  expect(
    await evaluate('(() => { class Own extends Date {}; return [new Own() instanceof Own, new Own(5).getTime()] })()'),
  ).toEqual([true, 5])
  expect(
    await evaluate('Math.abs(new Date() - Date.now()) < 1000 && Math.abs(new Date(Date()) - Date.now()) < 2000'),
  ).toBe(true)
})

test('nothing is left behind', () => {
  const clock = createNodeClock(undefined)
  const script = /"(.*)"/.exec(clock.env.NODE_OPTIONS)?.[1] ?? ''
  expect(existsSync(script)).toBe(true)
  clock.remove()
  expect(existsSync(script)).toBe(false)
})
