import { runInNewContext } from 'node:vm'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { defaultProfileId, defaultSandbox } from '../../src/client/defaults.js'
import * as core from '../../src/core/profiles.js'
import * as sandboxes from '../../src/core/sandboxes.js'
import {
  ConnectionError,
  ControlError,
  connect,
  InputError,
  JournalAssertionError,
  VerifyEmulatorError,
  WaitTimeoutError,
} from '../../src/index.js'
import { createHandset } from '../../src/testing/handset.js'
import { handlers } from '../../src/testing/msw.js'
import { useApi } from '../support/emulator.js'

const phone = '+13035551234'

/** What a call has thrown. */
const thrown = async (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  )

test('the client has the same defaults as core', () => {
  expect([defaultProfileId, defaultSandbox]).toEqual([core.defaultProfileId, sandboxes.defaultSandbox])
})

test('an option that does not exist is refused with a suggestion in every method', async () => {
  const { emulator } = await useApi()
  const wrong = { timeoutSecs: 2, phoneNumbr: phone, tokn: '' } as never
  const calls: [where: string, call: () => unknown][] = [
    ['inbox.next()', () => emulator.inbox.next(phone, wrong)],
    ['inbox.list()', () => emulator.inbox.list(wrong)],
    ['journal.list()', () => emulator.journal.list(wrong)],
    ['journal.follow()', () => emulator.journal.follow(wrong)[Symbol.asyncIterator]().next()],
    ['journal.assert()', () => emulator.journal.assert(wrong)],
    ['webhooks.next()', () => emulator.webhooks.next(wrong)],
    ['webhooks.list()', () => emulator.webhooks.list(wrong)],
    ['webhooks.trigger()', () => emulator.webhooks.trigger(wrong)],
    ['webhooks.follow()', () => emulator.webhooks.follow('http://localhost', wrong)[Symbol.asyncIterator]().next()],
    ['webhooks.faults.add()', () => emulator.webhooks.faults.add(wrong)],
    ['snapshot.take()', () => emulator.snapshot.take(wrong)],
    ['scenarios.add()', () => emulator.scenarios.add(wrong)],
    ['faults.set()', () => emulator.faults.set([wrong])],
    ['server.coverage.get()', () => emulator.server.coverage.get(wrong)],
    ['server.coverage.text()', () => emulator.server.coverage.text(wrong)],
    ['server.coverage.clear()', () => emulator.server.coverage.clear(wrong)],
    ['server.journal.list()', () => emulator.server.journal.list(wrong)],
    ['handset.code()', () => createHandset(emulator).code(phone, wrong)],
    ['connect()', () => connect(wrong)],
    ['handlers()', () => handlers(emulator, wrong)],
  ]
  for (const [where, call] of calls) {
    const error = await Promise.resolve()
      .then(call)
      .catch((error: unknown) => error)
    expect(error, where).toMatchObject({ name: 'InputError', code: 'invalid_input' })
    expect((error as Error).message).toContain(`${where}: Unknown option "timeoutSecs".`)
  }
  await expect(emulator.inbox.list({ phoneNumbr: phone } as never)).rejects.toThrow('Did you mean phoneNumber?')
  await expect(emulator.inbox.next(phone, 5 as never)).rejects.toThrow('inbox.next() expects an options object')
})

test.each([
  [0, '0 s'],
  [2, '2 ms'],
  ['20ms', '20 ms'],
  ['0s', '0 s'],
])('a timeout of %j is a duration, for messages and for webhooks', async (timeout, text) => {
  const { emulator } = await useApi()
  await expect(emulator.inbox.next(phone, { timeout })).rejects.toThrow(`No message to ${phone} within ${text}: `)
  await expect(emulator.webhooks.next({ timeout })).rejects.toThrow(`No webhook within ${text}: `)
  await expect(createHandset(emulator).code(phone, { timeout })).rejects.toThrow(`within ${text}: `)
})

test('each error has its own class, name, code and data', async () => {
  const { emulator } = await useApi()
  const waited = await thrown(emulator.inbox.next(phone, { timeout: 0 }))
  expect(waited).toBeInstanceOf(WaitTimeoutError)
  expect(waited).toMatchObject({ name: 'WaitTimeoutError', code: 'wait_timeout', status: 408, cursor: '0-0' })
  const asserted = await thrown(emulator.journal.assert({ operation: 'CreateVerificationSms' }))
  expect(asserted).toBeInstanceOf(JournalAssertionError)
  expect(asserted).toMatchObject({ name: 'JournalAssertionError', code: 'journal_assertion', misses: [] })
  const refused = await thrown(emulator.webhooks.get('nothing'))
  expect(refused).toMatchObject({ name: 'ControlError', code: 'not_found', status: 404 })
  const unknown = await thrown(emulator.journal.assert({ operation: 'CreateVerification' }))
  expect(unknown).toMatchObject({ name: 'ControlError', code: 'bad_request' })
  const alone = await thrown(connect({ url: 'http://127.0.0.1:1' }).server.health())
  expect(alone).toBeInstanceOf(ConnectionError)
  expect(alone).toMatchObject({ name: 'ConnectionError', code: 'connection_failed' })
  for (const error of [waited, asserted, refused, unknown, alone]) expect(error).toBeInstanceOf(VerifyEmulatorError)
  for (const error of [waited, asserted, refused, unknown]) expect(error).toBeInstanceOf(ControlError)
})

test('a sandbox client resets only its own sandbox, and its server covers all of them', async () => {
  const { emulator, post } = await useApi()
  await post('/verifications/sms', { phone_number: phone, verify_profile_id: emulator.profileId })
  const other = emulator.sandbox('other')
  await other.reset()
  expect(await emulator.inbox.list()).toHaveLength(1)
  expect((await other.server.sandboxes.list()).map(({ sandbox }) => sandbox)).toEqual(['default', 'other'])
  expect((await other.server.coverage.get()).operations.CreateVerificationSms).toBe(1)
})

test('a request can be matched by the error code that decided it', async () => {
  const { emulator, post } = await useApi()
  await post('/verifications/sms', { phone_number: phone, verify_profile_id: '00000000-0000-4000-8000-000000000000' })
  const { matched, entries } = await emulator.journal.assert({ match: { decided: { errorCode: '10015' } } })
  expect(matched).toBe(1)
  expect(entries[0]?.decided?.errorCode).toBe('10015')
})

test.each([{}, { url: 'nonsense' }, { url: 'localhost:8374' }, { url: 'ftp://localhost' }, { url: 5 }])(
  'connect refuses %j, because its URL is not one',
  (options) => {
    expect(() => connect(options as never)).toThrow(InputError)
    expect(() => connect(options as never)).toThrow(
      'connect(): url must be an http or https URL like http://127.0.0.1:8374',
    )
  },
)

describe('a connection that fails says what to do', () => {
  test('by the certificate, or the scheme', async () => {
    const secure = await useApi()
    const { url } = await secure.emulator.listen({ https: true })
    const { origin, port } = new URL(url)
    const ask = (address: string) => thrown(connect({ url: address }).server.health())
    expect(await ask(origin)).toMatchObject({
      code: 'certificate_rejected',
      message: expect.stringContaining(`not trusted. Save it with \`tve ca --url ${origin} > emulator-ca.pem\``),
    })
    expect(await ask(`http://127.0.0.1:${port}`)).toMatchObject({
      code: 'connection_failed',
      message: expect.stringContaining('use https://'),
    })
    const plain = await useApi()
    const { port: plainPort } = await plain.emulator.listen()
    expect(await ask(`https://127.0.0.1:${plainPort}`)).toMatchObject({
      code: 'not_an_emulator',
      message: expect.stringContaining('does not speak HTTPS. Use http://'),
    })
  })

  test.each([
    [
      'Bun',
      Object.assign(new Error('self signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
      /not trusted/,
    ],
    ['Deno', new TypeError('client error: invalid peer certificate: UnknownIssuer'), /not trusted/],
    ['Deno', new TypeError('invalid peer certificate: NotValidForName'), /--https-names host\.test/],
    ['Node', new TypeError('fetch failed', { cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } }), /--https-names/],
    ['Deno', new TypeError('received corrupt message of type InvalidContentType'), /does not speak HTTPS/],
    ['Node', new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }), /No emulator is running at/],
    ['another realm', runInNewContext(`Object.assign(new Error(), { code: 'CERT_UNTRUSTED' })`), /not trusted/],
    ['any other', 'no error', /No emulator is running at/],
  ])('in the words of %s: %s', async (_, cause, message) => {
    const client = connect({ url: 'https://host.test', fetch: () => Promise.reject(cause) })
    const error = await thrown(client.server.health())
    expect(error).toMatchObject({ name: 'ConnectionError', cause, message: expect.stringMatching(message) })
  })
})

test('events are read without a global TextDecoder, as in jsdom', async () => {
  const { emulator, post } = await useApi()
  vi.stubGlobal('TextDecoder', undefined)
  onTestFinished(() => void vi.unstubAllGlobals())
  const next = emulator.journal.follow()[Symbol.asyncIterator]().next()
  await post('/verifications/sms', { phone_number: phone, verify_profile_id: emulator.profileId })
  expect((await next).value).toHaveProperty('cursor')
})
