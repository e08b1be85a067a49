import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../../tools/documents.js'
import { flow as applicationFlow, useApplication } from '../../audit/load/application.js'
import { runCommand } from '../../support/command.js'
import { useFolder } from '../../support/folder.js'
import { useServed } from '../cli-harness.js'

const app = join(root, 'examples', 'login-apps', 'node')
const flow = join(app, 'login.yaml')
const command = ['--', process.execPath, join(app, 'app.mjs')]
const people = ['--users', '20', '--ramp', '500ms', '--think', '50ms', '--mistype', '0.2']

const load = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runCommand(['load', 'login', ...args], { env }).ended

/** A flow file of an application that runs already. */
function useFlowFile(base: string): string {
  const file = join(useFolder(), 'login.json')
  writeFileSync(file, JSON.stringify({ ...applicationFlow, base }))
  return file
}

test('lets users into an example, prints their times, and writes them as HTML and JSON', async () => {
  const folder = useFolder()
  const reports = ['html', 'json'].flatMap((format) => ['--report', `${format}=${join(folder, `load.${format}`)}`])
  const args = [flow, ...people, '--latency-profile', 'fixed-20ms', ...reports, ...command]
  const { code, stdout, stderr } = await load(args)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/logins +20 in, 0 failed, in [\d.]+ s\n/)
  expect(stdout).toMatch(/service +an emulator with the latency profile fixed-20ms\n/)
  expect(stdout).toMatch(
    /As users wait \(milliseconds\)\n +STEP +COUNT +ERRORS +P50 +P95 +P99 +MAX\n +start +20 +0 +[\d.,]+/,
  )
  expect(readFileSync(join(folder, 'load.html'), 'utf8')).toMatch(/<figure>[\s\S]*<svg [\s\S]*<\/svg>\s*<\/figure>/)
  const { figures } = JSON.parse(readFileSync(join(folder, 'load.json'), 'utf8'))
  expect(figures).toMatchObject({ users: 20, in: 20, failed: 0, interrupted: false })
  expect(figures.requests.CreateVerificationSms.p50).toBeGreaterThanOrEqual(20)
})

test('exits with 1 if a user cannot log in', async () => {
  const match = { operation: 'VerifyVerificationCodeById', phoneNumber: '+13035552003' }
  const faults = JSON.stringify([{ match, fault: { kind: 'status', status: 500 } }])
  const { code, stdout } = await load([flow, ...people, '--mistype', '0', '--json', ...command], { TVE_FAULTS: faults })
  const { figures } = JSON.parse(stdout)
  expect(figures).toMatchObject({ in: 19, failed: 1, errors: [{ step: 'check', error: '503', count: 1 }] })
  expect(code).toBe(1)
})

test('an interruption prints what was measured so far, and exits as shells expect', async () => {
  const { emulator, ...api } = await useServed({ now: () => Date.now() })
  let interrupt = () => {}
  const base = await useApplication({ emulator, ...api }, (_, count) => {
    if (count === 4) interrupt()
    return undefined
  })
  const { child, ended } = runCommand(
    ['load', 'login', useFlowFile(base.href), '--users', '1000', '--ramp', '1m', '--think', '0', '--json'],
    { env: { TVE_URL: api.origin } },
  )
  interrupt = () => child.kill('SIGINT')
  const { code, stdout, stderr } = await ended
  expect(stderr).toContain('Interrupted. These are the figures so far')
  expect(JSON.parse(stdout).figures).toMatchObject({ interrupted: true })
  expect(code).toBe(130)
})

describe('exits with 2 and says why', () => {
  test('for another host', async () => {
    const { code, stderr } = await load([useFlowFile('http://app.example'), ...command])
    expect(stderr).toBe(
      'app.example is not this machine. The load sends many requests at once: if the application is yours and uses an emulator, pass --allow-host.\n',
    )
    expect(code).toBe(2)
  })

  test('for a latency with an emulator that runs already', async () => {
    const { code, stderr } = await load([flow, '--latency-profile', 'fixed-1ms'])
    expect(stderr).toContain('--latency-profile requires the load to start the emulator')
    expect(code).toBe(2)
  })

  test('for a latency profile that does not exist', async () => {
    const { code, stderr } = await load([flow, '--latency-profile', 'no.json', ...command])
    expect(stderr).toContain('The latency profile no.json cannot be used: the file does not exist.')
    expect(code).toBe(2)
  })

  test('for an application that ends at once', async () => {
    const { code, stderr } = await load([flow, '--', process.execPath, '-e', '0'])
    expect(stderr).toContain('ended with exit code 0 before')
    expect(code).toBe(2)
  })

  test.each([
    ['--users', '0', 'It must be a whole number from 1 to 100000.'],
    ['--mistype', '2', 'It must be a number from 0 to 1.'],
    ['--ramp', 'soon', 'It must be a duration of at most'],
  ])('for %s %s', async (flag, value, message) => {
    const { code, stderr } = await load([flow, flag, value, ...command])
    expect(stderr).toContain(message)
    expect(code).not.toBe(0)
  })
})
