import type { SimpleFaker } from '@faker-js/faker'

/**
 * Area codes by country. In each, 555-0100 to 555-0199 are reserved for fiction. 303 is missing because the emulator's
 * test numbers use it.
 */
const areaCodes = {
  US: [212, 213, 206, 305, 312, 404, 415, 503, 512, 602, 617, 702, 713, 801, 919],
  CA: [403, 416, 514, 604, 613],
} as const

export const countries = ['US', 'CA', 'GB'] as const
export type Country = (typeof countries)[number]

/** Draws an unassigned phone number, in E.164. */
export function drawPhoneNumber(faker: SimpleFaker, country: Country): string {
  // Ofcom reserves 07700 900000 to 900999 for drama.
  if (country === 'GB') return `+447700900${faker.string.numeric(3)}`
  return `+1${faker.helpers.arrayElement(areaCodes[country])}55501${faker.string.numeric(2)}`
}
