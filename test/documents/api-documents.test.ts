import { readFileSync } from 'node:fs'
import type { OpenAPIV3_1 } from 'openapi-types'
import { describe, expect, test } from 'vitest'
import { parseApiDocument } from '../../src/documents/api-documents.js'
import { controlOperations } from '../../src/spec/control-operations.js'
import { verifyOperations } from '../../src/spec/operations.js'
import { operationsOf, readDocument, resolve } from '../../tools/documents.js'
import { startCommand } from '../support/command.js'
import { useApi } from '../support/emulator.js'

const paths = { control: '/_emulator/openapi.json', verify: '/_emulator/openapi/verify.json' } as const
const names = ['control', 'verify'] as const
const operations = { control: controlOperations, verify: verifyOperations } as const

/** All references of a document. */
function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) =>
    key === '$ref' && typeof member === 'string' ? [member] : referencesIn(member),
  )
}

describe.each(names)('the document %s', (name) => {
  test('describes every operation and needs no other file', async () => {
    const { get } = await useApi()
    const { status, body } = await get(`/${paths[name]}`)
    expect(status).toBe(200)
    const document = body as OpenAPIV3_1.Document
    expect(document.openapi).toBe('3.1.0')
    expect(operationsOf(document).map(({ id }) => id)).toEqual(operations[name].map(({ id }) => id))
    const references = referencesIn(document)
    expect(references.length).toBeGreaterThan(20)
    for (const $ref of references) {
      expect($ref).toMatch(/^#\//)
      expect(resolve(document, { $ref })).toBeTypeOf('object')
    }
  })

  test('has this emulator as its server, as the caller names it', async () => {
    const { emulator, get } = await useApi()
    const base = name === 'verify' ? '/v2' : ''
    const { url } = await emulator.listen()
    const origin = new URL(url).origin
    const served = await (await fetch(origin + paths[name])).json()
    expect(served.servers).toEqual([{ url: `${origin}${base}`, description: 'This emulator' }])
    const named = await get(`/${paths[name]}`, { host: 'verify:8374' })
    expect(named.body.servers[0].url).toMatch(new RegExp(`${base}$`))
  })

  test('is 304 for a caller that has it, and not for one with another', async () => {
    const { get } = await useApi()
    const { headers } = await get(`/${paths[name]}`)
    const etag = headers.get('etag') as string
    expect(etag).toMatch(/^"[\w-]{22}"$/)
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await get(`/${paths[name]}`, { 'if-none-match': known })
      expect([known, again.status, again.body, again.headers.get('etag')]).toEqual([known, 304, '', etag])
    }
    expect((await get(`/${paths[name]}`, { 'if-none-match': '"other"' })).status).toBe(200)
  })

  test('is guarded like the rest of the control API', async () => {
    const { get } = await useApi({ control: { token: 'secret' } })
    expect((await get(`/${paths[name]}`, { authorization: 'Bearer wrong' })).status).toBe(401)
    expect((await get(`/${paths[name]}`)).status).toBe(200) // the key of any sandbox
    expect((await get(`/${paths[name]}`, { authorization: 'Bearer secret' })).status).toBe(200)
    expect((await get(`/${paths[name]}`, { host: 'evil.test' })).status).toBe(403)
  })

  test('of the build is the one of the source', async () => {
    const built = JSON.parse(readFileSync(new URL(`../../dist/openapi/${name}.json`, import.meta.url), 'utf8'))
    expect(built).toEqual(JSON.parse(JSON.stringify(await parseApiDocument(name))))
  })
})

test('the control document contains the schemas of the other one unchanged', async () => {
  const { components } = await parseApiDocument('control')
  expect(components.schemas.Timestamp).toEqual(readDocument('verify').components?.schemas?.Timestamp)
})

test('the command serves the documents of the package', async () => {
  const { ready } = await startCommand()
  for (const name of names) {
    const { info } = await (await fetch(new URL(paths[name], ready.control))).json()
    expect(info.title).toBe(((await parseApiDocument(name)) as unknown as OpenAPIV3_1.Document).info.title)
  }
})

test.each(['/v2/openapi.json', '/v2/openapi.yaml', '/openapi.json', '/v2/swagger.json', '/v2/open-api'])(
  'H6: %s is 404 as at the real service, and the hint names the documents',
  async (path) => {
    const { get } = await useApi()
    const { status, headers } = await get(`/${path}`)
    expect(status).toBe(404)
    expect(headers.get('x-emulator-hint')).toContain('GET /_emulator/openapi/verify.json')
  },
)
