import { describe, expect, test } from 'vitest'
import { useApi } from '../support/emulator.js'

const hintOf = async (authorization: string, headers: Record<string, string> = {}) => {
  const { get } = await useApi()
  const reply = await get('/verify_profiles', { authorization, ...headers })
  return { status: reply.status, hint: reply.headers.get('x-emulator-hint') }
}

describe('H2: an accident instead of a key is 401, and the hint asks for the variable', () => {
  test.each([
    'Bearer undefined',
    'Bearer UNDEFINED',
    'bearer undefined',
    'Bearer null',
    'Bearer None',
    'Bearer nil',
    'Bearer NaN',
    'Bearer <nil>',
    'Bearer (null)',
    'Bearer [object Object]',
    'Bearer [object Promise]',
    'Bearer "undefined"',
    'Bearer $TELNYX_API_KEY',
    'Bearer ${TELNYX_API_KEY}',
    'Bearer ${{ secrets.TELNYX_API_KEY }}',
    'Bearer $env:TELNYX_API_KEY',
    'Bearer $(cat key)',
    'Bearer #{ENV["TELNYX_API_KEY"]}',
    'Bearer {{TELNYX_API_KEY}}',
    'Bearer {api_key}',
    'Bearer <api-key>',
    'Bearer %TELNYX_API_KEY%',
    'Bearer %s',
    'Bearer process.env.TELNYX_API_KEY',
    'Bearer TELNYX_API_KEY',
    'Bearer TELNYX_API_KEY=KEY123',
    'Bearer "KEY123"',
    "Bearer 'KEY123'",
    'Bearer `KEY123`',
    'Bearer "KEY123',
    'Bearer Bearer KEY123',
    'Bearer bearer KEY123',
    'Bearer Bearer',
    'Bearer Bearer: KEY123',
    'Bearer "Bearer KEY123"',
    'Bearer false',
    'Bearer ********',
    'Bearer Some("KEY123")',
    'Bearer Optional.empty',
    'Bearer Promise { <pending> }',
    'Bearer () => KEY',
    'Bearer sandbox_undefined',
    'Bearer sandbox_null',
    'Bearer sandbox_$NAME',
    'Bearer KEY123\\n',
    'Bearer',
    'Bearer ',
    'undefined',
    'null',
    '$TELNYX_API_KEY',
  ])('%s', async (authorization) => {
    const { status, hint } = await hintOf(authorization)
    expect(status).toBe(401)
    expect(hint).toMatch(/is the variable set|quotes|how is the variable set/i)
    expect(hint).not.toContain('KEY123')
  })
})

describe('H2: these are keys', () => {
  test.each([
    'Bearer My API Key',
    'Bearer KEY0123',
    'Bearer   KEY0123',
    'Bearer KEY x',
    'Bearer nullify',
    'Bearer sandbox_none',
    'Bearer key$1',
    'Bearer a"b',
    'Bearer test',
    'Bearer 0',
  ])('%s', async (authorization) => {
    expect(await hintOf(authorization)).toEqual({ status: 200, hint: null })
  })

  test.each(['bearer', 'BEARER', 'bEaReR'])('after %s, with a hint', async (scheme) => {
    expect(await hintOf(`${scheme} KEY0123`)).toEqual({
      status: 200,
      hint: `the scheme "${scheme}" is accepted; write it as "Bearer", like the documentation`,
    })
  })

  test('the placeholder of an example, with a hint', async () => {
    expect(await hintOf('Bearer YOUR_API_KEY')).toMatchObject({
      status: 200,
      hint: expect.stringContaining('the real service refuses it'),
    })
  })
})

test.each([
  ['sandbox_checkout', {}, 'the scheme is missing; send "Authorization: Bearer sandbox_checkout"'],
  [
    'KEY0123456789ABCDEF0123',
    {},
    'the scheme is missing; send "Authorization: Bearer <key> (you sent KEY0**** alone)"',
  ],
  ['Basic a2V5', {}, 'the scheme must be Bearer, not "Basic"; write the header as "Authorization: Bearer <key>"'],
  ['Token KEY', {}, 'the scheme must be Bearer, not "Token"; write the header as "Authorization: Bearer <key>"'],
  [
    'Bearer:KEY',
    {},
    'write a space after Bearer and nothing else between it and the key: "Authorization: Bearer <key>"',
  ],
  ['', { 'x-api-key': 'KEY' }, 'send the key in the header "Authorization: Bearer <key>", not in one like x-api-key'],
] as const)('H2: the header %j is 401 and the hint shows how to write it', async (authorization, headers, hint) => {
  expect(await hintOf(authorization, headers)).toEqual({ status: 401, hint })
})
