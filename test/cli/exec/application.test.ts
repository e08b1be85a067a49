import { expect, onTestFinished, test, vi } from 'vitest'
import { ApplicationProcess } from '../../../src/cli/exec/application.js'

const source = `console.log('ready', process.pid); setInterval(() => {}, 60_000)`

test('an application that ends by itself is started again, and its reason and last lines are kept', async () => {
  let starts = 1
  const pids = () => [...application.output.matchAll(/ready (\d+)/g)].map(([, pid]) => Number(pid))
  const application: ApplicationProcess = new ApplicationProcess({
    ...{
      command: process.execPath,
      args: ['-e', source],
      env: process.env,
      startTimeoutMs: 600_000,
      address: 'no address',
    },
    isReady: async () => pids().length === starts,
  })
  onTestFinished(() => application.stop())

  await application.start()
  await application.revive()
  expect(application).toMatchObject({ crashCount: 0, firstCrash: undefined })
  expect(pids()).toHaveLength(1)

  process.kill(pids()[0] as number, 'SIGKILL')
  await vi.waitFor(() => expect(application.crashCount).toBe(1), { timeout: 60_000, interval: 10 })
  starts = 2
  await application.revive()
  expect(pids()).toHaveLength(2)
  expect(application.crashCount).toBe(1)
  expect(application.firstCrash).toMatch(
    / ended with SIGKILL before the audit did\.\n\nIts last output:\n {2}ready \d+$/,
  )

  await application.stop()
  expect(application.crashCount).toBe(1)
})

test('a start that takes long is announced', async () => {
  const said: string[] = []
  const application = new ApplicationProcess({
    ...{ command: process.execPath, args: ['-e', source], env: process.env, startTimeoutMs: 600_000, usualStartMs: 0 },
    address: 'http://127.0.0.1:3000/',
    onWait: (sentence) => said.push(sentence),
    isReady: async () => said.length > 0,
  })
  onTestFinished(() => application.stop())
  await application.start()
  expect(said).toEqual([`Waiting for ${process.execPath} to answer at http://127.0.0.1:3000/ …`])
})
