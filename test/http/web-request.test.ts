import { expect, test } from 'vitest'
import { createEmulator } from '../../src/index.js'
import { useApi } from '../support/emulator.js'

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

async function usePage(path = '/') {
  const { emulator } = await useApi()
  const origin = emulator.url.replace(/\/v2$/, '')
  return { emulator, ask: (init: RequestInit) => emulator.fetch(origin + path, init) }
}

test('a browser gets the page without a token, its calls ask for one', async () => {
  const { emulator } = await useApi({ control: { token: 'secret' } })
  const origin = emulator.url.replace(/\/v2$/, '')
  const page = await emulator.fetch(`${origin}/?number=%2B13035551234&embed=1`, { headers: html })
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect((await emulator.fetch(`${origin}/_emulator/inbox`)).status).toBe(401)
})

test('HEAD has the headers of GET and no body', async () => {
  const { ask } = await usePage()
  const response = await ask({ method: 'HEAD', headers: html })
  expect([response.status, await response.text()]).toEqual([200, ''])
  expect(response.headers.get('cache-control')).toBe('no-cache')
})

test.each([{}, { accept: '*/*' }, { accept: 'application/json' }])(
  'H6: a client that asks for no HTML (%j) finds nothing at the root',
  async (headers) => {
    const { ask } = await usePage()
    const response = await ask({ headers })
    expect(response.status).toBe(404)
    const { errors } = (await response.json()) as { errors: [{ code: string }] }
    expect(errors[0].code).toBe('10005')
  },
)

test('in the process a path alone is enough', async () => {
  const { emulator } = await useApi()
  const response = await emulator.fetch('/', { headers: html })
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  await emulator.listen()
  expect((await emulator.fetch('/health')).status).toBe(200)
})

test('another method at the root is an unknown path, as before', async () => {
  const { ask } = await usePage()
  expect((await ask({ method: 'POST', headers: html })).status).toBe(404)
})

test('an unknown file of the page is 404', async () => {
  const { ask } = await usePage('/_page/none.js')
  expect((await ask({ headers: html })).status).toBe(404)
})

test.each([{ host: 'evil.example' }, { origin: 'https://evil.example' }, { origin: 'null' }])(
  'the page is refused for %j',
  async (headers) => {
    const { ask } = await usePage()
    const response = await ask({ headers: { ...html, ...headers } })
    expect(response.status).toBe(403)
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  },
)

test('a look at the page leaves no entry in the journal and opens no sandbox', async () => {
  const { emulator, ask } = await usePage()
  await ask({ headers: html })
  expect((await emulator.journal.list()).entries).toEqual([])
})

test('the prototype is not there unless it is asked for', async () => {
  const { ask } = await usePage('/prototype')
  expect((await ask({ headers: html })).status).toBe(404)
  await using emulator = await createEmulator({ page: { prototype: true } })
  const response = await emulator.fetch(emulator.url.replace('/v2', '/prototype'), { headers: html })
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
})
