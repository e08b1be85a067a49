import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PassthroughOptions } from '../../../src/passthrough/options.js'
import { effects } from '../../../src/passthrough/relay/effects.js'
import { type VerifyOperationId, verifyOperations } from '../../../src/spec/operations.js'
import { useFolder } from '../../support/folder.js'
import { phone, usePair, usePassing } from '../pair.js'
import { useRawUpstream } from '../sockets.js'

/** The default guardrails. */
const shut: PassthroughOptions = { allowNumbers: [], maxSends: 0, allowExisting: false, allowUnknown: false }
const id = '7a0f5c1e-3b6d-4a80-9c1f-000000000001'

/** An upstream that answers every request with 200 and keeps its first line. */
async function useCounting(options: PassthroughOptions) {
  const lines: string[] = []
  const upstream = await useRawUpstream(({ socket }) => {
    socket.on('data', (text: string) => {
      lines.push(...(text.match(/^[A-Z]+ \/v2\S*(?= HTTP)/gm) ?? []))
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok')
    })
  })
  const passing = await usePassing({ upstream: upstream.url, ...shut, ...options })
  const ask = async (
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ) => {
    const init = { method, headers: { authorization: 'Bearer KEY', ...headers }, ...(body !== undefined && { body }) }
    const response = await fetch(passing.url + path, init)
    return { status: response.status, hint: response.headers.get('x-emulator-hint') ?? '', text: await response.text() }
  }
  return { passing, ask, lines }
}

const pathOf = (path: string) => path.replace('{phone_number}', phone).replace(/\{\w+\}/, id)
const bodyOf = (takesBody: boolean) =>
  takesBody ? JSON.stringify({ phone_number: phone, verify_profile_id: id, code: '1234', name: 'A' }) : undefined
const flags = {
  reads: undefined,
  creates: undefined,
  sends: '--allow-numbers',
  changes: '--allow-existing',
  charges: '--allow-unknown',
} as const

describe('by default no request goes out that costs money, reaches a phone or changes existing resources', () => {
  test.each(
    verifyOperations.map(({ id, method, path, takesBody }) => ({
      id,
      method,
      path,
      takesBody,
      flag: flags[effects[id]],
    })),
  )('$method $path needs $flag', async ({ method, path, takesBody, flag }) => {
    const { ask, lines, passing } = await useCounting(shut)
    const { status, hint, text } = await ask(method, pathOf(path), bodyOf(takesBody))
    expect(lines).toHaveLength(flag === undefined ? 1 : 0)
    expect(status).toBe(flag === undefined ? 200 : 403)
    if (flag === undefined) return
    expect(hint).toContain(flag)
    expect(JSON.parse(text)).toMatchObject({ errors: [{ code: '10010', title: 'Authorization failed' }] })
    expect(await passing.server.contract.get()).toMatchObject({ refused: 1, exchanges: 0, guardrails: { sends: 0 } })
  })

  test('every request goes out with the flags', async () => {
    const { ask, lines } = await useCounting({
      allowNumbers: [phone],
      maxSends: 9,
      allowExisting: true,
      allowUnknown: true,
    })
    for (const { method, path, takesBody } of verifyOperations)
      expect((await ask(method, pathOf(path), bodyOf(takesBody))).status).toBe(200)
    expect((await ask('POST', '/messages', '{}')).status).toBe(200)
    expect(lines).toHaveLength(verifyOperations.length + 1)
  })
})

const sends = Object.entries(effects).flatMap(([name, effect]) =>
  effect === 'sends' ? [name as VerifyOperationId] : [],
)

describe('a send goes to an allowed number only, and only up to the limit', () => {
  test.each(sends)('%s', async (name) => {
    const { path } = verifyOperations.find((operation) => operation.id === name) as { path: string }
    const { ask, lines } = await useCounting({ allowNumbers: [phone, '+13125550124'], maxSends: 2 })
    const send = (number: string) => ask('POST', path, JSON.stringify({ phone_number: number }))
    expect((await send('+13125550199')).hint).toBe(
      'sending to +13125550199 is not allowed; allow it with --allow-numbers +13125550199',
    )
    expect([(await send(phone)).status, (await send('+13125550124')).status]).toEqual([200, 200])
    const third = await send(phone)
    expect(third).toMatchObject({
      status: 403,
      hint: 'this session has used 2 of 2 sends; allow another one with --max-sends 3',
    })
    expect(lines).toHaveLength(2)
  })

  test('concurrent sends cannot exceed the limit', async () => {
    const { ask, lines } = await useCounting({ allowNumbers: [phone], maxSends: 3 })
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask('POST', '/verifications/sms', `{"phone_number":"${phone}"}`)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3)
    expect(lines).toHaveLength(3)
  })

  const json = { 'content-type': 'application/json' }
  const plain = `{"phone_number":"${phone}"}`
  test.each<[what: string, path: string, body: string, headers: Record<string, string>]>([
    ['the same key twice', '/verifications/sms', `{"phone_number":"+13125550199","phone_number":"${phone}"}`, json],
    [
      'the same key in other letter case',
      '/verifications/sms',
      `{"Phone_Number":"+13125550199","phone_number":"${phone}"}`,
      json,
    ],
    [
      'the same key escaped',
      '/verifications/sms',
      `{"phone\\u005fnumber":"+13125550199","phone_number":"${phone}"}`,
      json,
    ],
    [
      'the same key, nested',
      '/verifications/sms',
      `{"phone_number":"${phone}","data":{"phone_number":"+13125550199"}}`,
      json,
    ],
    [
      'a form that is also JSON',
      '/verifications/sms',
      `{"phone_number":"${phone}","x":"&phone_number=+13125550199&"}`,
      { 'content-type': 'application/x-www-form-urlencoded' },
    ],
    ['no content type', '/verifications/sms', plain, { 'content-type': '' }],
    ['another character set', '/verifications/sms', plain, { 'content-type': 'application/json; charset=utf-7' }],
    ['a query', '/verifications/sms?phone_number=%2B13125550199', plain, json],
    ['a compressed body', '/verifications/sms', plain, { ...json, 'content-encoding': 'gzip' }],
    ['invalid JSON', '/verifications/sms', `{"phone_number":"${phone}"`, json],
    ['a list', '/verifications/sms', `[${plain}]`, json],
    ['a phone number as a JSON number', '/verifications/sms', `{"phone_number":${phone.slice(1)}}`, json],
    ['a path written differently', '/verifications//sms', plain, json],
    ['an encoded character in the path', '/verifications/%73ms', plain, json],
    ['a trailing slash', '/verifications/sms/', plain, json],
    ['a method override header', '/verify_profiles', '{}', { ...json, 'x-http-method-override': 'DELETE' }],
  ])('an ambiguous request does not go out: %s', async (_, path, body, headers) => {
    const { ask, lines } = await useCounting({ allowNumbers: [phone], maxSends: 9, allowExisting: true })
    const { status, hint } = await ask('POST', path, body, headers)
    expect(status).toBe(403)
    expect(hint).toMatch(/--allow-(number|unknown)/)
    expect(lines).toEqual([])
  })
})

describe('a request beyond Verify', () => {
  test.each([
    ['GET', '/balance', 200],
    ['HEAD', '/balance', 200],
    ['GET', '/number_lookup/+13125550123', 403],
    ['POST', '/messages', 403],
    ['PUT', `/verify_profiles/${id}`, 403],
    ['DELETE', '/verifications/sms', 403],
    ['OPTIONS', '/verifications/sms', 403],
    ['DELETE', `/verify_profiles/..%2f${id}`, 403],
  ])('%s %s is answered %i', async (method, path, status) => {
    const { ask } = await useCounting({ allowExisting: true })
    expect((await ask(method, path)).status).toBe(status)
  })
})

describe('a session', () => {
  test('may change the profiles, templates, verifications and numbers it created', async () => {
    const { send } = await usePair({ ...shut, allowNumbers: [phone], maxSends: 2, upstreamKey: 'sandbox_x' })
    const profile = (await send('POST', '/verify_profiles', { name: 'A', sms: {} })).body.data.id
    const template = (await send('POST', '/verify_profiles/templates', { text: '{{code}}' })).body.data.id
    const created = (
      await send('POST', '/verifications/sms', {
        phone_number: phone,
        verify_profile_id: profile,
        custom_code: '48213',
      })
    ).body.data.id
    await send('POST', '/verified_numbers', { phone_number: phone, verification_method: 'sms' })
    const statuses = [
      (await send('PATCH', `/verify_profiles/${profile}`, { name: 'B' })).status,
      (await send('PATCH', `/verify_profiles/templates/${template}`, { text: '{{code}}!' })).status,
      (await send('POST', `/verifications/${created}/actions/verify`, { code: '11111' })).status,
      (
        await send('POST', `/verifications/by_phone_number/${phone}/actions/verify`, {
          code: '48213',
          verify_profile_id: profile,
        })
      ).status,
      (await send('POST', `/verified_numbers/${phone}/actions/verify`, { verification_code: '000000' })).status,
      (await send('DELETE', `/verify_profiles/${profile}`)).status,
    ]
    expect(statuses).toEqual([200, 200, 200, 200, 422, 200])
  })

  test('continues after a restart with the same file', async () => {
    const session = join(useFolder(), 'deep', 'session.json')
    const options = { ...shut, allowNumbers: [phone], maxSends: 2, upstreamKey: 'sandbox_x', session }
    const { upstream, passing, send } = await usePair(options)
    const profile = (await send('POST', '/verify_profiles', { name: 'A', sms: {} })).body.data.id
    const text = { phone_number: phone, verify_profile_id: profile }
    expect((await send('POST', '/verifications/sms', text)).status).toBe(200)
    await passing.close()

    const again = await usePassing({ ...options, upstream: upstream.url })
    const ask = async (method: string, path: string, body: object) => {
      const headers = { authorization: 'Bearer sandbox_x', 'content-type': 'application/json' }
      return (await again.fetch(again.url + path, { method, headers, body: JSON.stringify(body) })).status
    }
    expect((await again.server.contract.get()).guardrails.sends).toBe(1)
    expect(await ask('PATCH', `/verify_profiles/${profile}`, { name: 'B' })).toBe(200)
    expect([await ask('POST', '/verifications/sms', text), await ask('POST', '/verifications/sms', text)]).toEqual([
      200, 403,
    ])

    const other = await usePassing({ ...options, upstream: upstream.url, session: join(useFolder(), 'other.json') })
    expect((await other.server.contract.get()).guardrails.sends).toBe(0)
  })

  test('is not shared by two emulators', async () => {
    const session = join(useFolder(), 'session.json')
    await usePassing({ upstream: 'http://127.0.0.1:1/v2', session })
    await expect(usePassing({ upstream: 'http://127.0.0.1:1/v2', session })).rejects.toThrow(
      /session\.json is in use by another emulator/,
    )
  })
})

test('a line of the session file that a crash cut off is ignored', async () => {
  const session = join(useFolder(), 'session.jsonl')
  const options = { ...shut, upstream: 'http://127.0.0.1:1/v2', allowNumbers: [phone], maxSends: 5, session }
  const sends = async (then?: (file: string) => void) => {
    const passing = await usePassing(options)
    const headers = { 'content-type': 'application/json' }
    await passing.fetch(`${passing.url}/verifications/sms`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ phone_number: phone }),
    })
    const { guardrails } = await passing.server.contract.get()
    await passing.close()
    then?.(readFileSync(session, 'utf8'))
    return guardrails.sends
  }
  expect(await sends((file) => writeFileSync(session, `${file}{"sent":"ab`))).toBe(1)
  expect(await sends((file) => expect(file).not.toContain(phone.slice(1)))).toBe(2)
  expect(await sends()).toBe(3)
})
