import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type Document, operationsOf, readDocument, root } from '../../tools/documents.js'
import { compareDocuments, expand } from './comparison.js'

/** The complete document: webhook deliveries are no part of the vendor's Verify. */
const vendorFile = `${root}../shared/vendor/telnyx-openapi-2026-07-16.yml.gz`
const isAbsent = !existsSync(vendorFile)

/** The lines of a section, from its name to the next one of its depth. */
function cutOut(text: string, depth: number, name: string): string {
  const indent = ' '.repeat(depth)
  const start = text.indexOf(`\n${indent}${name}:\n`)
  if (start < 0) throw new Error(`there is no ${name}`)
  const length = text.slice(start + 1 + depth + name.length).search(new RegExp(`\\n {0,${depth}}[^ \\n-]`))
  return text.slice(start + 1, start + 1 + depth + name.length + length)
}

/** What is compared, and all that it points at; the whole takes seconds to parse. */
function readVendors(): Document {
  const text = gunzipSync(readFileSync(vendorFile)).toString()
  const section = (depth: number, names: readonly string[]) => names.map((name) => cutOut(text, depth, name)).join('\n')
  return parse(`
paths:
${section(2, ['/webhook_deliveries', '/webhook_deliveries/{id}'])}
components:
  parameters:
${section(4, ['PageConsolidated'])}
  schemas:
${section(4, ['webhook_delivery', 'attempt', 'http', 'http_headers', 'PaginationMetaSimple'])}
`) as Document
}

const deliveries = '{GetWebhookDeliveries 200/data[],GetWebhookDelivery 200/data}'
const attempts = `${deliveries}/attempts[]`
const instant = String.raw`pattern nothing, ours "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$"`

/** All that our document says otherwise than the vendor's, by the rule or the reason that has it so. */
const documentedDifferences: Readonly<Record<string, readonly string[]>> = {
  'H2, H8, W11: an error has a body': ['GetWebhookDeliveries {400,401}: only ours', 'GetWebhookDelivery {401,404}: only ours'],
  'H4: a list has all four numbers': [
    'GetWebhookDeliveries 200/meta: required nothing, ours page_number page_size total_pages total_results',
  ],
  'H15: a page out of range is clamped, or 400 and not 422': [
    'GetWebhookDeliveries query page/{number,size}: minimum 1, ours nothing',
    'GetWebhookDeliveries query page/size: maximum 250, ours nothing',
    'GetWebhookDeliveries 422: only theirs',
  ],
  'our answers are complete, and hold nothing else': [
    'GetWebhookDeliveries 200: required nothing, ours data meta',
    'GetWebhookDelivery 200: required nothing, ours data',
    '{GetWebhookDeliveries,GetWebhookDelivery} 200: additionalProperties true, ours false',
    `${deliveries}: required nothing, ours attempts finished_at id record_type started_at status user_id webhook`,
    `${deliveries}/webhook: required nothing, ours event_type id occurred_at payload record_type`,
    `${attempts}: required nothing, ours finished_at http started_at status`,
    `${attempts}/http: required nothing, ours request`,
    `${attempts}/http/request: required nothing, ours headers url`,
    `${attempts}/http/response: required nothing, ours body headers status`,
    `${attempts}/http/{request,response}/headers[]: {minItems,maxItems} nothing, ours 2`,
    `{${deliveries},${attempts},${attempts}/http}: additionalProperties true, ours false`,
    `{${deliveries},${attempts},${attempts}/http,${attempts}/http/request}: type nothing, ours "object"`,
    `${deliveries}/record_type: enum nothing, ours webhook_delivery`,
  ],
  'times are as in the examples, with milliseconds and a Z': [
    `{${deliveries},${attempts}}/{started_at,finished_at}: format "date-time", ours nothing`,
    `{${deliveries},${attempts}}/{started_at,finished_at}: ${instant}`,
  ],
  'W4: an event has its own way to say when': [`${deliveries}/webhook/occurred_at: format "date-time", ours nothing`],
}

describe.skipIf(isAbsent)(`the vendor's webhook deliveries${isAbsent ? ` (skipped: there is no ${vendorFile})` : ''}`, () => {
  const ours = readDocument('verify')
  const theirs = isAbsent ? ours : readVendors()

  test('W11: both operations are here, with the same ids, methods and paths', () => {
    const signatures = (document: Document) =>
      operationsOf(document).flatMap(({ id, method, path, operation }) =>
        operation.tags?.includes('Webhooks') ? [`${id}: ${method} ${path}`] : [],
      )
    expect(signatures(theirs)).toEqual([
      'GetWebhookDeliveries: GET /webhook_deliveries',
      'GetWebhookDelivery: GET /webhook_deliveries/{id}',
    ])
    expect(signatures(ours)).toEqual(expect.arrayContaining(signatures(theirs)))
  })

  test('W11: ours differs in what is documented here, and in nothing else', () => {
    expect(compareDocuments(theirs, ours)).toEqual(expand(Object.values(documentedDifferences).flat()))
  })
})
