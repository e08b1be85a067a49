import type { SimpleFaker } from '@faker-js/faker'
import type { SandboxFile } from '../../client/types.js'
import { toTimestamp } from '../../wire/timestamp.js'
import { type Country, countries } from './phone-numbers.js'

export type Profile = NonNullable<SandboxFile['profiles']>[number]
export type Template = NonNullable<SandboxFile['templates']>[number]

const texts = [
  '{{code}} is your {{app_name}} sign-in code.',
  'Use {{code}} to confirm your {{app_name}} account. Never share it.',
  '{{app_name}}: your one-time code is {{code}}.',
]

/** Draws custom message templates. */
export function drawTemplates(faker: SimpleFaker): Template[] {
  return texts.map((text) => ({ id: faker.string.uuid(), text }))
}

const locales = [
  { language: 'en-US', home: ['US'] },
  { language: 'en-CA', home: ['CA', 'US'] },
  { language: 'en-GB', home: ['GB'] },
  { language: 'fr-CA', home: ['CA'] },
  { language: 'es-US', home: ['US'] },
] as const satisfies { language: string; home: Country[] }[]

/** Made-up businesses: words of our own, because a library's names weigh more than the rest of the command. */
const firstWords = [
  ...['Alder', 'Beacon', 'Bluefin', 'Bramble', 'Cinder', 'Copperline', 'Driftwood', 'Ember', 'Fernhill', 'Foxglove'],
  ...[
    'Gable',
    'Harborview',
    'Hazel',
    'Ironwood',
    'Juniper',
    'Kestrel',
    'Lantern',
    'Marigold',
    'Meadowlark',
    'Northpeak',
  ],
  ...[
    'Oakline',
    'Overlook',
    'Pinecrest',
    'Quarry',
    'Redstart',
    'Saltmarsh',
    'Sparrow',
    'Thistle',
    'Umber',
    'Willowbank',
  ],
]
const trades = [
  ...['Bank', 'Bikes', 'Clinic', 'Coffee', 'Credit Union', 'Dental', 'Energy', 'Fitness', 'Foods', 'Freight'],
  ...['Gardens', 'Insurance', 'Learning', 'Market', 'Pharmacy', 'Rentals', 'Shuttle', 'Supply', 'Tickets', 'Travel'],
]

/** 2026-01-01. IDs contain a time (P12); it is made up, so that the same seed gives the same IDs. Unix milliseconds. */
const firstIdMs = 1767225600000
const dayMs = 86_400_000

/** Draws a company's profile. The first one has every channel and every country. */
export function drawProfile(faker: SimpleFaker, index: number, templates: readonly Template[], now: number): Profile {
  const app_name = faker.helpers.arrayElement(firstWords)
  const name = `${app_name} ${faker.helpers.arrayElement(trades)}`
  const isFirst = index === 0
  const { language, home } = faker.helpers.arrayElement(locales)
  const whitelisted_destinations = [...(isFirst ? countries : home)]
  const has = (probability: number) => isFirst || faker.datatype.boolean(probability)
  const code_length = faker.helpers.weightedArrayElement([
    { value: 5, weight: 2 },
    { value: 6, weight: 5 },
    { value: 4, weight: 1 },
  ])
  const timeout = faker.helpers.arrayElement([300, 300, 600])
  const section = { app_name, default_verification_timeout_secs: timeout, whitelisted_destinations }
  const template = faker.helpers.maybe(() => faker.helpers.arrayElement(templates).id, { probability: 0.6 })
  const sms = {
    ...section,
    code_length,
    alpha_sender: app_name.slice(0, 11),
    ...(template && { messaging_template_id: template }),
  }
  const createdAt = now - faker.number.int({ min: 8 * dayMs, max: 90 * dayMs })
  return {
    id: drawProfileId(faker),
    record_type: 'verification_profile',
    name,
    language: isFirst ? 'en-US' : language,
    sms,
    ...(has(0.7) && { call: { ...section, code_length } }),
    ...(has(0.3) && { flashcall: section }),
    ...(has(0.4) && { whatsapp: { default_verification_timeout_secs: timeout, whitelisted_destinations } }),
    created_at: toTimestamp(createdAt),
    updated_at: toTimestamp(createdAt + faker.number.int({ max: 7 * dayMs })),
  }
}

/** Draws a profile ID: `4900`, 48 bits of milliseconds and 64 random bits, in the form of a UUID (P12). */
function drawProfileId(faker: SimpleFaker): string {
  const time = (firstIdMs + faker.number.int({ max: 30 * dayMs })).toString(16).padStart(12, '0')
  const random = faker.string.hexadecimal({ length: 16, casing: 'lower', prefix: '' })
  return `4900${time.slice(0, 4)}-${time.slice(4, 8)}-${time.slice(8)}-${random.slice(0, 4)}-${random.slice(4)}`
}
