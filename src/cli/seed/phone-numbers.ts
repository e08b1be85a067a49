import type { Faker } from '@faker-js/faker'

/**
 * Area codes by country. Within each, 555-0100 to 555-0199 are set aside for fiction. Not 303: there the emulator's
 * test numbers are.
 */
const areaCodes = {
  US: [212, 213, 206, 305, 312, 404, 415, 503, 512, 602, 617, 702, 713, 801, 919],
  CA: [403, 416, 514, 604, 613],
} as const

export const countries = ['US', 'CA', 'GB'] as const
export type Country = (typeof countries)[number]

/** A phone number that belongs to nobody, in E.164. */
export function drawPhoneNumber(faker: Faker, country: Country): string {
  // Ofcom sets 07700 900000 to 900999 aside for drama.
  if (country === 'GB') return `+447700900${faker.string.numeric(3)}`
  return `+1${faker.helpers.arrayElement(areaCodes[country])}55501${faker.string.numeric(2)}`
}
