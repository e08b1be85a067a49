import { afterEach, expect, test } from 'vitest'
import { startReplay } from '../../src/emulator/replay-run.js'
import { createEmulator, type Emulator } from '../../src/index.js'
import type { RunFile } from '../../src/replay/run-file.js'
import { sender } from '../support/emulator.js'

const numbers = ['+13035550001', '+13035550002', '+13035550003'] as const
const opened: Emulator[] = []

afterEach(async () => {
  for (const emulator of opened.splice(0)) await emulator.close()
})

function useSender({ fetch, url, apiKey, profileId }: Emulator) {
  const send = sender({ fetch, url, apiKey })
  return (phone_number: string) => send('POST', '/verifications/sms', { phone_number, verify_profile_id: profileId })
}

async function recordRun(): Promise<RunFile> {
  const emulator = await createEmulator({ recordRuns: true, seed: 1 })
  opened.push(emulator)
  const send = useSender(emulator)
  await send(numbers[0])
  await send('nonsense')
  await emulator.clock.advance('1s')
  await send(numbers[1])
  await emulator.fetch('/_emulator/inbox?sandbox=default')
  return (await emulator.run.take()) as RunFile
}

/** A replay that a person walks through, and the operations of the control API for it. */
async function useWalk(run: RunFile) {
  const { emulator, player } = await startReplay(run, {
    options: { validateResponses: true, control: { token: 'control-secret' } },
  })
  opened.push(emulator)
  player.isByHand = true
  const ask = async (init: { method?: string; body?: string } = {}, authorization = 'Bearer control-secret') => {
    const headers = { authorization, 'content-type': 'application/json' }
    const response = await emulator.fetch('/_emulator/replay', { ...init, headers })
    return { status: response.status, body: await response.json() }
  }
  const move = (to: unknown) => ask({ method: 'POST', body: JSON.stringify({ to }) })
  return { emulator, player, ask, move }
}

test('a walk goes forward through the requests, and tells what decided them', async () => {
  const { emulator, ask, move } = await useWalk(await recordRun())
  const { status, body } = await ask()
  expect(status).toBe(200)
  expect(body).toMatchObject({ at: 0, test: null, divergences: [] })
  expect(body.requests).toMatchObject([
    { number: 1, text: `POST /verifications/sms for ${numbers[0]}`, status: 200, decided: null, sandbox: 'default' },
    { number: 2, text: 'POST /verifications/sms for nonsense', status: 400, decided: null },
    { number: 3, text: 'POST /_emulator/clock/advance?sandbox=default', status: 200 },
    { number: 4, text: `POST /verifications/sms for ${numbers[1]}`, status: 200 },
  ])
  expect(JSON.parse(body.requests[0].request)).toMatchObject({ phone_number: numbers[0] })
  const moved = await move(2)
  expect(moved.body).toMatchObject({ at: 2, divergences: [] })
  expect(moved.body.requests[1].decided).toBe('V4')
  expect(JSON.stringify(await emulator.inbox.list())).toContain(numbers[0])
  expect(JSON.stringify(await emulator.inbox.list())).not.toContain(numbers[1])
})

test('two moves at the same time carry out each request once, in order', async () => {
  const { player, ask, move } = await useWalk(await recordRun())
  const [a, b] = await Promise.all([move(2), move(4)])
  expect([a.status, b.status]).toEqual([200, 200])
  expect((await ask()).body).toMatchObject({ at: 4, divergences: [] })
  expect(player.otherAnswers).toEqual([])
})

test('a walk does not go back, nor beyond the end', async () => {
  const { move } = await useWalk(await recordRun())
  await move(2)
  expect(await move(1)).toMatchObject({ status: 400, body: { detail: expect.stringContaining('--at 1') } })
  expect(await move(5)).toMatchObject({ status: 400, body: { detail: expect.stringContaining('has 4 requests') } })
  expect((await move(-1)).status).toBe(422)
  expect((await move(2)).body).toMatchObject({ at: 2 })
})

test('what a person reads does not move the replay, what the person changes is a divergence', async () => {
  const { emulator, ask, move } = await useWalk(await recordRun())
  await move(3)
  const headers = { authorization: 'Bearer control-secret' }
  await emulator.fetch('/_emulator/inbox?sandbox=default', { headers })
  expect((await ask()).body).toMatchObject({ at: 3, divergences: [] })
  await emulator.fetch('/_emulator/reset?sandbox=default', { method: 'POST', headers })
  const { divergences } = (await ask()).body
  expect(divergences).toMatchObject([{ number: 4, text: expect.stringContaining('now POST /_emulator/reset') }])
})

test('the replay is about the whole emulator, so the key of a sandbox does not open it', async () => {
  const { ask } = await useWalk(await recordRun())
  expect((await ask({}, 'Bearer sandbox_default')).status).toBe(403)
  expect((await ask({}, '')).status).toBe(401)
})

test('an emulator that replays nothing says how to replay', async () => {
  const emulator = await createEmulator()
  opened.push(emulator)
  const response = await emulator.fetch('/_emulator/replay')
  expect([response.status, await response.text()]).toEqual([404, expect.stringContaining('tve replay <file> --step')])
})

test('a recorded request that would move the replay does not block it', async () => {
  const run = await recordRun()
  const [first, ...rest] = run.steps ?? []
  if (first?.kind !== 'request') throw new Error('The run begins with a request.')
  const evil = { ...first, method: 'POST', path: '/_emulator/replay', body: { to: 3 }, sandbox: 'default' }
  const { player } = await startReplay({ ...run, steps: [evil, ...rest] })
  await player.playTo(4)
  expect(player.at).toBe(4)
})
