import fc, { type Arbitrary } from 'fast-check'
import { oddJson, oddKey } from './odd-values.js'

/** Draws a token of Memory, mostly for the newest value of its kind. */
export const named = (kind: string): Arbitrary<string> =>
  fc
    .oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 4 }) })
    .map((back) => `<${kind} ${back}>`)

const code = fc.oneof(
  { weight: 4, arbitrary: named('code') },
  { weight: 1, arbitrary: fc.constantFrom('00000', '123456') },
)
export const phone = fc.oneof(
  { weight: 3, arbitrary: named('phone') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '+13035551234',
      '+13035550199',
      '+442071838750',
      '+4915112345678',
      '+18764441234',
      '+14165550123',
    ),
  },
)
const timeout = fc.constantFrom(1, 60, 300, 86_400, 1e21)
const destinations = fc.constantFrom(['US'], ['*'], ['US', 'CA', 'GB'], [])
export const optional = <T>(record: { [K in keyof T]: Arbitrary<T[K]> }) => fc.record(record, { requiredKeys: [] })

const section = optional({
  app_name: fc.constantFrom('Acme', 'Big Shop 24'),
  code_length: fc.integer({ min: 4, max: 10 }),
  default_verification_timeout_secs: timeout,
  default_timeout_secs: timeout,
  messaging_template_id: named('template'),
  whitelisted_destinations: destinations,
  alpha_sender: fc.constantFrom(null, 'Acme'),
  sender_phone_number: fc.constantFrom(null, '', '+13035550100'),
})
const profile = {
  webhook_url: fc.constantFrom('', 'http://127.0.0.1:1/hook'),
  language: fc.constantFrom('en-US', 'de'),
  daily_spend_limit: fc.constantFrom(0, 0.05, 100, 1e308),
  daily_spend_limit_enabled: fc.boolean(),
  sms: section,
  call: section,
  flashcall: section,
  whatsapp: section,
}
const name = fc.constantFrom('Acme', 'Login codes', '{{code}}', 'Ünïcode 😀')
const template = fc.record({
  text: fc.constantFrom(
    '{{code}}',
    '{{code}} {{app_name}} {{x}} {{default_verification_timeout_secs}}',
    '$& {{code}} $1',
  ),
})
const start = fc.record(
  {
    phone_number: phone,
    verify_profile_id: named('profile'),
    custom_code: fc.constantFrom(null, '0000', '1234567890'),
    extension: fc.constantFrom(null, '', '12wW#*A'),
    timeout_secs: timeout,
  },
  { requiredKeys: ['phone_number', 'verify_profile_id'] },
)

/** Bodies that an operation of the emulated API accepts, if the resources they name exist. */
export const validBodies: Readonly<Record<string, Arbitrary<object>>> = {
  CreateVerifyProfile: fc.record({ name, ...profile }, { requiredKeys: ['name', 'sms'] }),
  UpdateVerifyProfile: optional({ name, ...profile }),
  CreateMessageTemplate: template,
  UpdateMessageTemplate: template,
  CreateVerificationSms: start,
  CreateVerificationCall: start,
  CreateFlashcallVerification: start,
  CreateWhatsappVerification: start,
  VerifyVerificationCodeByPhoneNumber: fc.record({ code, verify_profile_id: named('profile') }),
  VerifyVerificationCodeById: optional({ code, status: fc.constantFrom('accepted', 'rejected') }),
  CreateVerifiedNumber: fc.record(
    { phone_number: phone, verification_method: fc.constantFrom('sms', 'call'), extension: fc.constantFrom('', '1w2') },
    { requiredKeys: ['phone_number', 'verification_method'] },
  ),
  VerifyVerificationCode: fc.record({ verification_code: code }),
}

type Damage = 'remove' | 'replace' | 'rename' | 'capitals' | 'wrap' | 'stringify' | 'add'
const damages: readonly Damage[] = [
  'remove',
  'replace',
  'replace',
  'replace',
  'rename',
  'capitals',
  'wrap',
  'stringify',
  'add',
]
const marker = '@odd value@'

/** A valid body with one error, as text, because some errors cannot be expressed as an object. */
export function nearlyValid(valid: Arbitrary<object>): Arbitrary<string> {
  return fc.tuple(valid, fc.nat(), fc.constantFrom(...damages), oddJson, oddKey).map(([body, at, damage, odd, key]) => {
    const copy = structuredClone(body)
    const [holder, field] = pickField(copy, at)
    const value = holder[field]
    if (damage !== 'add') delete holder[field]
    if (damage === 'replace') holder[field] = marker
    if (damage === 'rename')
      setOwn(
        holder,
        field.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
        value,
      )
    if (damage === 'capitals') setOwn(holder, field.toUpperCase(), value)
    if (damage === 'wrap') holder[field] = [value]
    if (damage === 'stringify') holder[field] = JSON.stringify(value) ?? 'undefined'
    if (damage === 'add') setOwn(holder, key, marker)
    return JSON.stringify(copy).replaceAll(JSON.stringify(marker), () => odd)
  })
}

type Fields = Record<string, unknown>

/** Draws one of all fields, including those of sections. */
function pickField(body: object, at: number): [Fields, string] {
  const fields: [Fields, string][] = []
  const collect = (holder: Fields) => {
    for (const [name, value] of Object.entries(holder)) {
      fields.push([holder, name])
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) collect(value as Fields)
    }
  }
  collect(body as Fields)
  return fields[at % fields.length] ?? [body as Fields, 'nothing']
}

/** Sets a field, also `__proto__`, as an ordinary property. The length of a list is not a field: JSON has none. */
function setOwn(holder: Fields, name: string, value: unknown): void {
  if (Array.isArray(holder) && name === 'length') return
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true })
}
