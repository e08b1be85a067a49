import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createEmulator, type EmulatorOptions } from '../../src/index.js'
import { type Api, sender, useApi } from '../support/emulator.js'
import { useFakeTimersEverywhere, useRealTimersEverywhere } from '../support/fake-timers.js'
import { useFolder } from '../support/folder.js'

const phone_number = '+13035551234'

// Tests control the idle time after which logs are compacted.
beforeEach(() => {
  useFakeTimersEverywhere()
})
afterEach(() => {
  useRealTimersEverywhere()
})

/** Uses every operation and returns the resulting state. */
async function live(api: Api) {
  const { post, patch, emulator } = api
  const template = (await post('/verify_profiles/templates', { text: '{{code}} from {{app_name}}' })).body.data
  const profile = (
    await post('/verify_profiles', {
      name: 'Kept',
      sms: { messaging_template_id: template.id, app_name: 'Acme' },
      call: {},
    })
  ).body.data
  const gone = (await post('/verify_profiles', { name: 'Gone', sms: {} })).body.data
  await api.delete(`/verify_profiles/${gone.id}`)
  await patch(`/verify_profiles/${profile.id}`, {
    language: 'de-DE',
    daily_spend_limit: 1,
    daily_spend_limit_enabled: true,
  })
  const start = (channel: string, body: object = {}) =>
    post(`/verifications/${channel}`, { phone_number, verify_profile_id: profile.id, ...body })
  const check = (code: string) =>
    post(`/verifications/by_phone_number/${phone_number}/actions/verify`, { code, verify_profile_id: profile.id })
  await start('sms', { timeout_secs: 5 })
  await emulator.clock.advance('10s')
  await start('sms', { custom_code: '4321' })
  await check('4321')
  await start('call', { extension: '1w2' })
  await check('00')
  for (const [number, isVerified] of [
    ['+15551230001', true],
    ['+15551230002', false],
    ['+15551230003', true],
  ] as const) {
    await post('/verified_numbers', { phone_number: number, verification_method: 'sms' })
    const { code } = await emulator.inbox.next(number)
    if (isVerified) await post(`/verified_numbers/${number}/actions/verify`, { verification_code: code })
  }
  await api.delete('/verified_numbers/+15551230001')
  await emulator.clock.freeze()
  return readState(api)
}

async function readState({ get, emulator }: Pick<Api, 'get' | 'emulator'>) {
  return {
    profiles: (await get('/verify_profiles')).body,
    templates: (await get('/verify_profiles/templates')).body,
    verifications: (await get(`/verifications/by_phone_number/${phone_number}`)).body,
    numbers: (await get('/verified_numbers')).body,
    messages: await emulator.inbox.list(),
    clock: (await emulator.clock.now()).now,
  }
}

/** The same requests must get the same answers with and without a restart in between. */
async function goOn({ post, emulator }: Pick<Api, 'post' | 'emulator'>) {
  const started = await post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
  const profile = await post('/verify_profiles', { name: 'Next', sms: {} })
  const checks: unknown[] = []
  for (let i = 0; i < 6; i++)
    checks.push((await post(`/verifications/${started.body.data.id}/actions/verify`, { code: '00' })).body)
  const message = await emulator.inbox.next(phone_number)
  return {
    started: started.body,
    profile: profile.body,
    checks,
    message,
    happened: (await emulator.clock.advance('1h')).events,
  }
}

describe('a restart', () => {
  const copyFiles = (from: string, to: string) => {
    for (const file of ['default.json', 'default.log.jsonl'])
      writeFileSync(join(to, file), readFileSync(join(from, file)))
  }

  test('restores the state, after a stop or a kill', async () => {
    const [data, killed] = [useFolder(), useFolder()]
    const api = await useApi({ data })
    const before = await live(api)
    copyFiles(data, killed)
    await api.emulator.close()
    expect(readFileSync(join(data, 'default.log.jsonl'), 'utf8')).toBe('')
    expect(readFileSync(join(killed, 'default.log.jsonl'), 'utf8').split('\n').length).toBeGreaterThan(15)
    const [one, other] = [await useApi({ data }), await useApi({ data: killed })]
    expect(await readState(one)).toEqual(before)
    expect(await readState(other)).toEqual(before)
    expect(await goOn(other)).toEqual(await goOn(one))
  })

  test('changes nothing by applying a log to a file that already contains it', async () => {
    const data = useFolder()
    const api = await useApi({ data })
    const before = await live(api)
    const log = readFileSync(join(data, 'default.log.jsonl'))
    await api.emulator.close()
    writeFileSync(join(data, 'default.log.jsonl'), log)
    expect(await readState(await useApi({ data }))).toEqual(before)
  })

  test('keeps the daily spend', async () => {
    const data = useFolder()
    const options = { data, prices: { verification: 1 } }
    const first = await useApi(options)
    const { body } = await first.post('/verify_profiles', {
      name: 'A',
      sms: {},
      daily_spend_limit: 1,
      daily_spend_limit_enabled: true,
    })
    const request = { phone_number, verify_profile_id: body.data.id }
    expect((await first.post('/verifications/sms', request)).status).toBe(200)
    await first.emulator.close()
    expect((await (await useApi(options)).post('/verifications/sms', request)).body.errors[0].code).toBe('40333')
  })

  test('keeps sandboxes separate, also those whose names differ only in letter case', async () => {
    const data = useFolder()
    const names = ['Login', 'login', 'a.log', 'a']
    const first = await useApi({ data })
    for (const name of names)
      await first.post('/verify_profiles', { name, sms: {} }, { authorization: `Bearer sandbox_${name}` })
    await first.emulator.close()
    expect(readdirSync(data).sort()).toContain('%login.json')
    const second = await useApi({ data })
    for (const name of names) {
      const { body } = await second.get('/verify_profiles', { authorization: `Bearer sandbox_${name}` })
      expect(body.data.map((profile: { name: string }) => profile.name)).toEqual([name, 'Acme'])
    }
  })

  test('keeps a reset', async () => {
    const data = useFolder()
    const first = await useApi({ data })
    await live(first)
    await first.emulator.reset()
    const fresh = await readState(first)
    await first.emulator.close()
    expect(await readState(await useApi({ data }))).toEqual(fresh)
  })
})

test('the longest name in capitals fits into a file name', async () => {
  const data = useFolder()
  const authorization = `Bearer sandbox_${'A.'.repeat(50)}`
  const first = await useApi({ data })
  await first.post('/verify_profiles', { name: 'Long', sms: {} }, { authorization })
  await first.emulator.close()
  const { body } = await (await useApi({ data })).get('/verify_profiles', { authorization })
  expect(body.data[0].name).toBe('Long')
})

test('a sandbox that was dropped from memory is loaded on its next use', async () => {
  const { get, post } = await useApi({ data: useFolder(), maxSandboxes: 1 })
  for (const name of ['a', 'b', 'c'])
    await post('/verify_profiles', { name, sms: {} }, { authorization: `Bearer sandbox_${name}` })
  for (const name of ['a', 'b', 'c']) {
    const { body } = await get('/verify_profiles', { authorization: `Bearer sandbox_${name}` })
    expect(body.data[0].name).toBe(name)
  }
})

test('the file of one run works as fixtures of another, in every sandbox, without duplicate IDs', async () => {
  const data = useFolder()
  const first = await useApi({ data })
  const before = await live(first)
  await first.emulator.close()
  const second = await useApi({ fixtures: join(data, 'default.json') })
  const send = sender(Object.assign(Object.create(second.emulator), { apiKey: 'sandbox_any' }))
  expect((await send('GET', '/verify_profiles')).body).toEqual(before.profiles)
  expect((await second.get(`/verifications/by_phone_number/${phone_number}`)).body).toEqual(before.verifications)
  const taken = new Set(before.verifications.data.map(({ id }: { id: string }) => id))
  for (let i = 0; i < 10; i++) {
    const { body } = await second.post('/verifications/sms', {
      phone_number,
      verify_profile_id: second.emulator.profileId,
    })
    expect(taken.has(body.data.id)).toBe(false)
  }
})

test('the file is readable: one record per line, in the vendor’s JSON', async () => {
  const data = useFolder()
  const api = await useApi({ data })
  const { body } = await api.post('/verifications/sms', { phone_number, verify_profile_id: api.emulator.profileId })
  await api.emulator.close()
  const lines = readFileSync(join(data, 'default.json'), 'utf8').split('\n')
  const line = lines.find((line) => line.includes(body.data.id)) as string
  const { emulator, ...stored } = JSON.parse(line.replace(/,$/, ''))
  expect(emulator).toMatchObject({ code: expect.any(String) })
  expect(stored).toMatchObject({ id: body.data.id, phone_number, created_at: body.data.created_at })
  expect(body.data).toMatchObject(stored) // without what reading assumes
})

describe('an unreadable file fails the start with a sentence and is not changed', () => {
  const refused = async (options: EmulatorOptions) => {
    const error = await createEmulator({ ...options, onWarning: () => {} }).then(
      (emulator) => emulator.close().then(() => new Error('it started')),
      (error: Error) => error,
    )
    return error.message
  }

  test.each([
    ['default.json', '{"version": 1, "profiles": [', /default\.json is not valid JSON/],
    [
      'default.json',
      '{"version": 2}',
      /default\.json has version 2; this emulator reads version 1\. The file was left unchanged/,
    ],
    ['default.json', '{"profiles": []}', /default\.json has no version/],
    [
      'default.json',
      '{"version": 1, "verifications": [{"id": "x"}]}',
      /does not match the format at \/verifications\/0/,
    ],
    [
      'default.json',
      '{"version": 1, "verified_numbers": [{"phone_number": "+15551230001", "verified_at": "2026-99-99T99:99:99.000000"}]}',
      /"2026-99-99T99:99:99\.000000" is not a valid time/,
    ],
    ['other.log.jsonl', '{"version": 1}\nnonsense\n{"version": 1}\n', /other\.log\.jsonl, line 2, is not valid JSON/],
  ])('%s: %s', async (file, content, sentence) => {
    const data = useFolder()
    writeFileSync(join(data, file), content)
    expect(await refused({ data })).toMatch(sentence)
    expect(readFileSync(join(data, file), 'utf8')).toBe(content)
    expect(existsSync(join(data, 'lock'))).toBe(false)
  })

  test('fixtures with an impossible profile', async () => {
    const fixtures = {
      version: 1 as const,
      profiles: [{ id: '49000000-0000-0000-0000-000000000001', name: 'A', sms: { code_length: 99 } }],
    }
    expect(await refused({ fixtures })).toMatch(
      /the fixtures option: profile 49000000.*code_length must be between 4 and 10/,
    )
  })

  test('a folder that is a file', async () => {
    const data = join(useFolder(), 'file')
    writeFileSync(data, '')
    expect(await refused({ data })).toMatch(/^The data folder .* cannot be used: /)
  })

  test('a folder that another emulator of this process uses', async () => {
    const data = useFolder()
    await useApi({ data })
    expect(await refused({ data })).toMatch(/is in use by another emulator of this process\. Close that one/)
  })

  test('fixtures that do not exist', async () => {
    expect(await refused({ fixtures: '/nowhere/fixtures.json' })).toMatch(
      /The fixtures \/nowhere\/fixtures\.json cannot be read/,
    )
  })

  test('a folder that another emulator uses', async () => {
    const data = useFolder()
    writeFileSync(join(data, 'lock'), `${process.ppid}\n`)
    expect(await refused({ data })).toMatch(/is in use by the emulator with process ID \d+\. Stop that one/)
  })
})

test('a lock whose process is gone is taken over', async () => {
  const data = useFolder()
  mkdirSync(data, { recursive: true })
  writeFileSync(join(data, 'lock'), '999999999\n')
  const { get } = await useApi({ data })
  expect((await get('/verify_profiles')).status).toBe(200)
})

test('a request fails with the reason when the folder is gone and cannot be made anew', async () => {
  const data = useFolder()
  const said: string[] = []
  const api = await useApi({ data, onWarning: (sentence) => said.push(sentence) })
  await api.post('/verify_profiles', { name: 'Kept', sms: {} })
  rmSync(data, { recursive: true })
  writeFileSync(data, 'a file, where the folder was')
  const { status, body, headers } = await api.post('/verify_profiles', { name: 'Lost', sms: {} })
  expect(status).toBe(500)
  expect(body.errors[0]).toMatchObject({ code: '10007', detail: 'An unexpected error occured.' })
  expect(headers.get('x-emulator-hint')).toMatch(
    /^the data folder cannot be written: (a part of its path is a file, not a folder|a file has this name)\. /,
  )
  expect(said).toHaveLength(1)
  rmSync(data)
})

test.skipIf(!existsSync('/dev/full'))('when the disk is full, the same (on systems with /dev/full)', async () => {
  const data = useFolder()
  const api = await useApi({ data, onWarning: () => {} })
  await api.post('/verify_profiles', { name: 'Kept', sms: {} })
  symlinkSync('/dev/full', join(data, 'default.log.jsonl'))
  const { status, headers } = await api.post('/verify_profiles', { name: 'Lost', sms: {} })
  expect(status).toBe(500)
  expect(headers.get('x-emulator-hint')).toMatch(
    /^the data folder cannot be written: the disk is full\. Free some space \| /,
  )
})

test('an idle emulator compacts the log into the file', async () => {
  const data = useFolder()
  const api = await useApi({ data })
  const before = await live(api)
  const logPath = join(data, 'default.log.jsonl')
  vi.advanceTimersByTime(999)
  expect(statSync(logPath).size).toBeGreaterThan(0)
  vi.advanceTimersByTime(1)
  expect(statSync(logPath).size).toBe(0)
  const copy = useFolder()
  writeFileSync(join(copy, 'default.json'), readFileSync(join(data, 'default.json')))
  expect(await readState(await useApi({ data: copy }))).toEqual(before)
})

test('a log cut in the middle of a line loses only that line, with a warning', async () => {
  const [data, copy] = [useFolder(), useFolder()]
  const api = await useApi({ data })
  await api.post('/verify_profiles', { name: 'First', sms: {} })
  await api.post('/verify_profiles', { name: 'Second', sms: {} })
  const whole = readFileSync(join(data, 'default.log.jsonl'), 'utf8')
  const logPath = join(copy, 'default.log.jsonl')
  writeFileSync(join(copy, 'default.json'), readFileSync(join(data, 'default.json')))
  writeFileSync(logPath, `${whole}{"version":1,"profiles":[{"id":"é`)
  const said: string[] = []
  const second = await useApi({ data: copy, onWarning: (sentence) => said.push(sentence) })
  expect(said).toEqual([expect.stringMatching(/ends with an incomplete line. That change is lost/)])
  expect((await second.get('/verify_profiles')).body.data.map(({ name }: { name: string }) => name)).toEqual([
    'Second',
    'First',
    'Acme',
  ])
  expect(readFileSync(logPath, 'utf8')).toBe(whole)
  await second.post('/verify_profiles', { name: 'After', sms: {} })
  const lines = readFileSync(logPath, 'utf8').trim().split('\n')
  expect(lines).toHaveLength(2)
  expect(JSON.parse(lines[1] as string).profiles[0].name).toBe('After')
})
