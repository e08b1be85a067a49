import Telnyx from 'telnyx'
import { describe, expect, onTestFinished, vi } from 'vitest'
import { test, type Verify } from '../../src/testing/vitest.js'

const phone = '+13035551234'

/** Worker fixtures are overridden at the top of a file. */
const listening = test.extend({ emulatorOptions: { listen: true, seed: 'fixed' } })

/** An application's two calls, with the SDK. */
function login({ url, fetch, profileId }: Verify, apiKey = 'KEY_of_the_application') {
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
  const seen = new Map<string, Verify>()

  test('the sandbox is named after the test', ({ verify }) => {
    expect(verify.sandboxName).toBe('the-sandbox-is-named-after-the-test')
    expect(verify.apiKey).toBe('sandbox_the-sandbox-is-named-after-the-test')
  })

  for (const half of ['one', 'other']) {
    test('two tests of one title do not share', async ({ verify, emulator }) => {
      expect(await verify.inbox.list()).toEqual([])
      expect(seen.has(verify.sandboxName)).toBe(false)
      seen.set(verify.sandboxName, verify)
      await login(verify).send()
      expect(await verify.inbox.list()).toHaveLength(1)
      expect(await emulator.inbox.list()).toEqual([])
      expect([...seen.keys()]).toHaveLength(half === 'one' ? 1 : 2)
    })
  }

  test.concurrent.for(Array.from({ length: 8 }, (_, index) => index))(
    'concurrent test %i reads its own code',
    async (_, { verify, expect }) => {
      const { send, check } = login(verify)
      await Promise.all([send(), send('+13125000000')])
      const messages = await verify.inbox.list()
      expect(messages).toHaveLength(2)
      expect(await check((await verify.inbox.next(phone)).code)).toBe('accepted')
    },
  )

  test('whatever key the application has, its requests land in the sandbox; without a key they are refused', async ({
    verify,
    emulator,
  }) => {
    await login(verify, 'KEY0123456789ABCDEF').send()
    expect((await verify.inbox.list()).map(({ phone_number }) => phone_number)).toEqual([phone])
    expect(await emulator.inbox.list()).toEqual([])
    expect((await verify.fetch(`${verify.url}/verify_profiles`)).status).toBe(401)
  })

  test('the worker has one emulator, without a port, and forgets the sandboxes of tests that are over', async ({
    emulator,
    verify,
  }) => {
    expect(verify.url).toMatch(/\.invalid\/v2$/)
    await login(verify).send()
    const names = (await emulator.sandboxes.list()).map(({ sandbox }) => sandbox)
    expect(names).toContain(verify.sandboxName)
    expect(names).not.toContain([...seen.keys()][0])
  })
})

describe('toHaveReceivedCode', () => {
  test('passes when the code is there, and when it comes while it waits', async ({ verify }) => {
    const waiting = expect(verify).toHaveReceivedCode(phone)
    await login(verify).send()
    await waiting
    await expect(verify).toHaveReceivedCode(phone, { channel: 'sms' })
  })

  test('fails after its time, and says what did arrive', async ({ verify }) => {
    await login(verify).send('+13125000000')
    expect(await failureOf(expect(verify).toHaveReceivedCode(phone, { timeoutSecs: 0.01 }))).toBe(
      `No message to ${phone} within 0.01 s: in sandbox "${verify.sandboxName}" messages went to +13125000000, none to ${phone}.`,
    )
  })

  test('waits four seconds, as the inbox of the fixture does, so that its sentence comes before the time-out of the test', async ({
    verify,
  }) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    for (const wait of [() => expect(verify).toHaveReceivedCode(phone), () => verify.inbox.next(phone)]) {
      const failed = expect(wait()).rejects.toThrow(`No message to ${phone} within 4 s`)
      await vi.advanceTimersByTimeAsync(4000)
      await failed
    }
  })

  test('fails by channel', async ({ verify }) => {
    await login(verify).send()
    expect(await failureOf(expect(verify).toHaveReceivedCode(phone, { channel: 'call', timeoutSecs: 0 }))).toMatch(
      /^No message by call to \+13035551234 within 0 s: the newest message to it came by sms\.$/,
    )
  })

  test('tells an application that uses the key of another sandbox', async ({ verify, emulator }) => {
    await login({ ...verify, fetch: emulator.fetch }).send()
    expect(await failureOf(expect(verify).toHaveReceivedCode(phone, { timeoutSecs: 0 }))).toContain(
      `Sandbox "default" has one to ${phone}: give the application this sandbox's key, ${verify.apiKey}.`,
    )
  })

  test('with .not it looks at what is there now, also from a cursor on', async ({ verify }) => {
    await expect(verify).not.toHaveReceivedCode(phone)
    await login(verify).send()
    const { cursor, text } = await verify.inbox.next(phone)
    await expect(verify).not.toHaveReceivedCode(phone, { since: cursor })
    expect(await failureOf(expect(verify).not.toHaveReceivedCode(phone))).toBe(
      `Expected no code for ${phone}, but one came by sms: "${text}"`,
    )
  })

  test('a phone number that is none fails either way', async ({ verify }) => {
    await expect(expect(verify).not.toHaveReceivedCode('303 555 1234')).rejects.toThrow(
      'is not a phone number in E.164',
    )
    await expect(expect(verify).toHaveReceivedCode('303 555 1234')).rejects.toThrow('is not a phone number in E.164')
  })

  test('something that is no sandbox fails either way', async () => {
    for (const wrong of [undefined, null, 'sandbox_x', { inbox: {} }]) {
      await expect(expect(wrong).toHaveReceivedCode(phone)).rejects.toThrow('give expect() the fixture of the test')
      await expect(expect(wrong).not.toHaveReceivedCode(phone)).rejects.toThrow('give expect() the fixture of the test')
    }
  })
})

describe('toHaveRequested', () => {
  test('counts what the application asked for, and can look into it', async ({ verify }) => {
    await expect(verify).not.toHaveRequested('CreateVerificationSms')
    await login(verify).send()
    await login(verify).send('+13125000000')
    await expect(verify).toHaveRequested('CreateVerificationSms')
    await expect(verify).toHaveRequested('CreateVerificationSms', { times: 2 })
    await expect(verify).toHaveRequested('CreateVerificationSms', {
      match: { phone_number: phone, status: 200 },
      times: 1,
    })
    await expect(verify).not.toHaveRequested('CreateVerificationSms', { times: 1 })
    await expect(verify).not.toHaveRequested('CreateVerificationCall')
  })

  test('fails with what came nearest, and how it differs', async ({ verify }) => {
    await login(verify).send('+13125000000')
    expect(
      await failureOf(expect(verify).toHaveRequested('CreateVerificationSms', { match: { phone_number: phone } })),
    ).toBe(
      [
        `Expected CreateVerificationSms at least once with {"phone_number":"${phone}"}, but no request matches.`,
        'Nearest: POST /v2/verifications/sms → 200',
        `  phone_number: expected "${phone}", got "+13125000000"`,
      ].join('\n'),
    )
  })

  test('fails when nothing was asked at all, and says whose key to look at', async ({ verify }) => {
    expect(await failureOf(expect(verify).toHaveRequested('CreateVerificationSms', { times: 1 }))).toContain(
      `No request at all is in the journal of sandbox "${verify.sandboxName}"`,
    )
  })

  test('with .not it fails with what was there', async ({ verify }) => {
    await login(verify).send()
    const match = { phone_number: phone }
    const line = /\n {2}\d\d:\d\d:\d\d\.\d{3} {2}POST \/v2\/verifications\/sms → 200$/
    const failure = await failureOf(expect(verify).not.toHaveRequested('CreateVerificationSms', { match }))
    expect(failure).toMatch(line)
    expect(failure).toContain(`Expected no CreateVerificationSms with {"phone_number":"${phone}"}, but there was:`)
    const counted = await failureOf(expect(verify).not.toHaveRequested('CreateVerificationSms', { times: 1 }))
    expect(counted).toMatch(line)
    expect(counted).toContain('Expected another number of CreateVerificationSms than 1, but there was:')
  })

  test('a question that makes no sense fails either way', async ({ verify }) => {
    for (const assertion of [expect(verify), expect(verify).not]) {
      // @ts-expect-error the types know the operations
      await expect(assertion.toHaveRequested('CreateVerificationSMS')).rejects.toThrow(
        'Did you mean CreateVerificationSms',
      )
      await expect(assertion.toHaveRequested('CreateVerificationSms', { at_least: 2, at_most: 1 })).rejects.toThrow(
        'cannot both be met',
      )
    }
  })
})

describe('emulatorOptions', () => {
  listening('can put the emulator on a port, for an application in another process', async ({ verify }) => {
    expect(verify.env).toEqual({
      TELNYX_BASE_URL: verify.url,
      TELNYX_API_KEY: verify.apiKey,
      TELNYX_VERIFY_PROFILE_ID: verify.profileId,
      TELNYX_PUBLIC_KEY: await verify.webhooks.publicKey(),
    })
    const application = new Telnyx({ apiKey: verify.env.TELNYX_API_KEY, baseURL: verify.env.TELNYX_BASE_URL })
    await application.verifications.triggerSMS({ phone_number: phone, verify_profile_id: verify.profileId })
    await expect(verify).toHaveReceivedCode(phone)
    expect(new URL(verify.url).hostname).toBe('127.0.0.1')
  })

  listening('can fix the codes: of one seed and one title they are the same', async ({ verify }) => {
    await login(verify).send()
    expect((await verify.info()).seed).toBe('fixed/can-fix-the-codes-of-one-seed-and-one-title-they-are-the-sam')
  })
})
