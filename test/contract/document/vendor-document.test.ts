import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { compareOperations, formatDifference, pairOperations } from '../../../src/contract/document/compare.js'
import { readDocumented } from '../../../src/contract/document/documented.js'
import { type OpenApi, operationsOf as readOperations } from '../../../src/contract/document/openapi.js'
import { type Document, type DocumentedOperation, operationsOf, readDocument, root } from '../../../tools/documents.js'
import { type Api, useApi } from '../../support/emulator.js'

const vendorFile = `${root}../shared/vendor/telnyx-verify-2026-07-16.yml`
const isAbsent = !existsSync(vendorFile)
const ours = readDocument('verify')

describe.skipIf(isAbsent)(`the vendor's document${isAbsent ? ` (skipped: ${vendorFile} does not exist)` : ''}`, () => {
  const theirs: Document = isAbsent ? ours : parse(readFileSync(vendorFile, 'utf8'))
  const differences = compareWith(theirs)
  const documented = [...readDocumented().keys()].filter(
    (line) => !/^(GetWebhookDeliver|GetUserBalance|LookupNumber|SearchDetailRecords)/.test(line),
  ) // not in this part of the document

  test('has the same 21 operations, with the same IDs, methods, paths and security', () => {
    const isOfVerify = ({ operation }: DocumentedOperation) => operation.tags?.some((tag) => tag.startsWith('Verif'))
    const signatures = (document: Document) =>
      operationsOf(document)
        .filter(isOfVerify)
        .map(({ id, method, path }) => `${id}: ${method} ${path}`)
    expect(signatures(ours)).toEqual(signatures(theirs))
    expect(signatures(ours)).toHaveLength(21)
    expect(ours.security).toEqual(theirs.security)
  })

  test('P1, V1, C10, N1, N4: lacks exactly the documented additions', () => {
    const additions = documented.filter((line) => !line.endsWith('only theirs'))
    expect(differences.filter((difference) => !difference.endsWith('only theirs'))).toEqual(additions.sort())
  })

  test('has nothing that ours lacks but statuses that never occur', () => {
    const neverAnswered = documented.filter((line) => line.endsWith('only theirs'))
    expect(differences.filter((difference) => difference.endsWith('only theirs'))).toEqual(neverAnswered.sort())
  })

  test('has no schema name that ours lacks', () => {
    expect(Object.keys(ours.components?.schemas ?? {})).toEqual(
      expect.arrayContaining(Object.keys(theirs.components?.schemas ?? {})),
    )
  })
})

/** The differences in operations that their document has. */
function compareWith(theirs: Document): string[] {
  const [their, our] = [theirs, ours].map((document) => document as unknown as OpenApi) as [OpenApi, OpenApi]
  const pairs = pairOperations(readOperations(their), readOperations(our)).filter((pair) => pair.their)
  return pairs
    .flatMap((pair) => compareOperations(their, our, pair))
    .map(formatDifference)
    .sort()
}

// --- the errors that occur ---

/** A body for every operation: unknown fields are ignored (H11). */
const body = {
  ...{ name: 'Bare', text: '{{code}}', code: '00000', verification_code: '000000', verification_method: 'sms' },
  ...{ phone_number: '+13035551234', verify_profile_id: '4900019b-76da-b800-8000-000000000001' },
}

/** Sends every kind of invalid request once. */
function provoke({ send }: Api, { method, path, operation }: DocumentedOperation) {
  const target = path
    .replace('{phone_number}', '+13035550199')
    .replace(/\{\w+_id\}/, '12345678-9abc-4def-8123-456789abcdef')
  const wrong = [
    send(method, target, undefined, { authorization: '' }),
    send(method, `${target}?page[size]=0&type=nothing`, operation.requestBody && body),
  ]
  if (!operation.requestBody) return wrong
  const bodies = [[body, 'text/plain'], ['{'], [`"${'x'.repeat(1024 * 1024)}"`], [[]], [{}]] as const
  return [
    ...wrong,
    ...bodies.map(([sent, type = 'application/json']) => send(method, target, sent, { 'content-type': type })),
  ]
}

const rows = operationsOf(ours).map(
  (operation) => [`${operation.operation.requestBody ? 'H2, H8, H10' : 'H2'}: ${operation.id}`, operation] as const,
)

test.each(rows)('%s declares exactly the 4xx statuses it answers with', async (_title, operation) => {
  const answers = await Promise.all(provoke(await useApi(), operation))
  const statuses = new Set(answers.map(({ status }) => String(status)))
  const declared = Object.keys(operation.operation.responses ?? {})
  expect([...statuses].filter((status) => status > '399').sort()).toEqual(
    declared.filter((status) => status > '399').sort(),
  )
})
