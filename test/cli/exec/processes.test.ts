import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { endProcesses } from '../../../src/cli/exec/end.js'
import { findProcesses, type Processes } from '../../../src/cli/exec/processes.js'

/** Starts a process in its own group that prints "ready" and keeps running. */
async function useProcess(script: string, mark = 'MARK=none') {
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

test('SIGTERM ends a process', async () => {
  const { pid, exit } = await useProcess('')
  await endProcesses(findProcesses(pid, 'MARK=none-of-that'), 60_000)
  expect(await exit).toEqual([null, 'SIGTERM'])
})

test('a process that ignores SIGTERM is killed after the grace period', async () => {
  const { pid, exit } = await useProcess(`process.on('SIGTERM', () => {})`)
  await endProcesses(findProcesses(pid, 'MARK=none-of-that'), 20)
  expect(await exit).toEqual([null, 'SIGKILL'])
})

test.runIf(process.platform === 'linux')('a mark finds marked processes of other groups only', async () => {
  const mark = `MARK=${process.pid}-${Date.now()}`
  const [marked, other] = [await useProcess('', mark), await useProcess('', `${mark}0`)]
  await endProcesses(findProcesses(2 ** 30, mark), 60_000)
  expect(await marked.exit).toEqual([null, 'SIGTERM'])
  expect(process.kill(other.pid, 0)).toBe(true)
})

test('no processes are sent no signals, and waiting for a process that cannot be killed ends', async () => {
  const sent: string[] = []
  const processes = (isEmpty: boolean): Processes => ({ isEmpty, signal: (name) => sent.push(name) })
  await endProcesses(processes(true), 60_000)
  expect(sent).toEqual([])
  await endProcesses(processes(false), 0, 0)
  expect(sent).toEqual(['SIGTERM', 'SIGKILL'])
})
