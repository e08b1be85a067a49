import { describe, expect, test } from 'vitest'
import { ClosedError, ConnectionError, connect, createEmulator } from '../../src/index.js'
import { sender, useApi } from '../support/emulator.js'

const phone_number = '+13035551234'

test('await using closes an emulator without a port at the end of the block', async () => {
  let fetch: typeof globalThis.fetch | undefined
  {
    await using emulator = await createEmulator({ seed: 1 })
    fetch = emulator.fetch
    const reply = await sender(emulator)('GET', '/verify_profiles')
    expect(reply.body.meta.total_results).toBe(1)
    expect(emulator.env).toEqual({
      TELNYX_BASE_URL: 'http://telnyx-verify-emulator.invalid/v2',
      TELNYX_API_KEY: 'sandbox_default',
      TELNYX_VERIFY_PROFILE_ID: emulator.profileId,
      TELNYX_PUBLIC_KEY: await emulator.webhooks.publicKey(),
    })
  }
  await expect(fetch('http://x/v2/verify_profiles')).rejects.toThrow(ClosedError)
})

test('close can be called twice', async () => {
  const emulator = await createEmulator()
  const { url } = await emulator.listen()
  await Promise.all([emulator.close(), emulator.close()])
  await emulator.close()
  await expect(globalThis.fetch(`${url}/verify_profiles`)).rejects.toThrow()
})

describe('one typed client, in the process and over a port', () => {
  test.each(['in the process', 'over a port'])('%s', async (where) => {
    const { emulator } = await useApi()
    const { url } = await emulator.listen({ port: 0 })
    expect(emulator.url).toBe(url)
    const client = where === 'over a port' ? connect({ url, sandbox: 'mine' }) : emulator.sandbox('mine')
    expect(client).toMatchObject({ sandboxName: 'mine', apiKey: 'sandbox_mine', profileId: emulator.profileId, url })
    const send = sender({ ...client, fetch: where === 'over a port' ? globalThis.fetch : emulator.fetch })
    const waiting = client.inbox.next(phone_number, { timeout: '20s' })
    await send('POST', '/verifications/sms', { phone_number, verify_profile_id: client.profileId })
    const message = await waiting
    expect(await client.inbox.list({ phoneNumber: phone_number, channel: 'sms', limit: 5 })).toEqual(
      [{ ...message, cursor: undefined }].map(({ cursor: _, ...rest }) => rest),
    )
    await expect(client.inbox.next(phone_number, { since: message.cursor, timeout: 0 })).rejects.toThrow(
      /No message to \+13035551234 within 0 s/,
    )
    expect(await client.clock.freeze()).toMatchObject({ frozen: true })
    expect((await client.clock.advance('5m')).events.map(({ event }) => event)).toEqual(['verification.expired'])
    expect(await client.info()).toMatchObject({ sandbox: 'mine', apiKey: 'sandbox_mine' })
    await client.reset()
    expect(await client.inbox.list()).toEqual([])
  })

  test('connecting without a running emulator fails with a sentence', async () => {
    const error = await connect({ url: 'http://127.0.0.1:1/v2/' })
      .info()
      .catch((error: unknown) => error)
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error).toMatchObject({
      code: 'connection_failed',
      message: expect.stringMatching(/^No emulator is running at http:\/\/127\.0\.0\.1:1\. Start one/),
    })
  })

  test('connecting to another server fails with a sentence', async () => {
    const fetch = async () => new Response('<html>', { status: 200 })
    await expect(connect({ url: 'http://localhost', fetch }).info()).rejects.toThrow(
      /answered 200 with something that is not JSON/,
    )
  })
})

test('the same seed gives the same codes, IDs and order; another seed does not', async () => {
  const story = async (seed: string | number) => {
    await using emulator = await createEmulator({ seed })
    const send = sender(emulator)
    const profile = await send('POST', '/verify_profiles', { name: 'A', sms: {} })
    const started = await send('POST', '/verifications/sms', { phone_number, verify_profile_id: profile.body.data.id })
    const { code } = await emulator.inbox.next(phone_number)
    return [profile.body.data.id, started.body.data.id, code, started.headers.get('x-request-id')]
  }
  const first = await story(7)
  expect(await story('7')).toEqual(first)
  const other = await story(8)
  for (const [index, value] of first.entries()) if (index > 0) expect(other[index]).not.toBe(value)
})

test('without a seed two emulators differ', async () => {
  await using one = await createEmulator()
  await using other = await createEmulator()
  expect((await one.info()).seed).not.toBe((await other.info()).seed)
})

test('an answer that violates our document is reported as a bug', async () => {
  const said: string[] = []
  await using emulator = await createEmulator({
    validateResponses: true,
    onWarning: (sentence) => said.push(sentence),
    now: () => Number.NaN,
  })
  const { status, body, headers } = await sender(emulator)('POST', '/verifications/sms', {
    phone_number,
    verify_profile_id: emulator.profileId,
  })
  expect(status).toBe(500)
  expect(body.errors[0].code).toBe('10007')
  expect(headers.get('x-emulator-hint')).toMatch(/^this is a bug in the emulator; please report it/)
  expect(said[0]).toMatch(/^Bug in the emulator/)
})
