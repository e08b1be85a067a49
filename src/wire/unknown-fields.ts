import { type Fields, requestFields } from '../spec/request-fields.js'
import { hintNotEmulated } from './not-emulated.js'
import { suggestNearest, toBare } from './suggest.js'

/**
 * Names that a field had earlier, or has in a sister product or in another API → the field's name today. A name is taken
 * only where the operation has that field, so one name can stand for several.
 */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  alpha_sender: ['sender', 'from', 'sender_id', 'sender_name', 'alphanumeric_sender', 'alpha_sender_id'],
  app_name: ['application_name', 'brand', 'brand_name', 'company', 'service_name', 'app', 'name'],
  code: ['otp', 'pin', 'token', 'verification_code', 'custom_code', 'passcode'],
  code_length: ['length', 'digits', 'pin_length', 'otp_length', 'token_length'],
  custom_code: ['code', 'otp', 'pin', 'token', 'passcode'],
  daily_spend_limit: ['spend_limit', 'daily_limit', 'budget'],
  daily_spend_limit_enabled: ['spend_limit_enabled', 'daily_limit_enabled'],
  default_verification_timeout_secs: ['timeout_secs', 'timeout', 'ttl', 'expires_in', 'expiration', 'code_ttl'],
  extension: ['send_digits', 'dtmf', 'ext'],
  language: ['locale', 'lang'],
  messaging_template_id: ['messaging_template', 'template_id', 'template', 'message_template_id', 'message_template'],
  name: ['friendly_name', 'profile_name', 'title', 'display_name'],
  phone_number: ['to', 'phone', 'number', 'recipient', 'destination', 'msisdn', 'mobile'],
  sender_phone_number: ['from', 'sender', 'whatsapp_number'],
  template_id: ['messaging_template_id', 'messaging_template', 'template'],
  text: ['template', 'body', 'message', 'content'],
  timeout_secs: ['timeout', 'ttl', 'expires_in', 'default_verification_timeout_secs', 'default_timeout_secs'],
  verification_code: ['code', 'otp', 'pin', 'token'],
  verification_method: ['method', 'type', 'channel', 'via'],
  verify_profile_id: ['profile', 'profile_id', 'service_id', 'verification_profile_id', 'verify_profile'],
  waba_id: ['whatsapp_business_account_id', 'business_account_id'],
  webhook_failover_url: ['webhook_event_failover_url', 'failover_url', 'fallback_url', 'webhook_fallback_url'],
  webhook_url: ['webhook', 'callback_url', 'webhook_event_url', 'status_callback', 'callback'],
  whitelisted_destinations: ['destinations', 'countries', 'allowed_countries', 'allowed_destinations', 'whitelist'],
}

/** Settings that requests often carry although they belong elsewhere, and where. */
const elsewhere: ReadonlyMap<string, string> = new Map(
  Object.entries({
    alpha_sender: 'it belongs in the sms section of the profile',
    app_name: 'it belongs in a section of the profile',
    channel: 'the channel is the last part of the path',
    code_length: 'it belongs in a section of the profile',
    language: 'it is a setting of the profile',
    messaging_template_id: 'it belongs in a section of the profile',
    type: 'the channel is the last part of the path',
    whitelisted_destinations: 'it belongs in a section of the profile',
  }),
)

/** Fields that the service sets itself, which applications send back. */
const readOnly: readonly string[] = ['id', 'record_type', 'created_at', 'updated_at']

const mostNamed = 5

/** A field of a body that is ignored, and the clause about it. */
interface IgnoredField {
  readonly place: string
  readonly remark: string | undefined
}

/**
 * Describes the fields of a body that its operation does not know and therefore ignores (H11), each with the name that was
 * probably meant.
 *
 * @returns a sentence without a full stop, or undefined if all fields are known
 * @example
 * ```ts
 * describeIgnoredFields('CreateVerifyProfile', { name: 'Shop', sms: { messaging_template: '...' } })
 * // unknown field sms.messaging_template was ignored (did you mean messaging_template_id?)
 * ```
 */
export function describeIgnoredFields(operation: string, body: unknown): string | undefined {
  const fields = requestFields[operation]
  if (fields === undefined || knowsAll(fields, body)) return undefined
  const found = findUnknown(fields, body)
  if (found.length === 0) return undefined
  const named = found.slice(0, mostNamed).map(({ place, remark }) => (remark ? `${place} (${remark})` : place))
  const others = found.length - mostNamed
  const list = `${named.join(', ')}${others > 0 ? ` and ${others} more` : ''}`
  return found.length === 1 ? `unknown field ${list} was ignored` : `unknown fields were ignored: ${list}`
}

/** Whether a body has known fields only, of which none has fields inside: true for most bodies. */
function knowsAll(fields: Fields, body: unknown): boolean {
  for (const name in body as object) if (!Object.hasOwn(fields, name) || !isEmpty(fields[name] as Fields)) return false
  return true
}

function isEmpty(fields: Fields): boolean {
  for (const _ in fields) return false
  return true
}

/** @param all the fields of the whole body, of which `fields` are those at the path */
function findUnknown(fields: Fields, body: unknown, path = '', all = fields): IgnoredField[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return []
  const found: IgnoredField[] = []
  for (const name of Object.keys(body)) {
    const known = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (known === undefined && hintNotEmulated(name) !== undefined) continue // X1 has its own hint
    if (known === undefined)
      found.push({ place: path + name.slice(0, 60), remark: remarkOn(name, fields, Object.keys(body), all) })
    else if (Object.keys(known).length > 0)
      found.push(...findUnknown(known, (body as Record<string, unknown>)[name], `${path}${name}.`, all))
  }
  return found
}

/** What was probably meant by an unknown field. Fields that the body has anyway were not meant. */
function remarkOn(name: string, fields: Fields, sent: readonly string[], all: Fields): string | undefined {
  if (readOnly.includes(name)) return 'the service sets it'
  const missing = Object.keys(fields).filter((field) => !sent.includes(field))
  const bare = toBare(name)
  const meant =
    missing.find((field) => toBare(field) === bare) ??
    missing.find((field) => otherNames[field]?.some((other) => toBare(other) === bare))
  if (meant !== undefined) return `did you mean ${meant}?`
  const owners = fields === all ? [] : Object.keys(all).filter((section) => Object.hasOwn(all[section] as Fields, name))
  if (owners.length > 0) return `it is a setting of ${owners.join(', ')}`
  return elsewhere.get(name) ?? suggestNearest(name, missing)?.replace('Did', 'did')
}
