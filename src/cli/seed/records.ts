import { SimpleFaker } from '@faker-js/faker'
import type { SandboxFile } from '../../client/types.js'
import { toTimestamp } from '../../wire/timestamp.js'
import { type Country, countries, drawPhoneNumber } from './phone-numbers.js'
import { drawProfile, drawTemplates } from './profiles.js'
import { drawVerifications } from './verifications.js'

export interface SeedRequest {
  /** At least 1. */
  readonly profiles: number
  readonly verifications: number
  /** The same text gives the same records. */
  readonly seed: string
  /** The latest time; all times are counted back from it. Unix milliseconds. */
  readonly now: number
}

const dayMs = 86_400_000

/** Creates made-up records of a business that verifies its customers. All phone numbers are reserved for fiction. */
export function createRecords({ profiles: count, verifications, seed, now }: SeedRequest): SandboxFile {
  const faker = new SimpleFaker()
  faker.seed([...seed].map((character) => character.codePointAt(0) as number))
  const templates = drawTemplates(faker)
  const profiles = Array.from({ length: count }, (_, index) => drawProfile(faker, index, templates, now))
  const verified_numbers = Array.from({ length: count }, () => ({
    phone_number: drawPhoneNumber(faker, faker.helpers.arrayElement(countries) as Country),
    verified_at: toTimestamp(now - faker.number.int({ min: 1, max: 7 * dayMs })),
  }))
  return {
    version: 1,
    templates,
    profiles,
    verifications: drawVerifications(faker, verifications, profiles, now),
    verified_numbers,
  }
}
