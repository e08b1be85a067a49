import { isE164 } from '../../core/phone-numbers.js'
import { type Channel, channels } from '../../core/records.js'
import { isUuid } from '../../wire/uuid.js'
import type { Shape } from './shape.js'

/** A request to send instead. */
export interface Suggestion {
  readonly method: string
  /** Below `/v2`. */
  readonly path: string
  /** JSON to send, if any. */
  readonly body?: string
}

/** What a request body tells about its intention. */
export interface BodyFacts {
  readonly phone: string | undefined
  readonly id: string | undefined
  readonly profileId: string | undefined
  readonly channel: Channel | undefined
  readonly hasCode: boolean
}

const names = {
  phone: ['phone_number', 'phoneNumber', 'to', 'To', 'phone', 'number', 'recipient'],
  id: ['verification_id', 'verificationId', 'id', 'verification'],
  profileId: ['verify_profile_id', 'verifyProfileId', 'profile_id', 'verification_profile_id'],
  channel: ['type', 'channel', 'Channel', 'method', 'verification_method', 'verification_type', 'via'],
  code: ['code', 'Code', 'otp', 'pin', 'token', 'verification_code', 'otp_code'],
}

/** Reads the facts of a parsed body, in the spellings of this API and of others. */
export function readBodyFacts(body: unknown): BodyFacts {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const find = (keys: readonly string[], fits: (value: string) => boolean) =>
    keys.map((key) => fields[key]).find((value): value is string => typeof value === 'string' && fits(value))
  return {
    phone: find(names.phone, isE164),
    id: find(names.id, isUuid)?.toLowerCase(),
    profileId: find(names.profileId, isUuid)?.toLowerCase(),
    channel: find(names.channel, (value) =>
      (channels as readonly string[]).includes(value.toLowerCase()),
    )?.toLowerCase() as Channel | undefined,
    hasCode: names.code.some((key) => fields[key] !== undefined),
  }
}

/** Suggests the request that was probably meant; several if it cannot be told, none if nothing is recognized. */
export function suggestRequests(method: string, shape: Shape, sent: BodyFacts): readonly Suggestion[] {
  const { resource } = shape
  const body = { ...sent, profileId: sent.profileId ?? shape.profileId }
  if (resource === undefined) return []
  const isCheck = shape.action === 'check' && (shape.by !== undefined || resource === 'profiles')
  return isCheck ? suggestCheck(shape, body) : suggestionsOf[resource](method, shape, body)
}

type Suggest = (method: string, shape: Shape, body: BodyFacts) => readonly Suggestion[]

const suggestionsOf: Readonly<Record<NonNullable<Shape['resource']>, Suggest>> = {
  verifications: suggestForVerifications,
  profiles: (method, { id }) =>
    suggestRecord(method, '/verify_profiles', id, {
      id: '<verify_profile_id>',
      create: '{"name": "<name>", "sms": {}}',
      change: 'PATCH',
      canRead: true,
      canDelete: true,
    }),
  templates: (method, { id }) =>
    suggestRecord(method, '/verify_profiles/templates', id, {
      id: '<template_id>',
      create: '{"text": "Your code is {{code}}."}',
      change: 'PATCH',
      canRead: false,
      canDelete: false,
    }),
  numbers: suggestForNumbers,
  deliveries: (_, { id }) => [
    { method: 'GET', path: id === undefined ? '/webhook_deliveries' : `/webhook_deliveries/${id}` },
  ],
  key: () => [{ method: 'GET', path: '/public_key' }],
  balance: () => [{ method: 'GET', path: '/balance' }],
  lookup: (_, { phone }, body) => [
    { method: 'GET', path: `/number_lookup/${phone ?? body.phone ?? '<phone_number>'}` },
  ],
  records: () => [{ method: 'GET', path: '/detail_records?filter[record_type]=verify_2fa' }],
}

function suggestForVerifications(method: string, shape: Shape, body: BodyFacts): readonly Suggestion[] {
  const { channel, action, phone, id } = shape
  if (action === 'check') return suggestCheck(shape, body)
  if (channel !== undefined) return [start(channel, phone ?? body.phone, body)]
  if (phone !== undefined || (shape.by === 'phone' && id === undefined)) {
    const list = { method: 'GET', path: `/verifications/by_phone_number/${phone ?? body.phone ?? '<phone_number>'}` }
    if (method === 'GET') return [list]
    return body.hasCode
      ? suggestCheck(shape, body)
      : [start(body.channel, phone ?? body.phone, body), ...suggestCheck(shape, body)]
  }
  if (id !== undefined || shape.by === 'id') {
    const read = { method: 'GET', path: `/verifications/${id ?? body.id ?? '<verification_id>'}` }
    return method === 'POST' ? suggestCheck(shape, body) : [read]
  }
  if (method === 'POST') return body.hasCode ? suggestCheck(shape, body) : [start(body.channel, body.phone, body)]
  if (body.phone === undefined && body.id !== undefined) return [{ method: 'GET', path: `/verifications/${body.id}` }]
  return [{ method: 'GET', path: `/verifications/by_phone_number/${body.phone ?? '<phone_number>'}` }]
}

/** The two ways to check a code, or the one that the request leaves possible. */
function suggestCheck({ phone, id, by, resource }: Shape, body: BodyFacts): readonly Suggestion[] {
  if (resource === 'numbers') return [checkNumber(phone ?? body.phone)]
  const knownPhone = phone ?? body.phone
  const knownId = id ?? body.id
  const byPhone = {
    method: 'POST',
    path: `/verifications/by_phone_number/${knownPhone ?? '<phone_number>'}/actions/verify`,
    body: `{"code": "<code>", "verify_profile_id": "${body.profileId ?? '<verify_profile_id>'}"}`,
  }
  const byId = {
    method: 'POST',
    path: `/verifications/${knownId ?? '<verification_id>'}/actions/verify`,
    body: '{"code": "<code>"}',
  }
  if (phone !== undefined) return [byPhone]
  if (id !== undefined) return [byId]
  if (by === 'phone') return [byPhone]
  if (by === 'id') return [byId]
  if (knownPhone !== undefined) return [byPhone]
  return knownId === undefined ? [byPhone, byId] : [byId]
}

function start(channel: Channel | undefined, phone: string | undefined, { profileId }: BodyFacts): Suggestion {
  const body = `{"phone_number": "${phone ?? '<phone_number>'}", "verify_profile_id": "${profileId ?? '<verify_profile_id>'}"}`
  return { method: 'POST', path: `/verifications/${channel ?? '<channel>'}`, body }
}

function suggestForNumbers(method: string, shape: Shape, body: BodyFacts): readonly Suggestion[] {
  const { phone, action } = shape
  if (action === 'check') return [checkNumber(phone ?? body.phone)]
  const request = {
    method: 'POST',
    path: '/verified_numbers',
    body: `{"phone_number": "${phone ?? body.phone ?? '<phone_number>'}", "verification_method": "sms"}`,
  }
  if (method === 'GET')
    return [{ method, path: phone === undefined ? '/verified_numbers' : `/verified_numbers/${phone}` }]
  if (method === 'DELETE') return [{ method, path: `/verified_numbers/${phone ?? body.phone ?? '<phone_number>'}` }]
  if (phone === undefined && !body.hasCode) return [request]
  return body.hasCode ? [checkNumber(phone ?? body.phone)] : [request, checkNumber(phone)]
}

const checkNumber = (phone = '<phone_number>'): Suggestion => ({
  method: 'POST',
  path: `/verified_numbers/${phone}/actions/verify`,
  body: '{"verification_code": "<code>"}',
})

interface RecordFacts {
  readonly id: string
  readonly create: string
  readonly change: string
  readonly canRead: boolean
  readonly canDelete: boolean
}

/** A resource with a list, creation and changes by ID. */
function suggestRecord(
  method: string,
  path: string,
  id: string | undefined,
  facts: RecordFacts,
): readonly Suggestion[] {
  const one = `${path}/${id ?? facts.id}`
  if (method === 'GET' || method === 'HEAD')
    return [{ method: 'GET', path: id !== undefined && facts.canRead ? one : path }]
  if (method === 'POST' && id === undefined) return [{ method, path, body: facts.create }]
  if (method === 'DELETE' && facts.canDelete) return [{ method, path: one }]
  if (method === 'DELETE') return [{ method: 'GET', path }]
  return [{ method: facts.change, path: one }]
}
