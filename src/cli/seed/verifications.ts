import type { SimpleFaker } from '@faker-js/faker'
import type { Channel, SandboxFile } from '../../client/types.js'
import { channels } from '../../core/records.js'
import { toTimestamp } from '../../wire/timestamp.js'
import { type Country, drawPhoneNumber } from './phone-numbers.js'
import type { Profile } from './profiles.js'

type Verification = NonNullable<SandboxFile['verifications']>[number]
type Status = NonNullable<Verification['status']>

/** The plan of a verification; everything else is random. */
interface Plan {
  readonly channel: Channel
  readonly status: Status
}

const weights: Readonly<Record<Status, number>> = { accepted: 74, expired: 14, invalid: 6, error: 5, pending: 1 }
const statuses = Object.keys(weights) as Status[]

/** Only an unanswered call ends as an error (C11). */
const isPossible = ({ channel, status }: Plan) => status !== 'error' || channel === 'call' || channel === 'flashcall'
const allPlans: readonly Plan[] = channels
  .flatMap((channel) => statuses.map((status) => ({ channel, status })))
  .filter(isPossible)

const channelWeights: Readonly<Record<Channel, number>> = { sms: 70, call: 12, whatsapp: 12, flashcall: 6 }

/** Verifications of the last seven days, oldest first: each possible plan once, the others by realistic weights. */
export function drawVerifications(
  faker: SimpleFaker,
  count: number,
  profiles: readonly Profile[],
  now: number,
): Verification[] {
  const rare = faker.helpers.shuffle(allPlans)
  const draw = faker.helpers.weightedArrayElement<Plan>
  const usual = allPlans.map((value) => ({ value, weight: weights[value.status] * channelWeights[value.channel] }))
  const people = createPeople(faker)
  const drawn = Array.from({ length: count }, (_, index) => {
    const plan = rare[index] ?? draw(usual)
    const profile = faker.helpers.arrayElement(profiles.filter((candidate) => candidate[plan.channel] !== undefined))
    return drawVerification(faker, plan, profile, people, now)
  })
  return drawn.sort((a, b) => (a.created_at as string).localeCompare(b.created_at as string))
}

/** Phone numbers per country: few enough that some recur. */
const population = 60

/** Creates a function that draws a phone number of a country. */
function createPeople(faker: SimpleFaker): (country: Country) => string {
  const phones = new Map<Country, string[]>()
  return (country) => {
    const known = phones.get(country) ?? Array.from({ length: population }, () => drawPhoneNumber(faker, country))
    phones.set(country, known)
    return faker.helpers.arrayElement(known)
  }
}

function drawVerification(
  faker: SimpleFaker,
  { channel, status }: Plan,
  profile: Profile,
  phoneOf: (country: Country) => string,
  now: number,
): Verification {
  const section = profile[channel] as NonNullable<Profile['sms']>
  const requested = faker.helpers.maybe(() => faker.helpers.arrayElement([120, 180, 900]), { probability: 0.1 })
  const timeout_secs = requested ?? section.default_verification_timeout_secs ?? 300
  const length = (channel === 'flashcall' ? profile.call?.code_length : section.code_length) ?? 5
  const code = faker.string.numeric({ length, allowLeadingZeros: true })
  const isCustom = channel !== 'flashcall' && faker.datatype.boolean(0.05)
  const { createdAt, updatedAt, failedChecks } = drawHistory(faker, status, timeout_secs * 1000, now)
  const country = faker.helpers.arrayElement(section.whitelisted_destinations as Country[])
  const delivery = drawFailure(faker, channel, status)
  return {
    id: faker.string.uuid(),
    record_type: 'verification',
    type: channel,
    phone_number: phoneOf(country),
    verify_profile_id: profile.id,
    status,
    custom_code: isCustom ? code : null,
    timeout_secs,
    created_at: toTimestamp(createdAt),
    updated_at: toTimestamp(updatedAt),
    emulator: {
      code,
      ...(failedChecks > 0 && { failed_checks: failedChecks }),
      ...(requested !== undefined && { timeout_requested: true }),
      ...(channel === 'call' && faker.datatype.boolean(0.1) && { extension: faker.string.numeric(3) }),
      ...(delivery && { delivery }),
    },
  }
}

const secondMs = 1000
const weekMs = 7 * 86_400_000

/** Times of creation and last change, and number of failed checks. Finished verifications end before now. Milliseconds. */
function drawHistory(faker: SimpleFaker, status: Status, timeoutMs: number, now: number) {
  const between = (min: number, max: number) => faker.number.int({ min, max })
  if (status === 'pending') {
    const ageMs = between(5 * secondMs, timeoutMs - 30 * secondMs)
    return { createdAt: now - ageMs, updatedAt: now - ageMs, failedChecks: 0 }
  }
  const createdAt = now - between(timeoutMs + secondMs, weekMs)
  const soon = createdAt + between(6 * secondMs, Math.min(timeoutMs, 110 * secondMs))
  if (status === 'expired')
    return { createdAt, updatedAt: createdAt + timeoutMs, failedChecks: drawFailedChecks(faker) }
  if (status === 'invalid') return { createdAt, updatedAt: soon, failedChecks: 5 }
  return { createdAt, updatedAt: soon, failedChecks: status === 'error' ? 0 : drawFailedChecks(faker) }
}

function drawFailedChecks(faker: SimpleFaker): number {
  return faker.helpers.weightedArrayElement([
    { value: 0, weight: 84 },
    { value: 1, weight: 12 },
    { value: 2, weight: 3 },
    { value: 4, weight: 1 },
  ])
}

/** The delivery of a message that did not arrive. */
function drawFailure(
  faker: SimpleFaker,
  channel: Channel,
  status: Status,
): NonNullable<Verification['emulator']>['delivery'] {
  if (status === 'error') return 'delivery_failed'
  const mayFail = status === 'expired' && (channel === 'sms' || channel === 'whatsapp')
  const isLost = mayFail && faker.datatype.boolean(0.3)
  return isLost
    ? faker.helpers.arrayElement(['sending_failed', 'delivery_failed', 'delivery_unconfirmed'] as const)
    : undefined
}
