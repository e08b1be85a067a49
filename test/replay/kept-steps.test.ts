import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startReplay } from '../../src/emulator/replay-run.js'
import { MadeCall } from '../../src/http/made-call.js'
import { createEmulator } from '../../src/index.js'
import { keepSpelling } from '../../src/replay/keep-spelling.js'
import { Recorder } from '../../src/replay/recorder.js'
import { formatRunFile, parseRunFile, type RunFile } from '../../src/replay/run-file.js'
import { findDifference } from '../../src/replay/same-request.js'
import { runCommand } from '../support/command.js'
import { useFolder } from '../support/folder.js'

const onWarning = () => {}

/** A recorder that keeps few steps, without an emulator. */
function useRecorder(mostSteps: number) {
  const recorder = new Recorder({ now: () => 0, toFile: () => ({ version: 1 }), mostSteps })
  const ask = async (path: string, sandbox: string, status = 200) => {
    const headers = { authorization: `Bearer sandbox_${sandbox}` }
    const call = new MadeCall({ method: 'POST', url: `http://127.0.0.1${path}`, headers, body: '{}' })
    await recorder.answer(call, () => ({ status, headers: {}, body: '{}' }))
  }
  const send = (sandbox: string) => ask('/v2/verifications/sms', sandbox)
  const reset = (sandbox: string, status?: number) => ask(`/_emulator/reset?sandbox=${sandbox}`, sandbox, status)
  /** Sandbox and last part of the path of each step. */
  const left = () =>
    recorder.take().steps.map((step) => `${step.sandbox} ${'path' in step ? step.path.split(/[/?]/)[2] : step.kind}`)
  return { recorder, send, reset, left }
}

test('what lies before the last reset of a sandbox is dropped first', async () => {
  const { recorder, send, reset, left } = useRecorder(4)
  for (const sandbox of ['a', 'b']) await send(sandbox)
  await reset('a')
  await send('a')
  await send('a')
  expect(left()).toEqual(['b verifications', 'a reset', 'a verifications', 'a verifications'])
  expect(recorder.take().forgotten).toEqual([])
})

test('beyond that the least recently used sandbox is forgotten whole, until it is reset', async () => {
  const { recorder, send, reset, left } = useRecorder(3)
  for (const sandbox of ['a', 'b', 'a', 'a', 'b']) await send(sandbox)
  expect(left()).toEqual(['a verifications', 'a verifications', 'a verifications'])
  expect(recorder.take().forgotten).toEqual(['b'])
  expect(recorder.take('a').forgotten).toEqual([])
  await reset('b', 403)
  expect(recorder.take('b')).toMatchObject({ steps: [], forgotten: ['b'] })
  await reset('b')
  expect(recorder.take().forgotten).toEqual(['a'])
  await send('b')
  expect(left()).toEqual(['b reset', 'b verifications'])
})

async function useForgetfulRun(forgotten: string[]): Promise<RunFile> {
  const emulator = await createEmulator({ recordRuns: true, onWarning })
  await emulator.fetch('/v2/verify_profiles', { headers: { authorization: 'Bearer sandbox_default' } })
  const run = (await emulator.run.take()) as RunFile
  await emulator.close()
  expect(run.forgotten).toBeUndefined()
  return parseRunFile(formatRunFile({ ...run, forgotten }), 'run.json')
}

test('a replay refuses a run that has lost the steps of its sandbox', async () => {
  const file = join(useFolder(), 'run.json')
  await writeFile(file, formatRunFile(await useForgetfulRun(['default', 'other'])))
  expect(await runCommand(['replay', file, '--at', '1']).ended).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/cannot be replayed: it has lost the steps of sandbox "default", "other"; .*Reset/),
  })
})

test('a request to another sandbox whose steps were lost is a divergence that says so', async () => {
  const { emulator, player } = await startReplay(await useForgetfulRun(['other']), { options: { onWarning } })
  await emulator.fetch('/v2/verify_profiles', { headers: { authorization: 'Bearer sandbox_other' } })
  expect(player.firstDivergence?.text).toMatch(/^the run has lost the steps of sandbox "other", now GET/)
  await emulator.close()
})

test.each([
  ['{"n":-0,"password":"a"}', '{"n":0,"password":"REDACTED"}', '{"n":-0,"password":"REDACTED"}'],
  ['{ "n": 1e400, "p": "a" }', '{"n":null,"p":"REDACTED"}', '{ "n": 1e400, "p": "REDACTED" }'],
  [
    '{"n":1.0,"t":"\\uD800\\u0041","p":"a"}',
    '{"n":1,"t":"\\ud800A","p":"R"}',
    '{"n":1.0,"t":"\\uD800\\u0041","p":"R"}',
  ],
  ['{"__proto__":1.0,"p":"a"}', '{"__proto__":1,"p":"R"}', '{"__proto__":1.0,"p":"R"}'],
  ['{"a":-0,"a":"b"}', '{"a":"R"}', '{"a":"R"}'],
  ['{"b":1.0,"1":"x"}', '{"1":"R","b":1}', '{"1":"R","b":1}'],
  ['{"a":-0,"a":1}', '{"a":1}', '{"a":-0,"a":1}'],
])('of %s only secrets are written anew', (text, clean, kept) => {
  expect(keepSpelling(text, clean)).toBe(kept)
})

const asked = (text: string) => ({ method: 'POST', path: '/v2/x', headers: {}, text })

test.each([
  ['{"n":0}', '{"n":-0}', undefined],
  ['{"n":null}', '{"n":1e400}', undefined],
  ['{"n":1}', '{"n":1.0}', undefined],
  ['{}', '{"__proto__":{}}', 'body /__proto__: then nothing, now {}'],
  ['{}', '{"toString":1}', 'body /toString: then nothing, now 1'],
  ['{"n":"\\ud800"}', '{"n":"\\uD800"}', undefined],
])('%s and %s are compared in one form', (then, now, difference) => {
  expect(findDifference(asked(then), asked(now))).toBe(difference)
})

test('numbers that JSON cannot keep are replayed as they were sent, also beside a secret', async () => {
  const bodies = ['{"phone_number":-0}', '{"phone_number":-0,"password":"mARk3d-4f9c2b7e1d"}', '{"phone_number":1e400}']
  const emulator = await createEmulator({ recordRuns: true, onWarning })
  const ask = async ({ fetch }: typeof emulator, body: string) => {
    const headers = { authorization: 'Bearer sandbox_default', 'content-type': 'application/json' }
    return (await fetch('/v2/verifications/sms', { method: 'POST', headers, body })).text()
  }
  const then: string[] = []
  for (const body of bodies) then.push(await ask(emulator, body))
  const text = formatRunFile((await emulator.run.take()) as RunFile)
  await emulator.close()
  expect(text).not.toContain('mARk3d')
  const { emulator: again, player } = await startReplay(await parseRunFile(text, 'run.json'), {
    options: { onWarning },
  })
  const now: string[] = []
  for (const body of bodies) now.push(await ask(again as never, body))
  expect(now).toEqual(then)
  expect([player.firstDivergence, player.otherAnswers]).toEqual([undefined, []])
  await again.close()
})

test('requests that were refused are replayed: without a key, and without the token of the control API', async () => {
  const emulator = await createEmulator({ recordRuns: true, control: { token: 'a' }, onWarning })
  const paths = ['/v2/verify_profiles', '/_emulator/reset', '/v2/balance'] as const
  const ask = async ({ url, fetch }: typeof emulator, path: string) => {
    const method = path.includes('reset') ? 'POST' : 'GET'
    const headers = path === '/v2/balance' ? { authorization: 'Bearer sandbox_default' } : {}
    const response = await fetch(url.replace(/\/v2$/, path), { method, headers })
    return [response.status, response.headers.get('x-request-id')]
  }
  const then: unknown[] = []
  for (const path of paths) then.push(await ask(emulator, path))
  expect(then.map((one) => (one as unknown[])[0])).toEqual([401, 401, 200])
  const run = await parseRunFile(formatRunFile((await emulator.run.take()) as RunFile), 'run.json')
  await emulator.close()
  const { emulator: again, player } = await startReplay(run, { options: { onWarning } })
  const now = await Promise.all(paths.toReversed().map((path) => ask(again as never, path)))
  expect(now.reverse()).toEqual(then)
  expect([player.firstDivergence, player.otherAnswers]).toEqual([undefined, []])
  await again.close()
})
