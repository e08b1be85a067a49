import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type Document, type DocumentedOperation, operationsOf, readDocument, root } from '../../tools/documents.js'
import { type Api, useApi } from '../support/emulator.js'
import { compareDocuments, expand } from './comparison.js'

const vendorFile = `${root}../shared/vendor/telnyx-verify-2026-07-16.yml`
const isAbsent = !existsSync(vendorFile)
const ours = readDocument('verify')

// Where a difference shows, in the manner of a shell: `{a,b}c` stands for `ac` and `bc`.
const profiles = '{{{Create,Get,Update}VerifyProfile,DeleteProfile} 200/data,ListProfiles 200/data[]}'
const profileRequests = '{CreateVerifyProfile request/{sms,call,flashcall,whatsapp},UpdateVerifyProfile request/{sms,call,whatsapp}}'
const starts = 'Create{VerificationSms,VerificationCall,FlashcallVerification,WhatsappVerification}'
const verifications = `{{${starts},RetrieveVerification} 200/data,ListVerifications 200/data[]}`
const numbers = '{{GetVerifiedNumber,DeleteVerifiedNumber,VerifyVerificationCode} 200/data,ListVerifiedNumbers 200/data[]}'
const checks = 'VerifyVerificationCodeBy{PhoneNumber,Id}'
const writes = `{{Create,Update}{VerifyProfile,MessageTemplate},${starts},${checks}}`
const numberWrites = '{CreateVerifiedNumber,VerifyVerificationCode}'
const timestamp = String.raw`pattern nothing, ours "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}$"`
const country = String.raw`pattern "^[A-Z]{2}$", ours "^([A-Z]{2}|\\*)$"`

/** All that our document says beyond the vendor's, each by the rule or the reason that has it so. */
const documentedAdditions: Readonly<Record<string, readonly string[]>> = {
  'C1: a check answers two fields and no more': [`${checks} 200/data: additionalProperties true, ours false`],
  'C4, C5: the docs know two more outcomes': [
    `${checks} 200/data/response_code: enum accepted rejected, ours accepted expired max_attempts_exceeded rejected`,
  ],
  'H2: without a key': [
    `{${writes},ListProfiles,ListProfileMessageTemplates,GetVerifyProfile,DeleteProfile,RetrieveVerification,ListVerifications} 401: only ours`,
  ],
  'H4: a list has all four numbers': [
    'ListVerifiedNumbers 200/meta: required nothing, ours page_number page_size total_pages total_results',
  ],
  'H5: an error body has errors': [
    `{${writes},ListProfiles,ListVerifications} 400: required nothing, ours errors`,
    `{${numberWrites} {400,401,422},ListVerifiedNumbers {400,401},{Get,Delete}VerifiedNumber {401,404}}: required nothing, ours errors`,
    'VerifyVerificationCode 404: required nothing, ours errors',
  ],
  'H8: a body that is too large or no JSON': [`{${writes},${numberWrites}} {413,415}: only ours`],
  'H9, H10: a body that will not do': [`${writes} 422: only ours`, '{Create,Update}VerifyProfile request/name: minLength nothing, ours 1'],
  'H17: timestamps have microseconds and no zone': [
    `{${profiles},${verifications}}/{created_at,updated_at}: ${timestamp}`,
    `${numbers}/verified_at: ${timestamp}`,
  ],
  'P4: another spelling of the timeout': [`${profileRequests}/default_timeout_secs: only ours`],
  'P6: a timeout is a second or more': [
    `{${profileRequests},${profiles}/{sms,call,flashcall,whatsapp}}/default_verification_timeout_secs: minimum nothing, ours 1`,
    `{${starts} request,${verifications}}/timeout_secs: minimum nothing, ours 1`,
  ],
  'P7: * stands for every country': [`{${profileRequests},${profiles}/{sms,call,whatsapp}}/whitelisted_destinations[]: ${country}`],
  'P7: what can be set for flash calls is answered': [`${profiles}/flashcall/whitelisted_destinations: only ours`],
  'P9: flashcall can be changed': ['UpdateVerifyProfile request/flashcall: only ours'],
  'P14, T4, C6: what is not there': [
    `{{Get,Update}VerifyProfile,DeleteProfile,UpdateMessageTemplate,RetrieveVerification,${checks}} 404: only ours`,
  ],
  'T4: a template is not empty': ['{Create,Update}MessageTemplate request/text: minLength nothing, ours 1'],
  "N4: null, the vendor's own default, is no extension": ['CreateVerifiedNumber request/extension: type "string", ours null string'],
  'V7: the keys of an extension': [
    'CreateVerificationCall request/extension: maxLength nothing, ours 50',
    'CreateVerificationCall request/extension: pattern nothing, ours "^[0-9A-D*#wW]*$"',
  ],
  'V12: the list of a number has pages': ['ListVerifications query page: only ours'],
}

/** Statuses that the vendor declares and the emulator never answers with: ours declares what really happens. */
const neverAnswered = [
  '{{Get,Delete}VerifiedNumber,GetVerifyProfile,DeleteProfile,RetrieveVerification} 400: only theirs',
  'ListProfileMessageTemplates {400,500}: only theirs',
  'ListVerifiedNumbers 422: only theirs',
]

describe.skipIf(isAbsent)(`the vendor's document${isAbsent ? ` (skipped: there is no ${vendorFile})` : ''}`, () => {
  const theirs: Document = isAbsent ? ours : parse(readFileSync(vendorFile, 'utf8'))
  const differences = compareDocuments(theirs, ours)

  test('all 21 operations are here, with the same ids, methods, paths and kind of key', () => {
    const signatures = (operations: DocumentedOperation[]) => operations.map(({ id, method, path }) => `${id}: ${method} ${path}`)
    // Webhook deliveries belong to another part of the vendor's document, and the public key to none.
    const isOfVerify = ({ operation }: DocumentedOperation) => operation.tags?.some((tag) => tag === 'Verify' || tag === 'Verified Numbers')
    const own = signatures(operationsOf(ours).filter(isOfVerify))
    expect(own).toEqual(signatures(operationsOf(theirs)))
    expect(own).toHaveLength(21)
    expect(ours.security).toEqual(theirs.security)
  })

  test('P1, V1, C10, N1, N4: beyond its parameters, bodies and answers ours has what the rules add, and nothing else', () => {
    const additions = expand(Object.values(documentedAdditions).flat())
    expect(differences.filter((difference) => !difference.endsWith('only theirs'))).toEqual(additions)
  })

  test('nothing of it is missing in ours but statuses that never happen', () => {
    expect(differences.filter((difference) => difference.endsWith('only theirs'))).toEqual(expand(neverAnswered))
  })

  test('its schemas are here by their names', () => {
    expect(Object.keys(ours.components?.schemas ?? {})).toEqual(expect.arrayContaining(Object.keys(theirs.components?.schemas ?? {})))
  })
})

// --- the errors that really happen ---

/** Fits every operation, for what it does not know it ignores (H11). */
const body = {
  ...{ name: 'Bare', text: '{{code}}', code: '00000', verification_code: '000000', verification_method: 'sms' },
  ...{ phone_number: '+13035551234', verify_profile_id: '4900019b-76da-b800-8000-000000000001' },
}

/** Everything that can be wrong with a request, each once. */
function provoke({ send }: Api, { method, path, operation }: DocumentedOperation) {
  const target = path.replace('{phone_number}', '+13035550199').replace(/\{\w+_id\}/, '12345678-9abc-4def-8123-456789abcdef')
  const wrong = [
    send(method, target, undefined, { authorization: '' }),
    send(method, `${target}?page[size]=0`, operation.requestBody && body),
  ]
  if (!operation.requestBody) return wrong
  const bodies = [[body, 'text/plain'], ['{'], [`"${'x'.repeat(1024 * 1024)}"`], [[]], [{}]] as const
  return [...wrong, ...bodies.map(([sent, type = 'application/json']) => send(method, target, sent, { 'content-type': type }))]
}

const rows = operationsOf(ours).map(
  (operation) => [`${operation.operation.requestBody ? 'H2, H8, H10' : 'H2'}: ${operation.id}`, operation] as const,
)

test.each(rows)('%s declares every 4xx that it answers, and no other', async (_title, operation) => {
  const answers = await Promise.all(provoke(await useApi(), operation))
  const statuses = new Set(answers.map(({ status }) => String(status)))
  const declared = Object.keys(operation.operation.responses ?? {})
  expect([...statuses].filter((status) => status > '399').sort()).toEqual(declared.filter((status) => status > '399').sort())
})
