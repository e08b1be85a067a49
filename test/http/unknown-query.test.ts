import { expect, test } from 'vitest'
import { verifyOperations } from '../../src/spec/operations.js'
import { useApi } from '../support/emulator.js'

const hintOf = ({ headers }: { headers: Headers }) => headers.get('x-emulator-hint') ?? ''

test.each(verifyOperations.map(({ id, method, path }) => ({ id, method, path })))(
  'H18: $id ignores an unknown query parameter with a hint',
  async ({ method, path }) => {
    for (const dialect of ['docs', 'spec'] as const) {
      const { send, emulator } = await useApi({ dialect })
      const target = path
        .replace('{verify_profile_id}', emulator.profileId)
        .replace('{phone_number}', '+13035551234')
        .replaceAll(/\{\w+\}/g, '12ade33a-21c0-473b-b055-b3c836e1c292')
      const body = method === 'GET' || method === 'DELETE' ? undefined : {}
      const plain = await send(method, target, body)
      expect(hintOf(plain)).not.toContain('unknown query parameter')
      await emulator.reset()
      const reply = await send(method, `${target}?colour=red`, body)
      expect(reply.status).toBe(plain.status)
      expect(hintOf(reply)).toMatch(/ignored (the unknown query parameter )?colour/)
    }
  },
)

test.each([
  ['/verify_profiles?page_number=2', 'ignored the unknown query parameter page_number', 'page[number] and page[size]'],
  ['/verified_numbers?page=2', 'ignored the unknown query parameter page;', 'this is not another page'],
  ['/verify_profiles?per_page=5&limit=5', 'parameters per_page, limit', 'page[number] and page[size]'],
  ['/verify_profiles?sort=-created_at', 'parameter sort', 'the list is newest first'],
  ['/verify_profiles?filter[nmae]=x', 'parameter filter[nmae]', 'did you mean filter[name]?'],
  ['/verify_profiles?filter[name][eq]=x', 'parameter filter[name][eq]', 'do not delete what it returns'],
  ['/verify_profiles?name=x', 'parameter name', 'do not delete what it returns'],
  ['/verified_numbers?filter[phone_number]=x', 'filter[phone_number]', 'this operation has page[number], page[size]'],
  ['/webhook_deliveries?filter[status]=failed', 'filter[status]', 'did you mean filter[status][eq]?'],
  ['/verifications/by_phone_number/+13035551234?status=pending', 'status', 'do not delete what it returns'],
  ['/verify_profiles/templates?page[number]=2', 'parameter page[number]', 'this operation has none'],
  ['/number_lookup/+13035551234?include=x', 'parameter include', 'this operation has type only'],
  ['/detail_records?filter[record_type]=verify&page_number=2', 'parameter page_number', 'this is not another page'],
  [
    '/detail_records?filter[record_type]=verify&filter[phone_number]=x',
    'filter[phone_number]',
    'the list is not narrowed',
  ],
  [
    '/detail_records?filter[record_type]=verify&filter[channel_type]=x',
    'filter[channel_type]',
    'did you mean filter[verify_channel_type]?',
  ],
  ['/detail_records?filter[record_type]=verify&sort=x', 'ignored sort', 'the list is newest first'],
])('H18: %s', async (path, ignored, effect) => {
  const { get } = await useApi()
  const reply = await get(path)
  expect(reply.status).toBe(200)
  expect(hintOf(reply)).toContain(ignored)
  expect(hintOf(reply)).toContain(effect)
})

test('H18: known parameters get no hint, in any encoding', async () => {
  const { get } = await useApi()
  for (const path of [
    '/verify_profiles?page[number]=1&page%5Bsize%5D=5&filter%5Bname%5D=Acme',
    '/verify_profiles?filter[name][contains]=ac',
    '/webhook_deliveries?filter[status][eq]=failed&filter[event_type]=verify.sent&page[size]=1',
    '/verify_profiles?',
  ]) {
    expect(hintOf(await get(path))).toBe('')
  }
})

test('H18: many long names give one short hint', async () => {
  const { get } = await useApi()
  const names = Array.from({ length: 30 }, (_, index) => `x${index}${'y'.repeat(100)}=1`)
  const hint = hintOf(await get(`/verify_profiles?${names.join('&')}`))
  expect(hint).toContain('and 25 more')
  expect(hint.length).toBeLessThanOrEqual(500)
})

test('H18: several hints on one answer are all sent, whether the request succeeds or not', async () => {
  const { post, emulator } = await useApi()
  const taken = await post('/verify_profiles?colour=red', { name: 'A', sms: {}, rcs: {} })
  expect(hintOf(taken).split(' | ')).toEqual([
    expect.stringContaining('colour'),
    expect.stringContaining('rcs is documented'),
    expect.stringContaining('no whitelisted_destinations in sms'),
  ])
  const refused = await post('/verify_profiles?colour=red', { name: 'A', sms: { code_length: 3 } })
  expect(hintOf(refused).split(' | ')).toEqual([
    'code_length must be between 4 and 10, not 3',
    expect.stringContaining('colour'),
  ])
  const { entries } = await emulator.journal.list({ kind: 'request', limit: 1 })
  expect(entries[0]?.answer?.headers['x-emulator-hint']).toBe(hintOf(refused))
})

test.each([
  ['/verify_profiles?filter[name]=Acme&filter[name]=Other', 1],
  ['/verify_profiles?page[size]=1&page%5Bsize%5D=2', 1],
  ['/detail_records?filter[record_type]=verify&filter[record_type]=messaging', 0],
])('H18: of a parameter that was sent twice the first value counts, with a hint: %s', async (path, length) => {
  const { get } = await useApi()
  const reply = await get(path)
  expect(reply.body.data).toHaveLength(length)
  expect(hintOf(reply)).toMatch(/\] was sent more than once; only the first value counts/)
})

test('H18: what a search ignores does not hide the other hints', async () => {
  const { get } = await useApi()
  const reply = await get('/detail_records?filter[record_type]=verify', { authorization: 'bearer KEY' })
  expect(hintOf(reply)).toContain('the scheme "bearer" is accepted')
})

test.each([
  ['page[size]=0', 'this is page size 1;'],
  ['page[size]=251', 'this is page size 250;'],
  ['page[size]=all', 'this is page size 25;'],
  ['page[number]=-1', 'this is page 1;'],
])('H15: the spec dialect corrects %s with a hint', async (query, hint) => {
  const { get } = await useApi({ dialect: 'spec' })
  const reply = await get(`/verify_profiles?${query}`)
  expect(reply.status).toBe(200)
  expect(hintOf(reply)).toContain(hint)
  expect(hintOf(reply)).toContain(`you sent ${query.split('=')[1]}`)
})
