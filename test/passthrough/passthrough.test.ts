import { expect, test } from 'vitest'
import { usePair } from './pair.js'

test('what is asked of the emulator is asked of the upstream, under its key', async () => {
  const { upstream, passing, send } = await usePair({ upstreamKey: 'sandbox_real' })
  const made = await send('POST', '/verify_profiles', { name: 'Shop', sms: {} })
  expect(made.status).toBe(200)
  const listed = await upstream.fetch(`${upstream.url}/verify_profiles/${made.body.data.id}`, {
    headers: { authorization: 'Bearer sandbox_real' },
  })
  expect(listed.status).toBe(200)
  expect(made.headers.get('x-emulator-drift')).toBe('0')
  expect(await passing.contract.get()).toMatchObject({ exchanges: 1, compared: 1, drifted: 0, findings: [] })
})

test('the page of the handset is ours in passthrough too', async () => {
  const { passing } = await usePair()
  for (const ask of [fetch, passing.fetch]) {
    const response = await ask(passing.url.replace('/v2', '/'), { headers: { accept: 'text/html' } })
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  }
})
