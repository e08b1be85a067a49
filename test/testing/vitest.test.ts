import Telnyx from 'telnyx'
import { describe, expect, onTestFinished, vi } from 'vitest'
import { createTest, type TestSandbox, test } from '../../src/testing/vitest.js'
import { useFakeTimersEverywhere, useRealTimersEverywhere } from '../support/fake-timers.js'

const phone = '+13035551234'

/** An emulator with a port, for an application in another process. */
const listening = createTest({ listen: true, seed: 'fixed' })

/** The two SDK calls of an application. */
function login({ url, fetch, profileId }: TestSandbox, apiKey = 'KEY_of_the_application') {
  const client = new Telnyx({ apiKey, baseURL: url, fetch, maxRetries: 0 })
  return {
    send: (phone_number = phone) => client.verifications.triggerSMS({ phone_number, verify_profile_id: profileId }),
    check: async (code: string) =>
      (await client.verifications.byPhoneNumber.actions.verify(phone, { code, verify_profile_id: profileId })).data
        .response_code,
  }
}

/** The message of an assertion that must fail. */
async function failureOf(assertion: Promise<void>): Promise<string> {
  const failed = await assertion.then(
    () => undefined,
    (error: Error) => error,
  )
  expect(failed, 'the assertion passed').toBeDefined()
  return failed?.message as string
}

describe('the fixture', () => {
  const seen = new Map<string, TestSandbox>()

  test('the sandbox is named after the test', ({ telnyx }) => {
    expect(telnyx.sandboxName).toBe('the-sandbox-is-named-after-the-test')
    expect(telnyx.apiKey).toBe('sandbox_the-sandbox-is-named-after-the-test')
  })

  for (const half of ['one', 'other']) {
    test('two tests with the same title do not share a sandbox', async ({ telnyx, emulator }) => {
      expect(await telnyx.inbox.list()).toEqual([])
      expect(seen.has(telnyx.sandboxName)).toBe(false)
      seen.set(telnyx.sandboxName, telnyx)
      await login(telnyx).send()
      expect(await telnyx.inbox.list()).toHaveLength(1)
      expect(await emulator.inbox.list()).toEqual([])
      expect([...seen.keys()]).toHaveLength(half === 'one' ? 1 : 2)
    })
  }

  test.concurrent.for(Array.from({ length: 8 }, (_, index) => index))(
    'concurrent test %i reads its own code',
    async (_, { telnyx, expect }) => {
      const { send, check } = login(telnyx)
      await Promise.all([send(), send('+13125000000')])
      const messages = await telnyx.inbox.list()
      expect(messages).toHaveLength(2)
      expect(await check((await telnyx.inbox.next(phone)).code)).toBe('accepted')
    },
  )

  test('requests with any key reach the sandbox; without a key they are refused', async ({ telnyx, emulator }) => {
    await login(telnyx, 'KEY0123456789ABCDEF').send()
    expect((await telnyx.inbox.list()).map(({ phoneNumber }) => phoneNumber)).toEqual([phone])
    expect(await emulator.inbox.list()).toEqual([])
    expect((await telnyx.fetch(`${telnyx.url}/verify_profiles`)).status).toBe(401)
  })

  test('the worker has one emulator without a port, and deletes the sandboxes of finished tests', async ({
    emulator,
    telnyx,
  }) => {
    expect(telnyx.url).toMatch(/\.invalid\/v2$/)
    await login(telnyx).send()
    const names = (await emulator.server.sandboxes.list()).map(({ sandbox }) => sandbox)
    expect(names).toContain(telnyx.sandboxName)
    expect(names).not.toContain([...seen.keys()][0])
  })
})

describe('toHaveSentCodeTo', () => {
  test('passes if the code has arrived, and if it arrives during the wait', async ({ telnyx }) => {
    const waiting = expect(telnyx).toHaveSentCodeTo(phone)
    await login(telnyx).send()
    await waiting
    await expect(telnyx).toHaveSentCodeTo(phone, { channel: 'sms' })
  })

  test('fails after its timeout and lists what did arrive', async ({ telnyx }) => {
    await login(telnyx).send('+13125000000')
    expect(await failureOf(expect(telnyx).toHaveSentCodeTo(phone, { timeout: 10 }))).toBe(
      `No message to ${phone} within 10 ms: in sandbox "${telnyx.sandboxName}" messages went to +13125000000, none to ${phone}.`,
    )
  })

  test('waits four seconds, like the inbox of the fixture, so that it fails before the test times out', async ({
    telnyx,
  }) => {
    useFakeTimersEverywhere()
    onTestFinished(() => void useRealTimersEverywhere())
    for (const wait of [() => expect(telnyx).toHaveSentCodeTo(phone), () => telnyx.inbox.next(phone)]) {
      const failed = expect(wait()).rejects.toThrow(`No message to ${phone} within 4 s`)
      await vi.advanceTimersByTimeAsync(4000)
      await failed
    }
  })

  test('fails if the code was sent over another channel', async ({ telnyx }) => {
    await login(telnyx).send()
    expect(await failureOf(expect(telnyx).toHaveSentCodeTo(phone, { channel: 'call', timeout: 0 }))).toMatch(
      /^No message by call to \+13035551234 within 0 s: the newest message to this number came by sms\.$/,
    )
  })

  test('detects an application that uses the key of another sandbox', async ({ telnyx, emulator }) => {
    onTestFinished(() => emulator.reset()) // all tests of this file share it
    await login({ ...telnyx, fetch: emulator.fetch }).send()
    expect(await failureOf(expect(telnyx).toHaveSentCodeTo(phone, { timeout: 0 }))).toContain(
      `Sandbox "default" has one. Set your application's API key to the one of this sandbox: ${telnyx.apiKey}.`,
    )
  })

  test('with .not it checks the current state, optionally after a cursor', async ({ telnyx }) => {
    await expect(telnyx).not.toHaveSentCodeTo(phone)
    await login(telnyx).send()
    const { cursor, text } = await telnyx.inbox.next(phone)
    await expect(telnyx).not.toHaveSentCodeTo(phone, { since: cursor })
    expect(await failureOf(expect(telnyx).not.toHaveSentCodeTo(phone))).toBe(
      `Expected no code to ${phone}, but one was sent by sms: "${text}"`,
    )
  })

  test('an invalid phone number fails with and without .not', async ({ telnyx }) => {
    await expect(expect(telnyx).not.toHaveSentCodeTo('303 555 1234')).rejects.toThrow('is not a phone number in E.164')
    await expect(expect(telnyx).toHaveSentCodeTo('303 555 1234')).rejects.toThrow('is not a phone number in E.164')
  })

  test('a value that is not a sandbox fails with and without .not', async () => {
    for (const wrong of [undefined, null, 'sandbox_x', { inbox: {} }]) {
      await expect(expect(wrong).toHaveSentCodeTo(phone)).rejects.toThrow('pass expect() the fixture `telnyx`')
      await expect(expect(wrong).not.toHaveSentCodeTo(phone)).rejects.toThrow('pass expect() the fixture `telnyx`')
    }
  })
})

describe('toHaveReceivedRequest', () => {
  test('counts the requests of the application and matches their content', async ({ telnyx }) => {
    await expect(telnyx).not.toHaveReceivedRequest('CreateVerificationSms')
    await login(telnyx).send()
    await login(telnyx).send('+13125000000')
    await expect(telnyx).toHaveReceivedRequest('CreateVerificationSms')
    await expect(telnyx).toHaveReceivedRequest('CreateVerificationSms', { times: 2 })
    await expect(telnyx).toHaveReceivedRequest('CreateVerificationSms', {
      match: { phoneNumber: phone, status: 200 },
      times: 1,
    })
    await expect(telnyx).not.toHaveReceivedRequest('CreateVerificationSms', { times: 1 })
    await expect(telnyx).not.toHaveReceivedRequest('CreateVerificationCall')
  })

  test('fails with the nearest request and its differences', async ({ telnyx }) => {
    await login(telnyx).send('+13125000000')
    expect(
      await failureOf(expect(telnyx).toHaveReceivedRequest('CreateVerificationSms', { match: { phoneNumber: phone } })),
    ).toBe(
      [
        `Expected CreateVerificationSms at least once with {"phone_number":"${phone}"}, but no request matches.`,
        'Nearest: POST /v2/verifications/sms → 200',
        `  phone_number: expected "${phone}", got "+13125000000"`,
      ].join('\n'),
    )
  })

  test('fails without any request, and says which key to check', async ({ telnyx }) => {
    expect(await failureOf(expect(telnyx).toHaveReceivedRequest('CreateVerificationSms', { times: 1 }))).toContain(
      `The journal of sandbox "${telnyx.sandboxName}" has no requests`,
    )
  })

  test('with .not it fails with the matching requests', async ({ telnyx }) => {
    await login(telnyx).send()
    const match = { phoneNumber: phone }
    const line = /\n {2}\d\d:\d\d:\d\d\.\d{3} {2}POST \/v2\/verifications\/sms → 200$/
    const failure = await failureOf(expect(telnyx).not.toHaveReceivedRequest('CreateVerificationSms', { match }))
    expect(failure).toMatch(line)
    expect(failure).toContain(`Expected no CreateVerificationSms with {"phoneNumber":"${phone}"}, but there was:`)
    const counted = await failureOf(expect(telnyx).not.toHaveReceivedRequest('CreateVerificationSms', { times: 1 }))
    expect(counted).toMatch(line)
    expect(counted).toContain('Expected a number of CreateVerificationSms other than 1, but there was:')
  })

  test('an invalid question fails with and without .not', async ({ telnyx }) => {
    for (const assertion of [expect(telnyx), expect(telnyx).not]) {
      // @ts-expect-error the types know the operations
      await expect(assertion.toHaveReceivedRequest('CreateVerificationSMS')).rejects.toThrow(
        'Did you mean CreateVerificationSms',
      )
      await expect(assertion.toHaveReceivedRequest('CreateVerificationSms', { atLeast: 2, atMost: 1 })).rejects.toThrow(
        'cannot both be met',
      )
    }
  })
})

describe('createTest', () => {
  listening('the emulator can listen on a port, for an application in another process', async ({ telnyx }) => {
    expect(telnyx.env).toEqual({
      TELNYX_BASE_URL: telnyx.url,
      TELNYX_API_KEY: telnyx.apiKey,
      TELNYX_VERIFY_PROFILE_ID: telnyx.profileId,
      TELNYX_PUBLIC_KEY: await telnyx.webhooks.publicKey(),
    })
    const application = new Telnyx({ apiKey: telnyx.env.TELNYX_API_KEY, baseURL: telnyx.env.TELNYX_BASE_URL })
    await application.verifications.triggerSMS({ phone_number: phone, verify_profile_id: telnyx.profileId })
    await expect(telnyx).toHaveSentCodeTo(phone)
    expect(new URL(telnyx.url).hostname).toBe('127.0.0.1')
  })

  listening('one seed, one file and one title give the same codes', async ({ telnyx }) => {
    await login(telnyx).send()
    expect((await telnyx.info()).seed).toBe(
      'fixed/fast/test/testing/vitest.test.ts/one-seed-one-file-and-one-title-give-the-same-codes',
    )
  })
})
