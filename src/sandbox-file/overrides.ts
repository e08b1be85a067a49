import { Random } from '../core/random.js'
import type { World } from '../core/world.js'
import { fromMischiefRule, toMischiefRule } from '../wire/webhook-fault.js'
import { fromFaultRule, fromScenario, readTestNumber, toFaultRule, toScenario, toTestNumber } from '../wire/overrides.js'
import type { ControlWire } from '../wire/types.js'

type StoredSteering = ControlWire['StoredSteering']

/** What is scripted in a sandbox, as files hold it. */
export function toStoredSteering({ state, chance }: World): StoredSteering {
  const { scenarios, faults, mischief, webhookUrl, nextId } = state.steering
  return {
    next_id: nextId,
    ...(webhookUrl !== null && { webhook_url: webhookUrl }),
    scenarios: scenarios.map(toScenario),
    faults: faults.map(toFaultRule),
    ...(mischief.length > 0 && { mischief: mischief.map(toMischiefRule) }),
    chance: [...chance.cursor],
    ...(state.rateWindows.size > 0 && {
      windows: Object.fromEntries([...state.rateWindows].map(([key, { startMs, count }]) => [key, [startMs, count]])),
    }),
  }
}

/** The test numbers of its own that a sandbox has, as files hold them; undefined for none. */
export function toStoredTestNumbers({ state }: World): Record<string, ControlWire['TestNumber']> | undefined {
  const { testNumbers } = state.steering
  if (testNumbers.size === 0) return undefined
  return Object.fromEntries([...testNumbers].map(([phoneNumber, testNumber]) => [phoneNumber, toTestNumber(testNumber)]))
}

/** Puts what a file has scripted into a fresh world. @throws {Unusable} for an unknown outcome or operation */
export function fillSteering(
  world: World,
  {
    steering,
    test_numbers,
  }: { steering?: StoredSteering | undefined; test_numbers?: Record<string, ControlWire['TestNumber']> | undefined },
): void {
  const { state } = world
  for (const [phoneNumber, testNumber] of Object.entries(test_numbers ?? {})) {
    state.steering.testNumbers.set(phoneNumber, readTestNumber(testNumber))
  }
  if (steering === undefined) return
  state.steering.scenarios.push(...(steering.scenarios ?? []).map(fromScenario))
  state.steering.mischief.push(...(steering.mischief ?? []).map(fromMischiefRule))
  state.steering.faults.push(...(steering.faults ?? []).map(fromFaultRule))
  state.steering.webhookUrl = steering.webhook_url ?? null
  state.steering.nextId = Math.max(state.steering.nextId, steering.next_id ?? 1)
  if (steering.chance !== undefined) world.chance = new Random(steering.chance as [number, number, number, number])
  for (const [key, [startMs = 0, count = 0]] of Object.entries(steering.windows ?? {})) state.rateWindows.set(key, { startMs, count })
}
