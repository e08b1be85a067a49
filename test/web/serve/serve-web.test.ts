import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { toResponse } from '../../../src/server/in-process/to-response.js'
import { createWeb, type ServeWeb } from '../../../src/web/serve/serve-web.js'
import { useFolder } from '../../support/folder.js'

const html = '<!doctype html><title>Handset</title>'
const script = `console.log(${JSON.stringify('x'.repeat(200))})`

/** A build as `tools/web.ts` leaves it, small. */
function useBuild(): string {
  const folder = useFolder()
  mkdirSync(join(folder, '_page'))
  const files = { 'index.html': html, 'prototype.html': html, '_page/page-A1B2C3.js': script }
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(text))
  }
  writeFileSync(join(folder, '_page', 'plain.svg'), '<svg/>')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  return folder
}

const prototype = { url: '', apiKey: '', profileId: '', now: () => 0, fetch: async () => new Response() }
const useWeb = (hasPrototype = false): ServeWeb =>
  createWeb({ prototype: hasPrototype ? prototype : undefined, folder: useBuild() })

async function ask(serve: ServeWeb, path: string, headers: Record<string, string> = {}): Promise<Response | undefined> {
  const answer = await serve({ method: 'GET', path, header: (name) => headers[name], readJson: async () => ({}) })
  return answer && toResponse(answer)
}

async function get(serve: ServeWeb, path: string, headers: Record<string, string> = {}): Promise<Response> {
  const response = await ask(serve, path, headers)
  if (response === undefined) throw new Error(`nothing at ${path}`)
  return response
}

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer())

test.each([
  ['br, gzip', 'br', brotliDecompressSync],
  ['gzip, deflate, br', 'br', brotliDecompressSync],
  ['gzip', 'gzip', gunzipSync],
  ['gzip;q=0.5, br;q=0', 'gzip', gunzipSync],
  ['identity', null, (bytes: Buffer) => bytes],
  ['br;q=0.000', null, (bytes: Buffer) => bytes],
])('a client that accepts %s gets the page in it', async (accepted, coding, decode) => {
  const response = await get(useWeb(), '/', { 'accept-encoding': accepted })
  expect(response.headers.get('content-encoding')).toBe(coding)
  expect(response.headers.get('vary')).toBe('accept-encoding')
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  const bytes = await bytesOf(response)
  expect(response.headers.get('content-length')).toBe(String(bytes.length))
  expect(decode(bytes).toString()).toBe(html)
})

test.each([
  ['br', brotliDecompressSync],
  ['gzip', gunzipSync],
  ['identity', (bytes: Buffer) => bytes],
])('a script is the same in %s, each time that it is asked for', async (accepted, decode) => {
  const serve = useWeb()
  for (let time = 1; time <= 2; time++) {
    const response = await get(serve, '/_page/page-A1B2C3.js', { 'accept-encoding': accepted })
    expect(decode(await bytesOf(response)).toString()).toBe(script)
  }
})

test('a file without a compressed one beside it is sent as it is', async () => {
  const response = await get(useWeb(), '/_page/plain.svg', { 'accept-encoding': 'br, gzip' })
  expect([response.headers.get('content-encoding'), await response.text()]).toEqual([null, '<svg/>'])
  expect(response.headers.get('content-type')).toBe('image/svg+xml')
})

test('a page is asked for again each time, a file with a hash in its name never', async () => {
  const serve = useWeb()
  expect((await get(serve, '/')).headers.get('cache-control')).toBe('no-cache')
  const { headers } = await get(serve, '/_page/page-A1B2C3.js')
  expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
})

test('what the browser has already is not sent again, each coding by itself', async () => {
  const serve = useWeb()
  const plain = (await get(serve, '/')).headers.get('etag') ?? ''
  const packed = (await get(serve, '/', { 'accept-encoding': 'br' })).headers.get('etag') ?? ''
  expect(plain).not.toBe(packed)
  for (const known of [plain, `W/${plain}`, `"other", ${plain}`]) {
    const again = await get(serve, '/', { 'if-none-match': known })
    expect([again.status, await again.text()]).toEqual([304, ''])
  }
  expect((await get(serve, '/', { 'if-none-match': packed })).status).toBe(200)
})

test.each([
  '/_page/../secret.txt',
  '/_page/..%2fsecret.txt',
  '/_page/%2e%2e/secret.txt',
  '/_page//etc/passwd',
  '/_page/..',
  '/_page/.hidden.js',
  '/_page/page-A1B2C3.js.br',
  '/_page/page-A1B2C3.js\0.svg',
  '/_page/absent.js',
  '/_page/',
  '/secret.txt',
  '/prototype',
])('there is nothing at %j', async (path) => {
  expect(await ask(useWeb(), path)).toBeUndefined()
})

test('the prototype has a page where it is on', async () => {
  expect(await (await get(useWeb(true), '/prototype')).text()).toBe(html)
})

test('a source tree without a build says what to run', async () => {
  const response = await get(createWeb({ folder: useFolder() }), '/')
  expect([response.status, await response.text()]).toEqual([
    404,
    'The pages of the emulator are not built. Run `npm run build`.\n',
  ])
})

describe('the policy of every page and file', () => {
  test.each(['/', '/_page/page-A1B2C3.js'])('%s', async (path) => {
    const { headers } = await get(useWeb(), path)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('permissions-policy')).toContain('camera=()')
    const policy = new Map(
      (headers.get('content-security-policy') ?? '').split('; ').map((part) => {
        const [name = '', ...sources] = part.split(' ')
        return [name, sources]
      }),
    )
    expect(policy.get('default-src')).toEqual(["'none'"])
    for (const name of ['script-src', 'style-src', 'connect-src']) expect(policy.get(name)).toEqual(["'self'"])
    expect(policy.get('base-uri')).toEqual(["'none'"])
    expect(policy.get('require-trusted-types-for')).toEqual(["'script'"])
    const framers = policy.get('frame-ancestors') ?? []
    expect(
      framers.every((source) => source === "'self'" || /^https?:\/\/(localhost|127\.0\.0\.1):\*$/.test(source)),
    ).toBe(true)
  })
})
