import { expect, test } from 'vitest'
import { parseMetrics } from '../support/prometheus.js'
import { usePair } from './pair.js'

test('a request to the emulator reaches the upstream with the upstream’s key', async () => {
  const { upstream, passing, send } = await usePair({ upstreamKey: 'sandbox_real' })
  const created = await send('POST', '/verify_profiles', { name: 'Shop', sms: {} })
  expect(created.status).toBe(200)
  const listed = await upstream.fetch(`${upstream.url}/verify_profiles/${created.body.data.id}`, {
    headers: { authorization: 'Bearer sandbox_real' },
  })
  expect(listed.status).toBe(200)
  expect(created.headers.get('x-emulator-drift')).toBe('0')
  expect(await passing.server.contract.get()).toMatchObject({ exchanges: 1, compared: 1, drifted: 0, drift: [] })
})

test('the page of the handset is ours in passthrough too', async () => {
  const { passing } = await usePair()
  for (const ask of [fetch, passing.fetch]) {
    const response = await ask(passing.url.replace('/v2', '/'), { headers: { accept: 'text/html' } })
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  }
})

test('the metrics are ours in passthrough too, and count the exchanges', async () => {
  const { passing, send } = await usePair()
  await send('GET', '/verify_profiles')
  for (const ask of [fetch, passing.fetch]) {
    const response = await ask(passing.url.replace('/v2', '/metrics'))
    const metrics = parseMetrics(await response.text())
    const countOf = (name: string) => metrics.get(`tve_passthrough_${name}_total`)?.samples.get('')
    expect(['exchanges', 'compared', 'drifted', 'refused'].map(countOf)).toEqual([1, 1, 0, 0])
  }
  const document = await passing.fetch(passing.url.replace('/v2', '/_emulator/openapi/verify.json'))
  expect((await document.json()).openapi).toBe('3.1.0')
})
