import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { open, usePassing } from '../passthrough/pair.js'
import { dial, parseMessage, useRawUpstream } from '../passthrough/sockets.js'
import { useApi } from '../support/emulator.js'
import { useFolder } from '../support/folder.js'
import { findLeaks, spellings } from './spellings.js'

const marked = fc
  .string({
    unit: fc.constantFrom(...'abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ23456789.~!'),
    minLength: 6,
    maxLength: 40,
  })
  .map((text) => `q${text}7Zx`)
const names = ['password', 'api_key', 'v1_secret', 'access_token', 'otp', 'signature', 'custom_code', 'x-auth']
const kinds = Object.keys(spellings).filter((kind) => kind !== 'upper case')

/** Secrets with the names that reveal them and the spellings in which they come back; the same in every run. */
const planted = fc.sample(
  fc.record({ value: marked, name: fc.constantFrom(...names), kind: fc.constantFrom(...kinds) }),
  {
    numRuns: 24,
    seed: 5,
  },
)

test('passthrough writes no secret to a file, a log or the control API', async () => {
  let answer = ''
  const upstream = await useRawUpstream(({ socket, received }) => {
    void received
      .until((text) => text.includes('\r\n\r\n') && parseMessage(text).isWhole)
      .then(() =>
        socket.end(
          `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`,
        ),
      )
  })
  const folder = useFolder()
  const warnings: string[] = []
  const passing = await usePassing(
    {
      upstream: upstream.url,
      upstreamKey: 'KEY01FEDCBA98765432100123456789AB_Operator',
      ...open,
      record: join(folder, 'har'),
    },
    { onWarning: (sentence) => warnings.push(sentence) },
  )
  for (const { value, name, kind } of planted) {
    const echo = (spellings[kind] as (text: string) => string)(value)
    const body = JSON.stringify({ name: 'A', sms: {}, nested: JSON.stringify({ [name]: value }) })
    answer = JSON.stringify({ data: { id: echo, [echo]: 1, name: `got ${echo}` } })
    const request = [
      `POST /v2/verify_profiles?x=${encodeURIComponent(echo)} HTTP/1.1`,
      'Host: 127.0.0.1',
      'Authorization: Bearer sandbox_a',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ]
    const { received } = await dial(passing.url, `${request.join('\r\n')}\r\n\r\n${body}`)
    expect(parseMessage(await received.until((text) => parseMessage(text).isWhole)).first).toContain(' 200 ')
  }
  const root = passing.url.replace('/v2', '')
  const pages = ['contract', 'journal?codes=shown', '', 'coverage', 'snapshot?journal=true']
  const told = await Promise.all(
    pages.map(async (page) => (await passing.fetch(`${root}/_emulator${page === '' ? '' : `/${page}`}`)).text()),
  )
  await passing.close()
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
  expect(files.length).toBe(planted.length + 1)
  const texts = [
    ...told,
    warnings.join('\n'),
    ...files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8') + name),
  ]
  for (const { value, kind } of planted)
    for (const text of texts) expect(findLeaks(text, value), `${value} as ${kind}`).toEqual([])
  expect(texts.join('')).not.toContain('Operator')
})

test('the journal shows no secret that its name reveals, even with codes shown', async () => {
  const api = await useApi({ onWarning: () => {} })
  const shown = planted.filter(({ name }) => !['otp', 'custom_code'].includes(name))
  for (const { value, name } of planted) {
    await api.post(`/verify_profiles?${name}=${encodeURIComponent(value)}`, { name: 'A', [name]: value })
    await api.post('/verifications/sms', { text: JSON.stringify({ deep: { [name]: [value] } }) })
    await api.post('/verifications/sms', `{"${name}":"${value}","cut":`)
    await api.get('/verify_profiles', { 'user-agent': `app ${name}=${value}` })
  }
  const list = async (query: string) => JSON.stringify((await api.get(`//_emulator/journal?limit=1000${query}`)).body)
  const [hidden, withCodes] = [await list(''), await list('&codes=shown')]
  for (const { value } of planted) expect(findLeaks(hidden, value)).toEqual([])
  for (const { value } of shown) expect(findLeaks(withCodes, value)).toEqual([])
})

test('the journal shows no credential that its looks reveal, and none that is repeated under another name', async () => {
  const api = await useApi({ onWarning: () => {} })
  const [jwt, key, plain] = [
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl',
    'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
    'horse staple',
  ]
  const remark = `${jwt} and ${key}`
  await api.post(`/verify_profiles?remark=${encodeURIComponent(remark)}`, { name: 'A', remark, remarks: [remark] })
  await api.post('/verifications/sms', `${remark}, "cut":`)
  await api.post(`/verify_profiles?note=${encodeURIComponent(plain)}`, { name: plain, password: plain, [plain]: 1 })
  const id = '7a0f5c1e-3b6d-4a80-9c1f-0123456789ab'
  await api.post('/verifications/sms', { verify_profile_id: id, remark: 'An ordinary sentence.' })
  for (const query of ['', '&codes=shown']) {
    const text = JSON.stringify((await api.get(`//_emulator/journal?limit=1000${query}`)).body)
    for (const secret of [jwt, key, plain]) expect(findLeaks(text, secret)).toEqual([])
    expect(text).toContain(id)
    expect(text).toContain('An ordinary sentence.')
  }
})
