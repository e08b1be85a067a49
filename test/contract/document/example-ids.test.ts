import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { verifyOperations } from '../../../src/spec/operations.js'
import { root } from '../../../tools/documents.js'
import { collectExampleIds, type ExampleIds } from '../../../tools/example-ids.js'
import { useApi } from '../../support/emulator.js'

/**
 * The example IDs of the vendor's complete document for our operations, as `collectExampleIds` finds them. Generated test
 * suites of the SDKs send them, so fixtures/openapi-examples.json must have a record for each.
 */
const listed = JSON.parse(readFileSync(new URL('example-ids.json', import.meta.url), 'utf8')) as ExampleIds

const vendorFile = `${root}../shared/vendor/telnyx-openapi-2026-07-16.yml.gz`
const isAbsent = !existsSync(vendorFile)
const fixtures = `${root}fixtures/openapi-examples.json`

test.skipIf(isAbsent)(
  `the list of example IDs is that of the vendor's document${isAbsent ? ` (skipped: ${vendorFile} does not exist)` : ''}`,
  () => {
    const document = parse(gunzipSync(readFileSync(vendorFile)).toString())
    const ids = verifyOperations.map(({ id }) => id)
    expect(collectExampleIds(document, ids, ['VerifyDetailRecord'])).toEqual(listed)
  },
)

/** Records that a request creates or that are not stored, so that no fixture can have them. */
const notStored = ['+18665552368']

test('every example ID is in the fixtures', async () => {
  const { get } = await useApi({ fixtures, dialect: 'spec' })
  const templates = JSON.stringify((await get('/verify_profiles/templates')).body)
  const there = (readFileSync(fixtures, 'utf8') + templates).toLowerCase()
  const all = [...new Set(Object.values(listed).flat())].filter((id) => !notStored.includes(id))
  expect(all.length).toBeGreaterThan(6)
  expect(all.filter((id) => !there.includes(id))).toEqual([])
})

/** The ID of an event in the example of a delivery; it cannot be read. */
const eventId = '0ccc7b54-4df3-4bca-a65a-3da1ecc777f0'

const reads = verifyOperations.flatMap(({ id, method, path }) => {
  if (method !== 'GET' || !path.includes('{')) return []
  const isByNumber = path.includes('{phone_number}')
  const examples = (listed[id] ?? []).filter((one) => one !== eventId && one.startsWith('+') === isByNumber)
  return examples.map((example) => [id, path, example] as const)
})

test.each(reads)('%s %s finds the example %s', async (_id, path, example) => {
  const { get } = await useApi({ fixtures, dialect: 'spec' })
  expect((await get(path.replace(/\{\w+\}/, example))).status).toBe(200)
})
