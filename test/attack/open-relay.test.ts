import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type Api, useApi } from '../support/emulator.js'
import { useReceiver } from '../support/receiver.js'

const phone_number = '+13035551234'
const token = 'company-secret'
const mine = { authorization: 'Bearer sandbox_mine' }

/** A receiver on the list that sends everyone on to another address. */
async function useRedirect(status: number, location: string) {
  let count = 0
  const server = createServer((_, response) => {
    count++
    response.writeHead(status, { location }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, count: () => count }
}

async function createProfile({ post }: Api, urls: object): Promise<string> {
  const sms = { whitelisted_destinations: ['US'] }
  const { body } = await post('/verify_profiles', { name: 'relay', sms, ...urls }, mine)
  return body.data.id
}

const send = ({ post }: Api, verify_profile_id: string) =>
  post('/verifications/sms', { phone_number, verify_profile_id }, mine)

test.each([301, 302, 303, 307, 308])('a listed receiver cannot redirect (%i) to another host', async (status) => {
  const victim = await useReceiver({ isChecked: false })
  const redirect = await useRedirect(status, victim.url)
  const api = await useApi({ webhooks: { hosts: [new URL(redirect.url).host], delays: [0] } })
  await send(api, await createProfile(api, { webhook_url: redirect.url }))
  const { attempts } = await api.emulator.sandbox('mine').webhooks.next({ timeout: '10s' })
  expect(attempts[0]).toMatchObject({ status, error: expect.stringContaining('webhooks do not follow redirects') })
  expect([redirect.count() > 0, victim.requests]).toEqual([true, []])
})

test('no way to name a URL leads past the list', async () => {
  const victim = await useReceiver({ isChecked: false })
  const named = victim.url.replace('127.0.0.1', 'localhost')
  const api = await useApi({ control: { token }, webhooks: { hosts: ['receiver.test'], delays: [0, 0] } })
  const verification = await send(
    api,
    await createProfile(api, { webhook_url: victim.url, webhook_failover_url: named }),
  )
  const control = (method: string, path: string, body: unknown) =>
    api.send(method, `//_emulator/webhooks${path}`, body, mine)
  await control('PUT', '/url', { url: victim.url })
  await send(api, api.emulator.profileId)
  const { body } = await control('POST', '/trigger', {
    event: 'verify.delivered',
    to: named,
    verification_id: verification.body.data.id,
  })
  const job = { authorization: `Bearer ${token}` }
  await api.post('//_emulator/clock/advance?sandbox=mine', { by: '1h' }, job)
  const list = await api.get('//_emulator/webhooks?sandbox=mine', job)
  const attempts = list.body.webhooks.flatMap((one: { attempts: { url: string; error: string }[] }) => one.attempts)
  expect(new Set(attempts.map(({ url }: { url: string }) => url))).toEqual(new Set([victim.url, named]))
  for (const { error } of attempts) expect(error).toContain('is not one of --webhook-hosts receiver.test')
  await control('POST', `/${body.webhook?.id ?? list.body.webhooks[0].id}/redeliver`, {})
  await api.post('//_emulator/clock/advance?sandbox=mine', { by: '1h' }, job)
  expect(victim.requests).toEqual([])
})

test('the key of a sandbox cannot choose the headers of webhooks', async () => {
  const api = await useApi({ control: { token } })
  const headers = { 'X-Forwarded-For': '10.0.0.1' }
  expect((await api.send('PUT', '//_emulator/webhooks/headers', { headers }, mine)).status).toBe(403)
})
