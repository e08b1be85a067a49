import { describe, expect, test } from 'vitest'
import { describeIgnoredFields } from '../../src/wire/unknown-fields.js'

describe('H11: an ignored field is named with the one that was meant', () => {
  test('known fields are not mentioned', () => {
    expect(describeIgnoredFields('CreateVerifyProfile', { name: 'Shop', sms: { code_length: 6 } })).toBeUndefined()
  })

  test('the whole sentence', () => {
    expect(describeIgnoredFields('CreateVerifyProfile', { name: 'Shop', sms: { messaging_template: 'x' } })).toBe(
      'unknown field sms.messaging_template (did you mean messaging_template_id?) was ignored',
    )
  })

  test.each<[operation: string, body: object, parts: readonly string[]]>([
    ['CreateVerifyProfile', { name: 'x', webhook: 'y' }, ['webhook (did you mean webhook_url?)']],
    ['CreateVerifyProfile', { name: 'x', sms: { Code_Length: 6 } }, ['sms.Code_Length (did you mean code_length?)']],
    ['CreateVerifyProfile', { name: 'x', sms: { code_lenght: 6 } }, ['sms.code_lenght (did you mean code_length?)']],
    ['CreateVerificationSms', { phone_number: '+1', code: '1' }, ['code (did you mean custom_code?)']],
    ['CreateVerificationSms', { phone_number: '+1', type: 'sms' }, ['type (the channel is the last part of the path)']],
    [
      'CreateVerificationSms',
      { locale: 'de', language: 'de' },
      ['locale', 'language (it is a setting of the profile)'],
    ],
    ['CreateVerifyProfile', { code_length: 6 }, ['code_length (it belongs in a section of the profile)']],
    [
      'CreateVerifyProfile',
      { flashcall: { code_length: 6 } },
      ['flashcall.code_length (it is a setting of sms, call)'],
    ],
    [
      'UpdateVerifyProfile',
      { whatsapp: { app_name: 'x' } },
      ['whatsapp.app_name (it is a setting of sms, call, flashcall)'],
    ],
    ['UpdateVerifyProfile', { id: 'x', name: 'y' }, ['id (the service sets it)']],
    ['UpdateVerifyProfile', { phone: 'x' }, ['unknown field phone was ignored']],
    ['VerifyVerificationCodeById', { code: '1', otp: '1' }, ['unknown field otp was ignored']],
    ['UpdateMessageTemplate', { body: '{{code}}' }, ['body (did you mean text?)']],
  ])('%s %j', (operation, body, parts) => {
    for (const part of parts) expect(describeIgnoredFields(operation, body)).toContain(part)
  })

  test('at most five are named', () => {
    const body = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`zzzzzzzz${index}`, 1]))
    expect(describeIgnoredFields('CreateMessageTemplate', { text: 'x', ...body })).toMatch(/zzzzzzzz4 and 3 more$/)
  })

  test.each([null, 5, 'text', [], { __proto__: { a: 1 } }])(
    'a body that is not a plain object has none: %j',
    (body) => {
      expect(describeIgnoredFields('CreateVerifyProfile', body)).toBeUndefined()
    },
  )
})
