import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type AbuseAuditOptions, auditAbuse } from '../../../src/audit/abuse/audit-abuse.js'
import { createHttpDriver } from '../../../src/audit/flow/http-driver.js'
import { localBounds } from '../../../src/audit/login/bounds.js'
import type { AuditContext } from '../../../src/audit/login/scene.js'
import { findingsOf, type Report } from '../../../src/report/report.js'
import type { LoginFlow } from '../../../src/spec/flow-types.js'
import { type Api, useApi } from '../../support/emulator.js'

interface Defenses {
  /** Milliseconds between two codes to a number. */
  readonly coolDownMs?: number
  /** Codes to a number. */
  readonly perNumber?: number
  /** Numbers of an address, which a header names. */
  readonly perAddress?: number
  readonly countries?: RegExp
  /** The clock of the limits. */
  readonly now?: () => number | Promise<number>
  /** Refuses every code. */
  readonly isCorrupt?: boolean
  /** Whether the application has ended; asked at each request. */
  readonly isDown?: () => boolean
}

const hourMs = 3_600_000

/** Starts an application with some defenses: none of them by default. */
async function useApplication(api: Api, defenses: Defenses = {}): Promise<URL> {
  const { coolDownMs = 0, perNumber = 1e9, perAddress = 1e9, countries = /./, now = () => 0 } = defenses
  const { isCorrupt, isDown = () => false } = defenses
  const times = new Map<string, number[]>()
  const take = (key: string, most: number, at: number) => {
    const recent = (times.get(key) ?? []).filter((time) => at - time < hourMs)
    if (recent.length >= most) return false
    times.set(key, [...recent, at])
    return true
  }
  const lastTo = (phone: string) => times.get(`number ${phone}`)?.at(-1) ?? Number.NEGATIVE_INFINITY
  const send = async (phone: string, address: string) => {
    const at = await now()
    if (!countries.test(phone)) return 403
    if (at - lastTo(phone) < coolDownMs || !take(`number ${phone}`, perNumber, at)) return 429
    if (!take(`address ${address}`, perAddress, at)) return 429
    const { status } = await api.post('/verifications/sms', {
      phone_number: phone,
      verify_profile_id: api.emulator.profileId,
    })
    return status
  }
  const check = async (phone: string, code: string) => {
    const path = `/verifications/by_phone_number/${encodeURIComponent(phone)}/actions/verify`
    const { body } = await api.post(path, { code, verify_profile_id: api.emulator.profileId })
    return body.data?.response_code === 'accepted' && !isCorrupt ? 200 : 401
  }
  const server = createServer(async (request, response) => {
    if (isDown()) return void request.socket.destroy()
    let text = ''
    for await (const chunk of request) text += chunk
    const { phone = '', code } = JSON.parse(text || '{}') as { phone?: string; code?: string }
    const address = String(request.headers['x-forwarded-for'])
    const status = code === undefined ? await send(phone, address) : await check(phone, code)
    response.writeHead(status).end(status === 429 ? 'Wait.' : '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())))
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

/** The clock of the emulator, as an application could ask for it. */
const emulatorClock = (api: Api) => async () => Date.parse((await api.emulator.clock.now()).now)

function audit(
  api: Api,
  base: URL,
  options: Partial<AbuseAuditOptions> = {},
  application?: AuditContext['application'],
): Promise<Report> {
  const flow: LoginFlow = {
    ...{ base: base.href, address: 'x-forwarded-for' },
    start: { path: '/start', json: { phone: '{{phone}}' } },
    check: { path: '/check', json: { phone: '{{phone}}', code: '{{code}}' }, expect: { status: 200 } },
  }
  const addressWay = { kind: 'header', name: 'x-forwarded-for' } as const
  const driver = createHttpDriver({ flow, base, patienceMs: 5000, addressWay })
  return auditAbuse(
    {
      ...{ flow, driver, emulator: api.emulator, bounds: { ...localBounds, quietMs: 20 }, patienceMs: 5000 },
      ...{ coolDownMs: undefined, firstNumber: 0, application, proxy: undefined },
      ...{ sendAnswers: [], answers: [] },
    },
    {
      ...{ file: 'login.yaml', phone: undefined, hours: 2, seed: '1', skip: {}, maxMicroUsdPerHour: undefined },
      ...options,
    },
  )
}

const failedOf = (report: Report) => findingsOf(report).flatMap(({ kind, rule }) => (kind === 'failed' ? [rule] : []))
const factOf = ({ facts }: Report, name: string) => facts.find(([candidate]) => candidate === name)?.[1] ?? ''
const cellsOf = ({ tables = [] }: Report, title: string) => tables.find((table) => table.title === title)?.rows ?? []

const prices = { verification: 0.0375, sms: 0.0041 }
const journal = 20_000

/** All detail records of the emulator, in micro-dollars. */
async function billedByService(api: Api): Promise<{ count: number; microUsd: number }> {
  let microUsd = 0
  for (let page = 1, count = 0; ; page++) {
    const { body } = await api.get(
      `/detail_records?filter[record_type]=verify_2fa&page[size]=50&page[number]=${page}&filter[date_range]=last_90_days`,
    )
    for (const { rate, verify_usage_fee } of body.data)
      microUsd += Math.round(Number(rate) * 1e6) + Math.round(Number(verify_usage_fee) * 1e6)
    count += body.data.length
    if (page >= body.meta.total_pages) return { count, microUsd }
  }
}

describe('an application without defenses', () => {
  test('fails every limit, and its bill is that of the service to the cent', async () => {
    const api = await useApi({ prices, journal })
    const report = await audit(api, await useApplication(api), { maxMicroUsdPerHour: 1_000_000 })
    expect(failedOf(report)).toEqual([
      'number-limit',
      'resend-cool-down',
      'address-limit',
      'country-list',
      'hourly-bill',
    ])
    const { count, microUsd } = await billedByService(api)
    expect(count).toBeGreaterThan(100)
    expect(microUsd).toBe(count * 41_600)
    expect(factOf(report, 'messages')).toContain(`${count} for $${(microUsd / 1e6).toFixed(2)} at $0.0416 each`)
    const { entries } = await api.emulator.journal.list({
      operation: 'CreateVerificationSms',
      status: 200,
      limit: 1000,
    })
    expect(entries).toHaveLength(count)
    const sent = cellsOf(report, 'Patterns').map(([, , cell]) => Number(cell))
    expect(sent).toEqual([40, 12, 24, 12, 24, 24, 4])
  })

  test('met no limit, so nothing tells which clock it has', async () => {
    const api = await useApi({ journal })
    const report = await audit(api, await useApplication(api), { hours: 1 })
    expect(findingsOf(report).find(({ rule }) => rule === 'clock')?.sentence).toContain('met no limit')
  })
})

/** Defenses that suffice. */
const defended = (api: Api): Defenses => ({
  ...{ coolDownMs: 30_000, perNumber: 5, perAddress: 10, countries: /^\+1(?!876)/ },
  now: emulatorClock(api),
})

describe('an application with defenses', () => {
  test('passes, and the report says which defense cut in and when', async () => {
    const api = await useApi({ journal })
    const report = await audit(api, await useApplication(api, defended(api)))
    expect(failedOf(report)).toEqual([])
    expect(cellsOf(report, 'Defenses').map(([defense, at]) => `${defense} ${at}`)).toEqual([
      'cool-down between two codes 00:00',
      'limit per number 00:50',
      'limit per address 00:00',
      'country list 00:00',
    ])
    expect(factOf(report, 'honest users')).toBe('4 of 4 logged in')
  })

  test('the same seed gives the same report, another one does not', async () => {
    const run = async (seed: string) => {
      const api = await useApi({ journal })
      const { title: _, ...report } = await audit(api, await useApplication(api, defended(api)), { seed, hours: 2 })
      return report
    }
    const [one, again, other] = [await run('1'), await run('1'), await run('2')]
    expect(again).toEqual(one)
    expect(other).not.toEqual({ ...one, facts: other.facts })
  })

  test('whose own clock stands still is found out, and one hour is rehearsed', async () => {
    const api = await useApi({ journal })
    const report = await audit(api, await useApplication(api, { ...defended(api), now: () => 0 }), { hours: 24 })
    const clock = findingsOf(report).find(({ rule }) => rule === 'clock')
    expect(clock).toMatchObject({ kind: 'unproven', sentence: expect.stringContaining('did not end') })
    expect(factOf(report, 'time')).toMatch(/^1 hour; the application keeps a clock of its own/)
  })

  test('is moved with the emulator if its clock can be', async () => {
    const api = await useApi({ journal })
    let now = 0
    const base = await useApplication(api, { ...defended(api), now: () => now })
    const moveApplication = (offsetMs: number) => {
      now = offsetMs
    }
    const report = await audit(api, base, { moveApplication })
    expect(factOf(report, 'time')).toBe('2 hours')
    expect(failedOf(report)).toEqual([])
  })
})

test('an application that ends is started again, and the rehearsal goes on', async () => {
  const api = await useApi({ journal })
  let requests = 0
  let crashCount = 0
  let hasEnded = false
  const isDown = () => {
    requests += 1
    if (requests === 40) {
      hasEnded = true
      crashCount += 1
    }
    return hasEnded
  }
  const application = {
    ...{ output: '', restart: async () => {} },
    get crashCount() {
      return crashCount
    },
    get firstCrash() {
      return crashCount === 0 ? undefined : 'node ended with exit code 1 before the audit did.'
    },
    revive: async () => {
      hasEnded = false
    },
  }
  const base = await useApplication(api, { ...defended(api), isDown })
  const report = await audit(api, base, {}, application)
  expect(crashCount).toBe(1)
  expect(failedOf(report)).toContain('keeps-running')
  expect(report.advice).toBe(
    'The application ended once and was started again. The first time: node ended with exit code 1 before the audit did.',
  )
  expect(factOf(report, 'time')).toBe('2 hours')
  expect(factOf(report, 'honest users')).toMatch(/^[34] of 4 logged in$/) // one may have met the end
})

test('the daily spend limit cuts in, and honest users are turned away by it', async () => {
  const api = await useApi({ journal })
  const limit = { daily_spend_limit: 1, daily_spend_limit_enabled: true }
  await api.patch(`/verify_profiles/${api.emulator.profileId}`, limit)
  const report = await audit(api, await useApplication(api), { hours: 2 })
  const spend = cellsOf(report, 'Defenses').find(([defense]) => defense === 'daily spend limit of the profile')
  expect(spend?.[1]).toBe('00:10')
  const honest = findingsOf(report).find(({ rule }) => rule === 'honest-users')
  expect(honest).toMatchObject({
    kind: 'failed',
    sentence: expect.stringContaining('because of the daily spend limit'),
  })
})

describe('what makes an audit impossible', () => {
  test('a login that does not work', async () => {
    const api = await useApi({ journal })
    const base = await useApplication(api, { isCorrupt: true })
    await expect(audit(api, base)).rejects.toThrow('An honest login does not work')
  })

  test.each([
    ['a pattern with too few numbers', { phone: '+130355520##' }, /too few numbers/],
    ['an unknown check', { skip: { 'number-limits': 'x' } }, /Did you mean number-limit/],
  ])('%s', async (_, options, message) => {
    const api = await useApi({ journal })
    await expect(audit(api, new URL('http://127.0.0.1:1'), options)).rejects.toThrow(message)
  })
})

test('a check that is left out keeps its place, with the reason', async () => {
  const api = await useApi({ journal })
  const skip = { 'country-list': 'we serve the world' }
  const report = await audit(api, await useApplication(api), { hours: 1, skip })
  expect(findingsOf(report).find(({ rule }) => rule === 'country-list')).toMatchObject({
    kind: 'skipped',
    sentence: 'Left out: we serve the world',
  })
})
