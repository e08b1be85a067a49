import { expect, test } from 'vitest'
import { readRules } from '../../tools/rules.js'
import { useApi } from '../support/emulator.js'

test('the rules are those of the file, with their evidence', async () => {
  const { get } = await useApi()
  const { status, body } = await get('//_emulator/rules')
  expect([status, body.rules]).toEqual([200, readRules()])
})

test.each(['H1', 'h1'])('one rule by its id, %s', async (id) => {
  const { get } = await useApi()
  const { body } = await get(`//_emulator/rules/${id}`)
  expect(body).toMatchObject({ id: 'H1', evidence: ['spec'], statement: expect.stringContaining('`/v2`') })
})

test('an unknown rule is 404 with where to look', async () => {
  const { get } = await useApi()
  const { status, body } = await get('//_emulator/rules/Z9')
  expect([status, body.detail]).toEqual([404, 'Unknown rule "Z9". GET /_emulator/rules lists all rules.'])
})
