import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startReplay } from '../../src/emulator/replay-run.js'
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/index.js'
import { formatRunFile, parseRunFile, type RunFile } from '../../src/replay/run-file.js'
import { runCommand } from '../support/command.js'
import { useFolder } from '../support/folder.js'
import { useReceiver } from '../support/receiver.js'

const key = 'KEY0199MARKEDsecretOfTheApplication_zQ8'
const quiet = { onWarning: () => {} }

/** What an application and its test do with an emulator. */
function useApplication(emulator: Pick<Emulator, 'fetch' | 'profileId'>, apiKey = key) {
  const ask = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const response = await emulator.fetch(`/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: response.status, text: await response.text(), id: response.headers.get('x-request-id') }
  }
  const send = (phone_number: string, beside: object = {}) =>
    ask('POST', '/verifications/sms', { phone_number, verify_profile_id: emulator.profileId, ...beside })
  return { ask, send }
}

async function take(emulator: Pick<Emulator, 'run'>): Promise<RunFile> {
  return parseRunFile(formatRunFile((await emulator.run.take()) as RunFile), 'run.json')
}

async function useRecording(options: EmulatorOptions = {}) {
  const emulator = await createEmulator({ recordRuns: true, ...quiet, ...options })
  return { emulator, ...useApplication(emulator) }
}

const [one, two, three] = ['+13035550101', '+13035550102', '+13035550103'] as const

test('requests that arrive in another order get the recorded answers', async () => {
  const { emulator, send } = await useRecording()
  const then = [await send(one), await send(two), await send(three)]
  const run = await take(emulator)
  await emulator.close()
  const { emulator: again, player } = await startReplay(run, { options: quiet })
  const app = useApplication(again, 'another key')
  const now = await Promise.all([app.send(three), app.send(one), app.send(two)])
  expect([now[1], now[2], now[0]]).toEqual(then)
  expect(player.firstDivergence).toBeUndefined()
  await again.close()
})

test('a request that is never asked although later ones are is a divergence', async () => {
  const { emulator, send } = await useRecording()
  await send(one)
  await send(two)
  const then = await send(three)
  const run = await take(emulator)
  await emulator.close()
  const { emulator: again, player } = await startReplay(run, { options: quiet })
  const app = useApplication(again)
  await app.send(one)
  expect(await app.send(three)).toEqual(then)
  expect(player.firstDivergence?.text).toBe(`request 2: then POST /verifications/sms for ${two}, now never`)
  await again.close()
})

test('what was steered from outside is steered again at its place', async () => {
  const { emulator, send, ask } = await useRecording()
  const started = JSON.parse((await send(one)).text).data.id
  const check = (app: Pick<ReturnType<typeof useApplication>, 'ask'>) =>
    app.ask('POST', `/verifications/${started}/actions/verify`, { code: '00000' })
  await emulator.scenarios.add({ outcome: 'accepted', times: 1 })
  const forced = await check({ ask })
  await emulator.clock.advance('10m')
  const late = await check({ ask })
  const run = await take(emulator)
  await emulator.close()
  const { emulator: again, player } = await startReplay(run, { options: quiet })
  const app = useApplication(again)
  await app.send(one)
  expect([await check(app), await check(app)]).toEqual([forced, late])
  expect(player.firstDivergence).toBeUndefined()
  await again.close()
})

test('time is that of the run, however late the replay is', async () => {
  let wall = Date.parse('2026-01-31T09:30:00Z')
  const { emulator, send, ask } = await useRecording({ now: () => wall })
  const verification = JSON.parse((await send(one)).text).data.id
  wall += 301_000 // the code expires without a request
  const expired = await ask('GET', `/verifications/${verification}`)
  const run = await take(emulator)
  await emulator.close()
  const { emulator: again } = await startReplay(run, { options: quiet })
  const app = useApplication(again)
  await app.send(one)
  expect(JSON.parse(expired.text).data.status).toBe('expired')
  expect(await app.ask('GET', `/verifications/${verification}`)).toEqual(expired)
  await again.close()
})

test('webhooks are posted again, and their log is that of the run', async () => {
  const receiver = await useReceiver({ answers: [500] })
  const { emulator, send } = await useRecording({
    seed: 1,
    webhooks: { url: `http://127.0.0.1:${receiver.port}/hooks` },
  })
  await send(one)
  await emulator.clock.advance('1h')
  const { webhooks: then } = await emulator.webhooks.list()
  const run = await take(emulator)
  const posted = receiver.requests.length
  await emulator.close()
  receiver.answer(500)
  const { emulator: again, player } = await startReplay(run, { options: quiet })
  await useApplication(again).send(one)
  await again.clock.advance('1h')
  const { webhooks: now } = await again.webhooks.list()
  const facts = (all: typeof then) =>
    all.map(({ id, state, attempts }) => ({
      id,
      state,
      attempts: attempts.map(({ request: _, ...attempt }) => attempt),
    }))
  expect(facts(now)).toEqual(facts(then))
  expect(receiver.requests.length).toBe(posted * 2)
  expect(player.firstDivergence).toBeUndefined()
  await again.close()
})

test('a command that starts from a request repeats none of those before it', async () => {
  const { emulator, send } = await useRecording()
  for (const number of [one, two, one]) await send(number)
  const run = await take(emulator)
  await emulator.close()
  const { emulator: again, player } = await startReplay(run, { options: quiet })
  await player.playTo(2)
  await useApplication(again).send(one)
  expect(player.at).toBe(3)
  expect(await again.inbox.list({ phoneNumber: one })).toHaveLength(2)
  expect(player.firstDivergence).toBeUndefined()
  await again.close()
})

test('webhooks are posted to a command only, not for what was carried out before it', async () => {
  const receiver = await useReceiver()
  const { emulator, send } = await useRecording({ webhooks: { url: `http://127.0.0.1:${receiver.port}/hooks` } })
  await send(one)
  await emulator.clock.advance('1m')
  await send(two)
  await emulator.clock.advance('1m')
  const run = await take(emulator)
  await emulator.close()
  const numbers = () => receiver.requests.map(({ webhook }) => webhook.data.payload.phone_number)
  const then = [one, one, two, two]
  expect(numbers()).toEqual(then)
  const { emulator: again, player } = await startReplay(run, { options: quiet })
  await player.playTo(2)
  expect(numbers()).toEqual(then)
  await useApplication(again).send(two)
  await again.clock.advance('1m')
  expect(numbers()).toEqual([...then, two, two])
  await again.close()
})

test('two walks at the same time leave webhooks on', async () => {
  const { emulator, send } = await useRecording()
  await send(one)
  await send(two)
  const { emulator: again, player } = await startReplay(await take(emulator), { options: quiet })
  await emulator.close()
  const first = player.walk?.moveTo(1)
  await nextTurn()
  await Promise.all([first, player.walk?.moveTo(2)])
  expect(player.posts).toBe(true)
  await again.close()
})

test('a receiver that takes longer than it did holds the run up until it answers', async () => {
  const receiver = await useReceiver()
  const { emulator, send } = await useRecording({ webhooks: { url: `http://127.0.0.1:${receiver.port}/hooks` } })
  await send(one)
  await emulator.clock.advance('1m')
  const run = await take(emulator)
  const { webhooks: then } = await emulator.webhooks.list()
  await emulator.close()
  const answerLater = async () => {
    for (let turn = 0; turn < 50; turn++) await nextTurn()
    return 204
  }
  receiver.answer(answerLater, answerLater)
  const { emulator: again, player } = await startReplay(run, { options: quiet })
  await useApplication(again).send(one)
  await again.clock.advance('1m')
  const { webhooks: now } = await again.webhooks.list()
  expect(now.map(({ id, state }) => [id, state])).toEqual(then.map(({ id, state }) => [id, state]))
  expect(player.firstDivergence).toBeUndefined()
  await again.close()
})

test('a receiver that answers otherwise is a divergence', async () => {
  const receiver = await useReceiver()
  const { emulator, send } = await useRecording({ webhooks: { url: `http://127.0.0.1:${receiver.port}/hooks` } })
  await send(one)
  await emulator.clock.advance('1m')
  const run = await take(emulator)
  await emulator.close()
  receiver.answer(400, 400)
  const { emulator: again, player } = await startReplay(run, { options: quiet })
  await useApplication(again).send(one)
  await again.clock.advance('1m')
  expect(player.firstDivergence?.text).toMatch(/^the receiver of the webhook to http.*attempt 1: then 204, now 400$/)
  await again.close()
})

test('no marked secret is in a run', async () => {
  const marks = ['mARk3d-4f9c2b7e1d', 'mARk3d-77aa01bc9e', 'mARk3d-c0ffee1234', 'mARk3d-5e6f7a8b9c']
  const [path = '', password = '', token = '', header = ''] = marks
  const { emulator, send, ask } = await useRecording({
    control: { token },
    webhooks: { url: `http://user:${password}@127.0.0.1:9/${path}`, headers: { 'X-Api-Key': header } },
  })
  await send(one, { password, note: `token=${token}` })
  await ask('POST', '/verify_profiles', { name: 'A', webhook_url: `https://example.com/hooks/${path}?key=${header}` })
  await ask('GET', `/verify_profiles?api_key=${token}&text=${password}`)
  await ask('GET', '/verify_profiles', undefined, { 'user-agent': `app/1.0 (Bearer ${key})`, 'x-api-key': header })
  const text = formatRunFile((await emulator.run.take()) as RunFile)
  const run = await parseRunFile(text, 'run.json')
  await emulator.close()
  for (const secret of [...marks, key])
    for (const form of [secret, Buffer.from(secret).toString('base64').slice(0, -4), encodeURIComponent(secret)])
      expect(text).not.toContain(form)
  expect(run.left_out).toEqual(expect.arrayContaining(['webhooks.url', 'webhooks.headers']))
  expect(text).toContain(one)
})

test('100 requests with webhooks take at most 200 KB', async () => {
  const receiver = await useReceiver()
  const { emulator, send, ask } = await useRecording({ webhooks: { url: `http://127.0.0.1:${receiver.port}/hooks` } })
  for (let index = 0; index < 50; index++) {
    const { text } = await send(`+1303555${2000 + index}`)
    const { code } = await emulator.inbox.next(`+1303555${2000 + index}`)
    await ask('POST', `/verifications/${JSON.parse(text).data.id}/actions/verify`, { code })
  }
  await emulator.clock.advance('1m')
  const text = formatRunFile((await emulator.run.take()) as RunFile)
  await emulator.close()
  expect(JSON.parse(text).steps.filter(({ path = '' }) => path.startsWith('/v2'))).toHaveLength(100)
  expect(Buffer.byteLength(text)).toBeLessThan(200_000)
})

test.each([
  ['{"format"', /run\.json is not valid JSON/],
  ['{"log":{}}', /is not a run but a HAR file/],
  ['{"version":1,"profiles":[]}', /is not a run but a snapshot or a fixtures file/],
  ['[]', /is not a run; record one with/],
  ['{"format":"telnyx-verify-run","version":2}', /version 2 of the format, and this emulator reads version 1\. Update/],
  ['{"format":"telnyx-verify-run","version":1}', /does not match the format at the top level: "emulator" is missing\./],
])('the file %s is refused', async (text, message) => {
  await expect(parseRunFile(text, 'run.json')).rejects.toThrow(message)
})

test('an emulator that does not record gives the state and the journal', async () => {
  const emulator = await createEmulator(quiet)
  await useApplication(emulator).send(one)
  const { steps, after } = await take(emulator)
  expect(steps).toBeUndefined()
  expect(after?.verifications).toHaveLength(1)
  expect(after?.journal?.length).toBeGreaterThan(0)
  await emulator.close()
})

/** A login test in one file: it fails, and prints what it got. */
const program = `
const { TELNYX_BASE_URL: base, TELNYX_API_KEY: key, TELNYX_VERIFY_PROFILE_ID: verify_profile_id } = process.env
const [phone_number] = process.argv.slice(1)
const response = await fetch(base + '/verifications/sms', {
  method: 'POST',
  headers: { authorization: 'Bearer ' + key, 'content-type': 'application/json' },
  body: JSON.stringify({ phone_number, verify_profile_id }),
})
console.log(response.headers.get('x-request-id'), await response.text())
process.exitCode = 5
`

test('exec records a run, which replay repeats with a command', async () => {
  const file = join(await useFolder(), 'results', 'run.json')
  const command = (phone: string) => ['--', process.execPath, '--input-type=module', '-e', program, phone]
  const recorded = await runCommand(['exec', '--record-run', file, ...command(one)]).ended
  expect(recorded).toMatchObject({ code: 5, stderr: expect.stringContaining('Repeat it with: tve replay') })
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ exit_code: 5, fixed_ids: false })
  const same = await runCommand(['replay', file, ...command(one)]).ended
  expect(same).toMatchObject({ code: 5, stdout: recorded.stdout })
  const other = await runCommand(['replay', file, ...command(two)]).ended
  expect(other).toMatchObject({
    code: 3,
    stderr: expect.stringContaining(`body /phone_number: then "${one}", now "${two}"`),
  })
  expect(await runCommand(['replay', file, '--at', '2']).ended).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('has 1 request, so --at 2 is beyond its end'),
  })
})
