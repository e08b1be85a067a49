import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { endProcesses } from '../../../src/cli/exec/end.js'
import { findProcesses, type Processes } from '../../../src/cli/exec/processes.js'

/** A process in a group of its own that says "ready" and stays. */
async function useStaying(script: string, mark = 'MARK=none') {
  const [name = '', value] = mark.split('=')
  const child = spawn(process.execPath, ['-e', `${script}; setInterval(() => {}, 1000); console.log('ready')`], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, [name]: value },
  })
  const exit = once(child, 'exit')
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return { pid: child.pid as number, exit }
}

test('what hears SIGTERM ends by it', async () => {
  const { pid, exit } = await useStaying('')
  await endProcesses(findProcesses(pid, 'MARK=none-of-that'), 60_000)
  expect(await exit).toEqual([null, 'SIGTERM'])
})

test('what does not is killed after the grace', async () => {
  const { pid, exit } = await useStaying(`process.on('SIGTERM', () => {})`)
  await endProcesses(findProcesses(pid, 'MARK=none-of-that'), 20)
  expect(await exit).toEqual([null, 'SIGKILL'])
})

test.runIf(process.platform === 'linux')('a mark finds what is in another group, and nothing else', async () => {
  const mark = `MARK=${process.pid}-${Date.now()}`
  const [marked, other] = [await useStaying('', mark), await useStaying('', `${mark}0`)]
  await endProcesses(findProcesses(2 ** 30, mark), 60_000)
  expect(await marked.exit).toEqual([null, 'SIGTERM'])
  expect(process.kill(other.pid, 0)).toBe(true)
})

test('with nobody there nothing is done; with somebody who cannot be ended it does not go on for ever', async () => {
  const sent: string[] = []
  const processes = (isEmpty: boolean): Processes => ({ isEmpty, signal: (name) => sent.push(name) })
  await endProcesses(processes(true), 60_000)
  expect(sent).toEqual([])
  await endProcesses(processes(false), 0, 0)
  expect(sent).toEqual(['SIGTERM', 'SIGKILL'])
})
