import http from 'node:http'
import { setupServer } from 'msw/node'
import Telnyx from 'telnyx'
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Emulator } from '../../src/index.js'
import { type HandlersOptions, handlers } from '../../src/testing/msw.js'
import { useApi } from '../support/emulator.js'

const phone_number = '+13035551234'
const realLooking = 'KEY0123456789ABCDEF_realLookingSecret'

const network = setupServer()
beforeAll(() => network.listen({ onUnhandledRequest: 'error' }))
afterEach(() => network.resetHandlers())
afterAll(() => network.close())

/** An emulator behind the vendor's address. */
async function useHandlers(options?: HandlersOptions): Promise<Emulator> {
  const { emulator } = await useApi()
  network.use(...handlers(emulator, options))
  return emulator
}

/** The SDK as an application uses it: with the vendor's base URL and its own key. */
const client = (baseURL?: string) => new Telnyx({ apiKey: realLooking, maxRetries: 0, ...(baseURL && { baseURL }) })

test('an application with the vendor’s base URL and its own key logs in', async () => {
  const { inbox, profileId: verify_profile_id } = await useHandlers()
  const { data: started } = await client().verifications.triggerSMS({ phone_number, verify_profile_id })
  expect(started).toMatchObject({ status: 'pending', phone_number })
  const { code } = await inbox.next(phone_number)
  const { data } = await client().verifications.byPhoneNumber.actions.verify(phone_number, { code, verify_profile_id })
  expect(data.response_code).toBe('accepted')
  const page = await client().verifications.byPhoneNumber.list(phone_number)
  expect(page.data.map(({ status }) => status)).toEqual(['accepted'])
})

test('bodies and queries arrive unchanged, errors have the vendor’s format', async () => {
  await useHandlers()
  const made = await client().verifyProfiles.create({ name: 'Käse & Brot €', sms: {} })
  const found = await client().verifyProfiles.list({ filter: { name: 'Käse & Brot €' } })
  expect(found.data).toEqual([made.data])
  await expect(
    client().verifications.triggerSMS({ phone_number: '303', verify_profile_id: made.data?.id as string }),
  ).rejects.toMatchObject({
    status: 400,
    error: { errors: [{ code: '10016' }] },
  })
})

test('the named sandbox answers', async () => {
  const { profileId, inbox, sandbox } = await useHandlers({ sandbox: 'checkout' })
  await client().verifications.triggerSMS({ phone_number, verify_profile_id: profileId })
  expect(await inbox.list()).toEqual([])
  expect(await sandbox('checkout').inbox.list()).toHaveLength(1)
})

test.each(['http://localhost:4010/v2/', 'https://proxy.example.com/telnyx/v2'])(
  'the base URL can be %s',
  async (baseUrl) => {
    const { profileId, inbox } = await useHandlers({ baseUrl })
    await client(baseUrl.replace(/\/$/, '')).verifications.triggerSMS({ phone_number, verify_profile_id: profileId })
    expect(await inbox.list()).toHaveLength(1)
  },
)

test('an invalid base URL is refused immediately', async () => {
  await expect(useHandlers({ baseUrl: 'api.telnyx.com/v2' })).rejects.toThrow(
    '"api.telnyx.com/v2" is not a valid URL. Write it in full',
  )
})

test('an unknown path is answered by the emulator, never by the network', async () => {
  await useHandlers()
  const response = await fetch('https://api.telnyx.com/v2/verification/sms', {
    method: 'POST',
    headers: { authorization: `Bearer ${realLooking}` },
  })
  expect(response.status).toBe(404)
  expect(response.headers.get('x-emulator-hint')).toContain('/verifications/sms')
})

test('a client based on node:http is answered', async () => {
  const baseUrl = 'http://api.telnyx.com/v2'
  const { profileId, inbox } = await useHandlers({ baseUrl })
  const status = await new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${realLooking}`, 'content-type': 'application/json' }
    const request = http.request(`${baseUrl}/verifications/sms`, { method: 'POST', headers })
    request.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject)
    request.end(JSON.stringify({ phone_number, verify_profile_id: profileId }))
  })
  expect(status).toBe(200)
  expect(await inbox.list()).toHaveLength(1)
})

test('a request without a key stays without one; the application’s key is never printed', async () => {
  const printed: string[] = []
  const write = process.stderr.write
  process.stderr.write = ((text: string) => printed.push(text) > 0) as typeof write
  onTestFinished(() => {
    process.stderr.write = write
  })
  const { profileId } = await useHandlers()
  expect((await fetch('https://api.telnyx.com/v2/verify_profiles')).status).toBe(401)
  await client().verifications.triggerSMS({ phone_number, verify_profile_id: profileId })
  expect(printed.join('')).not.toContain('realLookingSecret')
})

test.each([
  ['reset', { kind: 'reset' }],
  ['truncated', { kind: 'truncated' }],
] as const)('a broken connection is not an answer for the application (%s)', async (_, fault) => {
  const { faults, profileId } = await useHandlers()
  await faults.set([{ fault, times: 1 }])
  const send = () => client().verifications.triggerSMS({ phone_number, verify_profile_id: profileId })
  await expect(send()).rejects.not.toMatchObject({ status: expect.any(Number) })
  await expect(send()).resolves.toMatchObject({ data: { status: 'pending' } })
})

test('an outage has the vendor’s format', async () => {
  const { faults, profileId } = await useHandlers()
  await faults.set([{ fault: { kind: 'status', status: 503 } }])
  await expect(client().verifications.triggerSMS({ phone_number, verify_profile_id: profileId })).rejects.toThrow(
    Telnyx.InternalServerError,
  )
})

test('an application can abort a request to a hanging emulator', async () => {
  const { faults, inbox, profileId } = await useHandlers()
  await faults.set([{ match: { operation: 'CreateVerificationSms' }, fault: { kind: 'hang' } }])
  const giveUp = new AbortController()
  const sent = client().verifications.triggerSMS(
    { phone_number, verify_profile_id: profileId },
    { signal: giveUp.signal },
  )
  await inbox.next(phone_number) // the request has arrived, but its answer never does
  giveUp.abort()
  await expect(sent).rejects.toThrow(Telnyx.APIUserAbortError)
})
