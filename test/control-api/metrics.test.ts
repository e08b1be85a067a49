import { describe, expect, test } from 'vitest'
import { expositionType, formatMetrics } from '../../src/control-api/exposition.js'
import { durationBounds, RequestDurations } from '../../src/core/request-durations.js'
import { type Api, useApi } from '../support/emulator.js'
import { parseMetrics } from '../support/prometheus.js'
import { findClosedPort, useReceiver } from '../support/receiver.js'

const phone_number = '+13035551234'

async function read({ get }: Pick<Api, 'get'>, headers = {}) {
  const { status, headers: answered, body } = await get('//metrics', headers)
  expect([status, answered.get('content-type')]).toEqual([200, expositionType])
  return parseMetrics(body)
}

const valuesOf = (metrics: Awaited<ReturnType<typeof read>>, name: string) =>
  Object.fromEntries(metrics.get(name)?.samples ?? [])

describe('metrics', () => {
  test('count requests by operation, status and outcome, and what the sandboxes hold', async () => {
    const api = await useApi()
    const { emulator, post, get, send } = api
    const { profileId: verify_profile_id } = emulator
    await read(api)
    for (const key of ['sandbox_a', 'sandbox_b'])
      await post('/verifications/sms', { phone_number, verify_profile_id }, { authorization: `Bearer ${key}` })
    const { body } = await post('/verifications/sms', { phone_number, verify_profile_id })
    const { code } = await emulator.inbox.next(phone_number)
    await post(`/verifications/${body.data.id}/actions/verify`, { code: '0000000' })
    await post(`/verifications/${body.data.id}/actions/verify`, { code })
    await post(`/verifications/${body.data.id}/actions/verify`, { code })
    await get('/nowhere')
    await send('PUT', '/verify_profiles')
    const metrics = await read(api)
    expect(valuesOf(metrics, 'tve_requests_total')).toEqual({
      '{operation="CreateVerificationSms",status="200"}': 3,
      '{operation="VerifyVerificationCodeById",status="200",outcome="rejected"}': 1,
      '{operation="VerifyVerificationCodeById",status="200",outcome="accepted"}': 1,
      '{operation="VerifyVerificationCodeById",status="404"}': 1,
      '{operation="none",status="404"}': 1,
      '{operation="none",status="405"}': 1,
    })
    expect(valuesOf(metrics, 'tve_messages_total')).toEqual({ '{channel="sms"}': 3 })
    expect(valuesOf(metrics, 'tve_sandboxes')).toEqual({ '': 3 })
    expect(valuesOf(metrics, 'tve_inbox_messages')).toEqual({ '': 3 })
    expect(metrics.get('tve_requests_total')?.type).toBe('counter')
    expect(valuesOf(metrics, 'tve_build_info')).toEqual({
      [`{version="${(await emulator.server.health()).version}",node="${process.versions.node}"}`]: 1,
    })
  })

  test('measure durations from the first reading on, in buckets that add up', async () => {
    const api = await useApi()
    await api.get('/verify_profiles')
    expect((await read(api)).has('tve_request_duration_seconds')).toBe(false)
    for (let i = 0; i < 3; i++) await api.get('/verify_profiles')
    const values = valuesOf(await read(api), 'tve_request_duration_seconds')
    const operation = 'operation="ListProfiles"'
    const buckets = [...durationBounds, '+Inf'].map((le) => values[`_bucket{${operation},le="${le}"}`] as number)
    expect(buckets).toEqual([...buckets].sort((a, b) => a - b))
    expect([buckets.at(-1), values[`_count{${operation}}`]]).toEqual([3, 3])
    expect(values[`_sum{${operation}}`]).toBeGreaterThan(0)
  })

  test('count webhooks by result, and those that wait', async () => {
    const receiver = await useReceiver({ answers: [204, 500, 302] })
    const api = await useApi({ webhooks: { url: receiver.url } })
    const { emulator, post } = api
    const start = () => post('/verifications/sms', { phone_number, verify_profile_id: emulator.profileId })
    await start()
    await emulator.clock.advance(0)
    const first = await read(api)
    expect(valuesOf(first, 'tve_webhook_queue_length')).toEqual({ '': 1 })
    expect(valuesOf(first, 'tve_webhook_deliveries_total')).toEqual({ '{result="delivered"}': 1 })
    await emulator.clock.advance('10s')
    await emulator.webhooks.setUrl(`http://127.0.0.1:${await findClosedPort()}/`)
    await emulator.webhooks.faults.add({ fault: 'dropped', times: 1 })
    await start()
    await emulator.clock.advance('10s')
    const metrics = await read(api)
    expect(valuesOf(metrics, 'tve_webhook_attempts_total')).toEqual({
      '{result="2xx"}': 2,
      '{result="3xx"}': 1,
      '{result="5xx"}': 1,
      '{result="no_answer"}': 3,
    })
    expect(valuesOf(metrics, 'tve_webhook_deliveries_total')).toEqual({
      '{result="delivered"}': 2,
      '{result="dropped"}': 1,
      '{result="failed"}': 1,
    })
    expect(valuesOf(metrics, 'tve_webhook_queue_length')).toEqual({ '': 0 })
  })

  test('are not cleared with the coverage, nor with a sandbox', async () => {
    const api = await useApi()
    await api.get('/verify_profiles')
    await api.emulator.server.coverage.clear()
    await api.emulator.reset()
    const counted = valuesOf(await read(api), 'tve_requests_total')
    expect(counted).toEqual({ '{operation="ListProfiles",status="200"}': 1 })
  })

  test('have the event loop from the second reading on, and the process', async () => {
    const api = await useApi()
    expect((await read(api)).has('tve_event_loop_delay_seconds')).toBe(false)
    let metrics = await read(api)
    for (let i = 0; i < 10_000 && !metrics.has('tve_event_loop_delay_seconds'); i++) {
      await new Promise((resolve) => setImmediate(resolve))
      metrics = await read(api)
    }
    const delays = valuesOf(metrics, 'tve_event_loop_delay_seconds')
    expect(Object.keys(delays)).toEqual(['0.5', '0.9', '0.99', '1'].map((quantile) => `{quantile="${quantile}"}`))
    for (const name of ['process_resident_memory_bytes', 'nodejs_heap_size_used_bytes', 'process_cpu_seconds_total'])
      expect(valuesOf(metrics, name)['']).toBeGreaterThan(0)
  })

  test('have few series, whatever is sent', async () => {
    const api = await useApi()
    for (let i = 0; i < 200; i++) {
      await api.get(`/nowhere/${i}`, { authorization: `Bearer sandbox_s${i}`, 'user-agent': `agent-${i}` })
      await api.get(`/verifications/${i}`, { authorization: `Bearer sandbox_s${i}` })
    }
    const metrics = await read(api)
    expect(metrics.get('tve_requests_total')?.samples.size).toBe(2)
    expect([...metrics.values()].reduce((sum, { samples }) => sum + samples.size, 0)).toBeLessThan(40)
  })

  test('take the control token as a bearer, and refuse other hosts and pages', async () => {
    const { get } = await useApi({ control: { token: 'secret' } })
    expect((await get('//metrics')).status).toBe(401)
    await read({ get }, { authorization: 'Bearer secret', accept: 'text/plain;version=0.0.4;q=0.5,*/*;q=0.1' })
    const allowed = { authorization: 'Bearer secret' }
    expect((await get('//metrics', { ...allowed, host: 'evil.test' })).status).toBe(403)
    expect((await get('//metrics', { ...allowed, origin: 'http://evil.test' })).status).toBe(403)
    expect((await get('//metrics', { ...allowed, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await get('//metrics?sandbx=a', allowed)).status).toBe(400)
  })
})

test('the text format escapes labels and help', () => {
  const text = formatMetrics([
    {
      name: 'a_total',
      type: 'counter',
      help: 'back\\slash and\nline "quoted"',
      samples: [
        { labels: { one: 'a"b\\c\nd', two: null }, value: 1 },
        { value: Number.POSITIVE_INFINITY },
        { labels: { one: '' }, value: -0.5 },
      ],
    },
    { name: 'empty', type: 'gauge', help: 'nothing', samples: [] },
  ])
  expect(text).toBe(
    '# HELP a_total back\\\\slash and\\nline "quoted"\n# TYPE a_total counter\na_total{one="a\\"b\\\\c\\nd"} 1\na_total +Inf\na_total{one=""} -0.5\n',
  )
  expect(parseMetrics(text).get('a_total')?.samples.size).toBe(3)
})

test('a duration is counted at its bound, and above all bounds', () => {
  let now = 0
  const durations = new RequestDurations(() => now)
  durations.end('Before', durations.begin())
  durations.start()
  for (const ms of [0, 0.5, 0.6, 5000, 5001]) {
    const began = durations.begin()
    now += ms
    durations.end('A', began)
  }
  expect([...durations.entries()]).toEqual([
    ['A', { counts: [2, 1, ...new Array(durationBounds.length - 3).fill(0), 1, 1], sumSecs: expect.closeTo(10.0021) }],
  ])
})
