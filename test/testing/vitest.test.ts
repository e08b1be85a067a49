import Telnyx from 'telnyx'
import { describe, expect, onTestFinished, vi } from 'vitest'
import { createTest, type TestSandbox, test } from '../../src/testing/vitest.js'

const phone = '+13035551234'

/** Another emulator, for an application in another process. */
const listening = createTest({ listen: true, seed: 'fixed' })

/** An application's two calls, with the SDK. */
function login({ url, fetch, profileId }: TestSandbox, apiKey = 'KEY_of_the_application') {
  const client = new Telnyx({ apiKey, baseURL: url, fetch, maxRetries: 0 })
  return {
    send: (phone_number = phone) => client.verifications.triggerSMS({ phone_number, verify_profile_id: profileId }),
    check: async (code: string) =>
      (await client.verifications.byPhoneNumber.actions.verify(phone, { code, verify_profile_id: profileId })).data
        .response_code,
  }
}

/** The sentence of an assertion that must fail. */
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
    test('two tests of one title do not share', async ({ telnyx, emulator }) => {
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

  test('whatever key the application has, its requests land in the sandbox; without a key they are refused', async ({
    telnyx,
    emulator,
  }) => {
    await login(telnyx, 'KEY0123456789ABCDEF').send()
    expect((await telnyx.inbox.list()).map(({ phoneNumber }) => phoneNumber)).toEqual([phone])
    expect(await emulator.inbox.list()).toEqual([])
    expect((await telnyx.fetch(`${telnyx.url}/verify_profiles`)).status).toBe(401)
  })

  test('the worker has one emulator, without a port, and forgets the sandboxes of tests that are over', async ({
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
  test('passes when the code is there, and when it comes while it waits', async ({ telnyx }) => {
    const waiting = expect(telnyx).toHaveSentCodeTo(phone)
    await login(telnyx).send()
    await waiting
    await expect(telnyx).toHaveSentCodeTo(phone, { channel: 'sms' })
  })

  test('fails after its time, and says what did arrive', async ({ telnyx }) => {
    await login(telnyx).send('+13125000000')
    expect(await failureOf(expect(telnyx).toHaveSentCodeTo(phone, { timeout: 10 }))).toBe(
      `No message to ${phone} within 10 ms: in sandbox "${telnyx.sandboxName}" messages went to +13125000000, none to ${phone}.`,
    )
  })

  test('waits four seconds, as the inbox of the fixture does, so that its sentence comes before the time-out of the test', async ({
    telnyx,
  }) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    for (const wait of [() => expect(telnyx).toHaveSentCodeTo(phone), () => telnyx.inbox.next(phone)]) {
      const failed = expect(wait()).rejects.toThrow(`No message to ${phone} within 4 s`)
      await vi.advanceTimersByTimeAsync(4000)
      await failed
    }
  })

  test('fails by channel', async ({ telnyx }) => {
    await login(telnyx).send()
    expect(await failureOf(expect(telnyx).toHaveSentCodeTo(phone, { channel: 'call', timeout: 0 }))).toMatch(
      /^No message by call to \+13035551234 within 0 s: the newest message to it came by sms\.$/,
    )
  })

  test('tells an application that uses the key of another sandbox', async ({ telnyx, emulator }) => {
    await login({ ...telnyx, fetch: emulator.fetch }).send()
    expect(await failureOf(expect(telnyx).toHaveSentCodeTo(phone, { timeout: 0 }))).toContain(
      `Sandbox "default" has one: use this sandbox's key in the application, ${telnyx.apiKey}.`,
    )
  })

  test('with .not it looks at what is there now, also from a cursor on', async ({ telnyx }) => {
    await expect(telnyx).not.toHaveSentCodeTo(phone)
    await login(telnyx).send()
    const { cursor, text } = await telnyx.inbox.next(phone)
    await expect(telnyx).not.toHaveSentCodeTo(phone, { since: cursor })
    expect(await failureOf(expect(telnyx).not.toHaveSentCodeTo(phone))).toBe(
      `Expected no code to ${phone}, but one was sent by sms: "${text}"`,
    )
  })

  test('a phone number that is none fails either way', async ({ telnyx }) => {
    await expect(expect(telnyx).not.toHaveSentCodeTo('303 555 1234')).rejects.toThrow('is not a phone number in E.164')
    await expect(expect(telnyx).toHaveSentCodeTo('303 555 1234')).rejects.toThrow('is not a phone number in E.164')
  })

  test('something that is no sandbox fails either way', async () => {
    for (const wrong of [undefined, null, 'sandbox_x', { inbox: {} }]) {
      await expect(expect(wrong).toHaveSentCodeTo(phone)).rejects.toThrow('pass expect() the fixture `telnyx`')
      await expect(expect(wrong).not.toHaveSentCodeTo(phone)).rejects.toThrow('pass expect() the fixture `telnyx`')
    }
  })
})

describe('toHaveReceivedRequest', () => {
  test('counts what the application asked for, and can look into it', async ({ telnyx }) => {
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

  test('fails with what came nearest, and how it differs', async ({ telnyx }) => {
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

  test('fails when nothing was asked at all, and says whose key to look at', async ({ telnyx }) => {
    expect(await failureOf(expect(telnyx).toHaveReceivedRequest('CreateVerificationSms', { times: 1 }))).toContain(
      `No request at all is in the journal of sandbox "${telnyx.sandboxName}"`,
    )
  })

  test('with .not it fails with what was there', async ({ telnyx }) => {
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

  test('a question that makes no sense fails either way', async ({ telnyx }) => {
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
  listening('can put the emulator on a port, for an application in another process', async ({ telnyx }) => {
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

  listening('can fix the codes: of one seed and one title they are the same', async ({ telnyx }) => {
    await login(telnyx).send()
    expect((await telnyx.info()).seed).toBe('fixed/can-fix-the-codes-of-one-seed-and-one-title-they-are-the-sam')
  })
})
