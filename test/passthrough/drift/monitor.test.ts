import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Emulator } from '../../../src/index.js'
import { sender } from '../../support/emulator.js'
import { open, phone, usePair, usePassing } from '../pair.js'

interface ChangedAnswer {
  status: number
  headers: Record<string, string>
  // biome-ignore lint/suspicious/noExplicitAny: any answer of the upstream
  body: any
}

type Change = (answer: ChangedAnswer, path: string) => void

const withStatus = (status: number) => (answer: ChangedAnswer) => {
  answer.status = status
}

/** An upstream that is an emulator with changed answers. */
async function useChanged(change: Change) {
  const { upstream, passing: unused } = await usePair()
  await unused.close()
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const { method = '', url = '', headers } = incoming
    const init: RequestInit = { method, headers: headers as Record<string, string> }
    if (method !== 'GET') init.body = Buffer.concat(chunks)
    const response = await upstream.fetch(`http://127.0.0.1${url}`, init)
    const answer: ChangedAnswer = {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.json(),
    }
    change(answer, url)
    outgoing.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const passing = await usePassing({
    upstream: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2`,
    ...open,
  })
  return { upstream, passing, send: sender({ fetch, url: passing.url, apiKey: passing.apiKey }) }
}

const driftOf = async ({ server }: Emulator) =>
  (await server.contract.get()).drift.map(({ kind, operation, place, what }) =>
    [kind, operation, place, what].join(' '),
  )

describe('a difference is found', () => {
  test.each<[what: string, change: Change, drift: string[]]>([
    ['nothing', () => {}, []],
    [
      'another status',
      withStatus(201),
      ['difference CreateVerifyProfile status value', 'violation CreateVerifyProfile answer status 201 undeclared'],
    ],
    [
      'a missing header',
      (answer) => void delete answer.headers['x-request-id'],
      ['difference CreateVerifyProfile header x-request-id missing'],
    ],
    [
      'an additional field',
      ({ body }) => void Object.assign(body.data, { color: 'red' }),
      ['difference CreateVerifyProfile body /data/color additional'],
    ],
    [
      'a missing field',
      ({ body }) => void delete body.data.language,
      ['difference CreateVerifyProfile body /data/language missing'],
    ],
    [
      'another type',
      ({ body }) => void Object.assign(body.data, { name: 7 }),
      ['difference CreateVerifyProfile body /data/name type', 'violation CreateVerifyProfile answer /data/name type'],
    ],
    [
      'another default',
      ({ body }) => void Object.assign(body.data.sms, { code_length: 6 }),
      ['difference CreateVerifyProfile body /data/sms/code_length value'],
    ],
    [
      'nothing for another order of keys',
      ({ body }) => void Object.assign(body, { data: Object.fromEntries(Object.entries(body.data).reverse()) }),
      [],
    ],
  ])('for %s', async (_, change, drift) => {
    const { passing, send } = await useChanged(change)
    const { headers } = await send('POST', '/verify_profiles', { name: 'A', sms: {} })
    expect(await driftOf(passing)).toEqual(drift)
    expect(headers.get('x-emulator-drift')).toBe(String(drift.length))
    expect(await passing.server.contract.get()).toMatchObject({
      exchanges: 1,
      compared: 1,
      drifted: drift.length > 0 ? 1 : 0,
    })
  })

  test('with its count and its first and last exchange', async () => {
    const { passing, send } = await useChanged(({ body }, path) => {
      if (path.includes('by_phone')) Object.assign((body.errors as { code: string }[])[0] as object, { code: '10006' })
    })
    const check = () =>
      send('POST', `/verifications/by_phone_number/${phone}/actions/verify`, {
        code: '11111',
        verify_profile_id: passing.profileId,
      })
    await check()
    await send('GET', '/verify_profiles/templates')
    await check()
    const { drift, drifted } = await passing.server.contract.get()
    expect(drift.find(({ place }) => place === 'body /errors/0/code')).toEqual({
      kind: 'difference',
      operation: 'VerifyVerificationCodeByPhoneNumber',
      place: 'body /errors/0/code',
      what: 'value',
      emulator: '"10015"',
      upstream: '"10006"',
      count: 2,
      first: 1,
      last: 3,
    })
    expect(drifted).toBe(2)
    expect(await passing.server.contract.text()).toMatch(
      /^ {3}2 x VerifyVerificationCodeByPhoneNumber: body \/errors\/0\/code \(value\), emulator "10015", upstream "10006"; first in exchange 1$/m,
    )
  })

  test('unless it is ignored', async () => {
    const { upstream } = await usePair()
    const passing = await usePassing(
      { upstream: upstream.url, ...open, ignoreDrift: ['status', 'body /**'] },
      { dialect: 'spec' },
    )
    const send = sender({ fetch, url: passing.url, apiKey: passing.apiKey })
    expect((await send('POST', '/verify_profiles', {})).headers.get('x-emulator-drift')).toBe('0')
  })
})

describe('an exchange that shows nothing about the emulator is not compared', () => {
  test.each<[number, string]>([
    [429, 'the upstream limited the rate'],
    [503, 'the upstream failed'],
    [403, 'the permissions of the account are unknown'],
    [401, 'the upstream did not accept the key'],
  ])('after a %i: %s', async (status, why) => {
    const { passing, send } = await useChanged(withStatus(status))
    await send('GET', '/verify_profiles/templates')
    expect((await passing.server.contract.get()).skipped).toEqual({ [why]: 1 })
  })

  test('about resources that were there before', async () => {
    const { passing, upstream, send } = await usePair()
    const read = await send('GET', `/verify_profiles/${upstream.profileId}`)
    const sent = await send('POST', '/verifications/sms', {
      phone_number: phone,
      verify_profile_id: upstream.profileId,
    })
    await send('GET', `/verifications/${sent.body.data.id}`)
    expect([read.status, sent.status, read.headers.get('x-emulator-drift')]).toEqual([200, 200, null])
    const created = await send('POST', '/verify_profiles', { name: 'Mine', sms: {} })
    const listed = await send('GET', '/verify_profiles')
    expect(listed.body.data.map(({ id }: { id: string }) => id)).toEqual([created.body.data.id, upstream.profileId])
    expect(listed.headers.get('x-emulator-drift')).toBe('0')
    expect(await passing.server.contract.get()).toMatchObject({
      compared: 2,
      drifted: 0,
      skipped: { 'it is about a resource that was not created here': 3 },
    })
  })

  test('beyond Verify', async () => {
    const { passing, send } = await useChanged(withStatus(200))
    await send('GET', '/balance')
    expect((await passing.server.contract.get()).skipped).toEqual({
      'webhooks, keys, bills and carriers belong to the account': 1,
    })
  })
})

test('overlapping requests are not compared, because their order is unknown', async () => {
  const { passing, send } = await usePair()
  const { data } = (await send('POST', '/verify_profiles', { name: 'A', sms: {} })).body
  const text = { phone_number: phone, verify_profile_id: data.id }
  await send('POST', '/verifications/sms', { ...text, custom_code: '48213' })
  const path = `/verifications/by_phone_number/${phone}/actions/verify`
  const check = (code: string) => send('POST', path, { code, verify_profile_id: data.id })
  const answers = await Promise.all(['48213', '48213', '48213', '11111'].map(check))
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0)
  expect(await send('GET', `/verifications/by_phone_number/${phone}`)).toMatchObject({
    body: { data: [{ status: 'accepted' }] },
  })
  const { drifted, compared, skipped } = await passing.server.contract.get()
  expect({ drifted, all: compared + (skipped['it overlapped with another request'] ?? 0) }).toEqual({
    drifted: 0,
    all: 7,
  })
})

test('an unknown path and a missing key are compared', async () => {
  const { passing, send } = await usePair()
  expect((await send('GET', '/nothing')).headers.get('x-emulator-drift')).toBe('0')
  const response = await fetch(`${passing.url}/verify_profiles`)
  expect([response.status, response.headers.get('x-emulator-drift')]).toEqual([401, '0'])
})

test('the shadow posts no webhooks and shows no codes', async () => {
  const codes: string[] = []
  let posts = 0
  const receiver = createServer((_, response) => {
    posts++
    response.end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    receiver.closeAllConnections()
    receiver.close()
  })
  const { upstream, send } = await usePair({}, {}, { onCode: ({ code }) => codes.push(code) })
  const webhook_url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  const { data } = (await send('POST', '/verify_profiles', { name: 'A', sms: {}, webhook_url })).body
  await send('POST', '/verifications/sms', { phone_number: phone, verify_profile_id: data.id })
  await upstream.clock.advance('1m')
  const { webhooks } = await upstream.webhooks.list()
  expect(webhooks.length).toBeGreaterThan(0)
  expect(posts).toBe(webhooks.length)
  expect(codes).toEqual([])
})

test('the shadow learns from the upstream which generated code was right', async () => {
  const { upstream, passing, send } = await usePair()
  const { data } = (await send('POST', '/verify_profiles', { name: 'A', sms: {}, call: {} })).body
  const start = async () =>
    (await send('POST', '/verifications/sms', { phone_number: phone, verify_profile_id: data.id })).body.data.id
  const check = (code: string) =>
    send('POST', `/verifications/by_phone_number/${phone}/actions/verify`, { code, verify_profile_id: data.id })
  await start()
  const { code } = await upstream.inbox.next(phone)
  expect((await check('00000')).body.data.response_code).toBe('rejected')
  expect((await check(code)).body.data.response_code).toBe('accepted')
  expect((await check(code)).status).toBe(404)
  const id = await start()
  for (let attempt = 0; attempt < 6; attempt++)
    await send('POST', `/verifications/${id}/actions/verify`, { code: '11111' })
  expect((await send('GET', `/verifications/${id}`)).body.data.status).toBe('invalid')
  await send('POST', '/verified_numbers', { phone_number: phone, verification_method: 'sms' })
  const [message] = await upstream.inbox.list({ phoneNumber: phone })
  await send('POST', `/verified_numbers/${phone}/actions/verify`, { verification_code: '000000' })
  await send('POST', `/verified_numbers/${phone}/actions/verify`, { verification_code: message?.code })
  await send('GET', `/verified_numbers/${phone}`)
  await send('GET', '/verified_numbers')
  await send('DELETE', `/verified_numbers/${phone}`)
  expect(await passing.server.contract.get()).toMatchObject({ drifted: 0, drift: [], skipped: {} })
})
