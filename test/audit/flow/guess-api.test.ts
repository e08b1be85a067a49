import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { readApi } from '../../../src/audit/flow/guess-api.js'
import { guessFlow } from '../../../src/audit/flow/guess-flow.js'
import { readFlow } from '../../../src/audit/flow/read-flow.js'

const body = (...names: string[]) => ({
  content: {
    'application/json': { schema: { properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) } },
  },
})

const document = {
  openapi: '3.1.0',
  servers: [{ url: '/api/' }],
  paths: {
    '/orders': { post: { requestBody: body('phone_number', 'amount') } },
    '/auth/otp': {
      post: {
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Start' } } } },
        responses: { 202: body('verification_id', 'expires_in') },
      },
    },
    '/auth/otp/resend': { post: { requestBody: body('verification_id') } },
    '/auth/otp/verify': { post: { requestBody: body('verification_id', 'code') } },
    '/users/{id}': { get: {} },
    '/me': { get: {} },
  },
  components: { schemas: { Start: { properties: { phone_number: {} } } } },
}

/** Serves documents by path; everything else is missing. */
async function serve(pages: Readonly<Record<string, unknown>>): Promise<URL> {
  const server = createServer(({ url = '' }, response) => {
    const page = pages[url]
    response.writeHead(page === undefined ? 404 : 200).end(JSON.stringify(page ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

test('the steps of a JSON login are guessed from its OpenAPI document', async () => {
  const base = await serve({ '/openapi.json': document })
  const { text, found } = await guessFlow(base)
  expect(found).toBe('Found POST /api/auth/otp with a phone number in /openapi.json.')
  expect(readFlow(parse(text), 'login.yaml')).toEqual({
    base: 'http://127.0.0.1:{{port}}',
    start: {
      method: 'POST',
      path: '/api/auth/otp',
      json: { phone_number: '{{phone}}' },
      capture: { verification_id: { json: '/verification_id' } },
    },
    resend: { method: 'POST', path: '/api/auth/otp/resend', json: { verification_id: '{{verification_id}}' } },
    check: {
      method: 'POST',
      path: '/api/auth/otp/verify',
      json: { verification_id: '{{verification_id}}', code: '{{code}}' },
    },
    inside: { method: 'GET', path: '/api/me', expect: { status: 200 } },
    phone: '+1303555####',
  })
})

test('Swagger 2 is read, too', () => {
  const parameters = [{ in: 'body', schema: { properties: { mobile: {} } } }]
  const swagger = { swagger: '2.0', basePath: '/v1', paths: { '/login': { post: { parameters } } } }
  expect(readApi(JSON.stringify(swagger), '/swagger.json')).toMatchObject({
    start: { method: 'POST', path: '/v1/login', fields: ['mobile'] },
    check: undefined,
  })
})

test.each([
  ['nothing', {}],
  ['a page that is not a document', { '/openapi.json': { message: 'hello' } }],
  ['a document without phone numbers', { '/openapi.json': { openapi: '3.0.0', paths: { '/orders': { post: {} } } } }],
])('with %s the file is a valid example', async (_, pages) => {
  const base = await serve(pages)
  const { text, found } = await guessFlow(base)
  expect(found).toContain('Found neither a form with a phone number nor an OpenAPI document at')
  expect(readFlow(parse(text), 'login.yaml')).toMatchObject({
    start: { path: '/login' },
    check: { path: '/login/code' },
  })
})
