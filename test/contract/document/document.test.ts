import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { checkDocument, compareDocuments } from '../../../src/contract/document/check.js'
import {
  CannotRunError,
  exitCodeOf,
  type Finding,
  findingsOf,
  isFailure,
  type Report,
} from '../../../src/report/report.js'
import { readDocument, root } from '../../../tools/documents.js'

// biome-ignore lint/suspicious/noExplicitAny: tests reach into documents, and fail when nothing is there
type Loose = any

/** Compares our document, with a change, with itself. */
function reportOn(change: (document: Loose) => void): Report {
  const document = structuredClone(readDocument('verify')) as Loose
  change(document)
  return compareDocuments(document, 'changed', new Map())
}

const format = ({ kind, place, expected, actual }: Finding) => [kind, place, expected, actual].join(' | ')
const driftOf = (report: Report) => findingsOf(report).filter(isFailure).map(format)

const profileBody = (document: Loose) =>
  document.paths['/verify_profiles'].post.requestBody.content['application/json'].schema
const checkAnswer = (document: Loose) =>
  document.components.schemas.VerifyVerificationCodeResponse.properties.data.properties

describe('a comparison of documents', () => {
  test('finds no difference between different references to the same schema', () => {
    const report = reportOn(({ components }) => {
      components.schemas.Moved = components.schemas.AppName
      components.schemas.AppName = { allOf: [{ $ref: '#/components/schemas/Moved' }] }
    })
    expect(driftOf(report)).toEqual([])
    expect(exitCodeOf(report)).toBe(0)
  })

  test.each<[string, (document: Loose) => unknown, string]>([
    [
      'a removed operation',
      ({ paths }: Loose) => delete paths['/verifications/flashcall'],
      'breaking | CreateFlashcallVerification | present | absent',
    ],
    [
      'a new operation',
      ({ paths }: Loose) => {
        paths['/verifications/rcs'] = { post: { operationId: 'Rcs', tags: ['Verify'], responses: {} } }
      },
      'differs | Rcs | absent | present',
    ],
    [
      'a moved operation',
      ({ paths }: Loose) => {
        paths['/public_keys'] = paths['/public_key']
        delete paths['/public_key']
      },
      'breaking | GetPublicKey | path "/public_key" | path "/public_keys"',
    ],
    [
      'a changed operationId',
      ({ paths }: Loose) => {
        paths['/public_key'].get.operationId = 'Key'
      },
      'differs | GetPublicKey | id "GetPublicKey" | id "Key"',
    ],
    [
      'a field that becomes required',
      (document: Loose) => profileBody(document).required.push('language'),
      'breaking | request | required name | required language name',
    ],
    [
      'a field that becomes optional',
      (document: Loose) => delete profileBody(document).required,
      'differs | request | required name | required nothing',
    ],
    [
      'a new request field',
      (document: Loose) => {
        profileBody(document).properties.rcs = {}
      },
      'differs | request/rcs | absent | present',
    ],
    [
      'a removed request field',
      (document: Loose) => delete profileBody(document).properties.language,
      'breaking | request/language | present | absent',
    ],
    [
      'a shorter enumeration in a request',
      ({ paths }: Loose) => {
        paths['/verified_numbers'].post.requestBody.content[
          'application/json'
        ].schema.properties.verification_method.enum = ['sms']
      },
      'breaking | request/verification_method | enum call sms | enum sms',
    ],
    [
      'a new maximum',
      (document: Loose) => {
        profileBody(document).properties.language.maxLength = 5
      },
      'breaking | request/language | maxLength nothing | maxLength 5',
    ],
    [
      'a lower minimum',
      (document: Loose) => {
        profileBody(document).properties.name.minLength = 0
      },
      'differs | request/name | minLength 1 | minLength 0',
    ],
    [
      'a changed default',
      (document: Loose) => {
        profileBody(document).properties.daily_spend_limit_enabled.default = true
      },
      'differs | request/daily_spend_limit_enabled | default false | default true',
    ],
  ])('reports %s', (_, change, expected) => {
    expect(driftOf(reportOn(change))).toEqual([expected])
  })

  test.each<[string, (document: Loose) => unknown, string]>([
    ['an additional value', (document: Loose) => checkAnswer(document).response_code.enum.push('blocked'), 'breaking'],
    ['a missing value', (document: Loose) => checkAnswer(document).response_code.enum.pop(), 'differs'],
    [
      'a nullable field',
      (document: Loose) => {
        checkAnswer(document).response_code.nullable = true
      },
      'breaking',
    ],
    [
      'an additional field',
      (document: Loose) => {
        checkAnswer(document).carrier = { type: 'string' }
      },
      'differs',
    ],
    ['a missing field', (document: Loose) => delete checkAnswer(document).response_code, 'breaking'],
  ])('reports %s in the answers to both checks', (_, change, kind) => {
    const findings = findingsOf(reportOn(change)).filter(isFailure)
    expect(findings.map((finding) => finding.kind)).toEqual([kind, kind])
    expect(findings[0]?.place).toMatch(/^200\/data\//)
  })

  test('reports a query parameter, a status, and the body of a status', () => {
    const report = reportOn(({ paths }) => {
      paths['/verify_profiles'].get.parameters.pop()
      paths['/verify_profiles'].get.responses['429'] = { description: 'Slow down' }
      paths['/verify_profiles'].get.responses['400'] = { description: 'No body' }
    })
    expect(driftOf(report)).toEqual([
      'differs | 400 content | present | absent',
      'differs | 429 | absent | present',
      'breaking | query page | present | absent',
    ])
  })

  test('ends for a recursive schema', () => {
    const report = reportOn(({ components }) => {
      components.schemas.AppName = { type: 'object', properties: { again: { $ref: '#/components/schemas/AppName' } } }
    })
    expect(exitCodeOf(report)).toBe(1)
  })
})

test('a documented difference is not drift; an obsolete one is reported', () => {
  const changed = reportOn(() => {})
  expect(findingsOf(changed).every(({ kind }) => kind === 'same')).toBe(true)
  const document = structuredClone(readDocument('verify')) as Loose
  document.paths['/public_key'].get.operationId = 'Key'
  const documented = new Map(
    ['GetPublicKey: id "Key", ours "GetPublicKey"', 'GetPublicKey 401: only theirs'].map((line) => [
      line,
      { line, reason: 'Intended', rule: 'W12' },
    ]),
  )
  const findings = findingsOf(compareDocuments(document, 'changed', documented)).filter(({ kind }) => kind !== 'same')
  expect(findings.map(({ kind, rule }) => `${kind} ${rule}`)).toEqual(['addition W12', 'unproven W12'])
})

describe('a document', () => {
  const folder = () => {
    const path = mkdtempSync(join(tmpdir(), 'contract-'))
    onTestFinished(() => rmSync(path, { recursive: true }))
    return path
  }
  const write = (name: string, content: string | Buffer) => {
    const path = join(folder(), name)
    writeFileSync(path, content)
    return path
  }
  const ours = readDocument('verify')

  test.each([
    ['YAML', 'a.yaml', stringify(ours)],
    ['JSON', 'a.json', JSON.stringify(ours)],
    ['gzip, whatever its name', 'a.yaml', gzipSync(stringify(ours))],
  ])('can be %s', async (_, name, content) => {
    const report = await checkDocument(write(name, content))
    expect(findingsOf(report).some(isFailure)).toBe(false)
    expect(findingsOf(report).length).toBeGreaterThan(20)
  })

  test('can be a URL; an error status is reported', async () => {
    const server = createServer(({ url }, response) =>
      url === '/spec' ? response.end(JSON.stringify(ours)) : response.writeHead(404).end(),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(exitCodeOf(await checkDocument(`${origin}/spec`))).toBe(0)
    await expect(checkDocument(`${origin}/other`)).rejects.toThrow(/^Cannot fetch .*other: the server answered 404/)
    server.closeAllConnections()
  })

  test.each([
    [
      'a missing file',
      () => 'nowhere/spec.yaml',
      /^nowhere\/spec\.yaml cannot be read: it does not exist\. Check the path\.$/,
    ],
    ['a file that is neither JSON nor YAML', () => write('a.json', '{'), /neither JSON nor YAML/],
    ['a file that is not OpenAPI', () => write('a.yaml', 'swagger: "2.0"'), /is not an OpenAPI 3 document/],
    [
      'truncated gzip',
      () => write('a.gz', gzipSync('openapi: 3.1.0').subarray(0, 20)),
      /a\.gz cannot be unpacked: .+\. Was it downloaded completely\?$/,
    ],
    ['a document without Verify', () => write('a.yaml', 'openapi: 3.1.0\npaths: {}'), /no operation tagged Verify/],
    [
      'a dangling reference',
      () => write('a.json', JSON.stringify(ours).replaceAll('"#/components/schemas/AppName"', '"other.yaml#/AppName"')),
      /other.yaml#\/AppName points at nothing/,
    ],
  ])('%s is refused with a sentence', async (_, make, sentence) => {
    const checked = checkDocument(make())
    await expect(checked).rejects.toThrow(sentence)
    await expect(checked).rejects.toBeInstanceOf(CannotRunError)
  })
})

const complete = (date: string) => `${root}../shared/vendor/telnyx-openapi-${date}.yml.gz`
const isAbsent = !existsSync(complete('2026-07-16'))

describe.skipIf(isAbsent)(
  `the vendor's complete documents${isAbsent ? ` (skipped: ${complete('2026-07-16')} does not exist)` : ''}`,
  () => {
    test('P1, V1, C10, N1, N4, W11, X3: the document of 2026-07-16 has exactly the documented differences', async () => {
      const report = await checkDocument(complete('2026-07-16'))
      expect(exitCodeOf(report)).toBe(0)
      expect(new Set(findingsOf(report).map(({ kind }) => kind))).toEqual(new Set(['addition']))
      expect(report.sections).toHaveLength(26)
    })

    test('the document of 2025-12-15 lacks WhatsApp, spend limits and flash call names, and requires destinations', async () => {
      const report = await checkDocument(complete('2025-12-15'))
      const lines = report.sections.flatMap(({ title, findings }) =>
        findings
          .filter(({ kind }) => kind !== 'addition')
          .map((finding) => `${title.split(' ')[0]}: ${format(finding)}`),
      )
      // Verified against a comparison of the two documents by other means.
      const expected = readFileSync(new URL('expected-2025-12-15.txt', import.meta.url), 'utf8')
        .trim()
        .split('\n')
      expect(lines).toEqual(expected)
      expect(exitCodeOf(report)).toBe(1)
    })
  },
)
