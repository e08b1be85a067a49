import { describe, expect, test } from 'vitest'
import { createHttpDriver } from '../../../src/audit/flow/http-driver.js'
import { SeededRandom } from '../../../src/audit/flow/seeded-random.js'
import { type LoginLoadOptions, loadLogin } from '../../../src/audit/load/load-login.js'
import { exitCodeOf, findingsOf, type Report } from '../../../src/report/report.js'
import { type Api, useApi } from '../../support/emulator.js'
import { flow, useApplication } from './application.js'

const realTime = { now: () => Date.now() }

/** Loads an application with 20 users at once. */
async function load(api: Api, base: URL, more: Partial<LoginLoadOptions> = {}): Promise<Report> {
  const driver = createHttpDriver({ flow, base, patienceMs: 30_000, addressWay: { kind: 'shared' } })
  return loadLogin({
    ...{
      driver,
      emulator: api.emulator,
      random: new SeededRandom('1'),
      seed: '1',
      file: 'login.yaml',
      phone: undefined,
    },
    ...{
      users: 20,
      rampMs: 0,
      thinkMs: 0,
      mistype: 0,
      resend: 0,
      maxSockets: 1000,
      codeTimeoutMs: 30_000,
      coolDownMs: 0,
    },
    ...{ budget: { maxFailed: 0, maxP95Ms: undefined }, interrupted: new AbortController().signal, service: 'ours' },
    ...more,
  })
}

// biome-ignore lint/suspicious/noExplicitAny: tests examine parts of it and fail if they are missing
const figuresOf = ({ figures }: Report): any => figures
const findingOf = (report: Report, rule: string) => findingsOf(report).find((finding) => finding.rule === rule)

test('every user gets in, and every step is counted', async () => {
  const api = await useApi(realTime)
  const report = await load(api, await useApplication(api))
  const { in: insiders, failed, steps, logins, requests, errors } = figuresOf(report)
  expect({ insiders, failed, errors }).toEqual({ insiders: 20, failed: 0, errors: [] })
  expect(Object.keys(steps)).toEqual(['start', 'code', 'check', 'inside'])
  for (const { errors, whole } of Object.values<{ errors: number; whole: { count: number } }>(steps))
    expect([errors, whole.count]).toEqual([0, 20])
  expect(logins.whole.count).toBe(20)
  expect(requests).toMatchObject({
    CreateVerificationSms: { count: 20, errors: 0 },
    VerifyVerificationCodeByPhoneNumber: { count: 20, errors: 0 },
  })
  expect(findingOf(report, 'logins')).toMatchObject({ kind: 'passed', sentence: '20 of 20 users got in.' })
  expect(exitCodeOf(report)).toBe(0)
})

test('people mistype and ask for another code, and get in all the same', async () => {
  const api = await useApi(realTime)
  const { steps, ...figures } = figuresOf(await load(api, await useApplication(api), { mistype: 1, resend: 1 }))
  expect(figures.in).toBe(20)
  expect(Object.keys(steps)).toEqual(['start', 'code', 'resend', 'wrong code', 'check', 'inside'])
  expect([steps.code.whole.count, steps['wrong code'].whole.count, steps.resend.whole.count]).toEqual([40, 20, 20])
})

test('logins that fail for some users are counted by step, and fail the run', async () => {
  const api = await useApi(realTime)
  // The first request for a code is that of the login before the load.
  const base = await useApplication(api, (_, count) => (count > 1 && count % 4 === 0 ? 429 : undefined))
  const report = await load(api, base)
  const { in: insiders, failed, errors, steps } = figuresOf(report)
  expect({ insiders, failed, errors }).toEqual({
    ...{ insiders: 15, failed: 5, errors: [{ step: 'start', error: '429', count: 5 }] },
  })
  expect([steps.start.errors, steps.start.whole.count, steps.check.whole.count]).toEqual([5, 15, 15])
  expect(findingOf(report, 'logins')).toMatchObject({ kind: 'failed', sentence: '15 of 20 users got in.' })
  expect(report.tables?.find(({ title }) => title === 'Errors')?.rows).toEqual([['start', '5', '429']])
  expect(exitCodeOf(report)).toBe(1)
  const patient = await load(api, base, { budget: { maxFailed: 0.5, maxP95Ms: undefined } })
  expect(findingOf(patient, 'logins')?.kind).toBe('passed')
})

test('latency of the service counts as the service’s, not as the application’s', async () => {
  const api = await useApi({ ...realTime, latencyProfile: 'fixed-200ms' })
  const { steps, requests, logins } = figuresOf(await load(api, await useApplication(api)))
  expect(requests.CreateVerificationSms.p50).toBeGreaterThanOrEqual(200)
  for (const step of ['start', 'check']) {
    const { whole, application, service } = steps[step]
    // The clocks agree to a millisecond or so; a busy machine reads them less precisely.
    expect(service.p50).toBeGreaterThan(150)
    expect(application.p50).toBeLessThan(whole.p50 - 100)
  }
  expect(steps.inside.service.max).toBeLessThan(50)
  expect(logins.service.p50).toBeGreaterThan(300)
})

test('a time limit is judged by step, and its finding says whose time it was', async () => {
  const api = await useApi({ ...realTime, latencyProfile: 'fixed-200ms' })
  const report = await load(api, await useApplication(api), { budget: { maxFailed: 0, maxP95Ms: 150 } })
  const failed = findingsOf(report).filter(({ rule, kind }) => rule === 'p95' && kind === 'failed')
  expect(failed.map(({ place }) => place)).toEqual(
    expect.arrayContaining(['95 % of the answers to start come in time', '95 % of the answers to check come in time']),
  )
  expect(failed[0]?.actual).toMatch(
    /^p95 of the application [\d.,]+ ms, of the service [\d.,]+ ms, of the load itself [\d.,]+ ms$/,
  )
  expect(exitCodeOf(report)).toBe(1)
})

test('waiting counts from the time a user was to arrive, also when all slots are taken', async () => {
  const api = await useApi({ ...realTime, latencyProfile: 'fixed-100ms' })
  const { steps } = figuresOf(await load(api, await useApplication(api), { users: 5, maxSockets: 1 }))
  expect(steps.start.whole.max).toBeGreaterThan(450) // five requests of 100 ms, one after another
})

test('an interruption ends the load with the figures so far', async () => {
  const api = await useApi(realTime)
  const interrupt = new AbortController()
  const base = await useApplication(api, (_, count) => {
    if (count === 4) interrupt.abort(new Error('by the test'))
    return undefined
  })
  const report = await load(api, base, { rampMs: 3000, users: 1000, interrupted: interrupt.signal })
  const { users, interrupted } = figuresOf(report)
  expect(users).toBeLessThan(1000)
  expect(interrupted).toBe(true)
  expect(findingOf(report, 'whole-load')).toMatchObject({ kind: 'could-not-run' })
  expect(findingOf(report, 'whole-load')?.sentence).toMatch(/^Interrupted after \d+ users had arrived\./)
})

describe('cannot run', () => {
  test('if one user alone cannot log in', async () => {
    const api = await useApi(realTime)
    const base = await useApplication(api, () => 503)
    await expect(load(api, base)).rejects.toThrow('One user alone cannot log in: start: 503.')
  })

  test('without enough numbers', async () => {
    const api = await useApi(realTime)
    const base = await useApplication(api)
    await expect(load(api, base, { phone: '+130355520##', users: 100 })).rejects.toThrow(
      'phone +130355520## has 80 numbers, but 100 users and the first login need 101.',
    )
  })

  test('without a journal, from which codes are read', async () => {
    const api = await useApi({ ...realTime, journal: 0 })
    await expect(load(api, await useApplication(api))).rejects.toThrow('The emulator keeps no journal')
  })

  test('with a frozen clock, which tells no times', async () => {
    const api = await useApi(realTime)
    await api.emulator.clock.freeze()
    await expect(load(api, await useApplication(api))).rejects.toThrow('The clock of the sandbox is frozen')
  })
})
