import { Random } from '../core/random.js'
import type { World } from '../core/world.js'
import {
  fromFaultRule,
  fromScenario,
  readTestNumber,
  toFaultRule,
  toScenario,
  toTestNumber,
} from '../wire/overrides.js'
import { fromTimestamp, toTimestamp } from '../wire/timestamp.js'
import type { ControlWire } from '../wire/types.js'
import { fromWebhookFaultRule, toWebhookFaultRule } from '../wire/webhook-fault.js'
import { requireWebhookHeaders } from '../wire/webhook-headers.js'

type StoredOverrides = ControlWire['StoredOverrides']

/** The overrides of a sandbox in the format of files. */
export function toStoredOverrides({ state, chance }: World): StoredOverrides {
  const { scenarios, faults, webhookFaults, webhookUrl, webhookHeaders, nextId } = state.overrides
  return {
    next_id: nextId,
    ...(webhookUrl !== null && { webhook_url: webhookUrl }),
    ...(webhookHeaders !== null && { webhook_headers: webhookHeaders }),
    scenarios: scenarios.map(toScenario),
    faults: faults.map(toFaultRule),
    ...(webhookFaults.length > 0 && { webhook_faults: webhookFaults.map(toWebhookFaultRule) }),
    chance: [...chance.cursor],
    ...(state.rateWindows.size > 0 && {
      windows: Object.fromEntries([...state.rateWindows].map(([key, { startMs, count }]) => [key, [startMs, count]])),
    }),
    ...(state.bans.size > 0 && {
      bans: Object.fromEntries([...state.bans].map(([phoneNumber, until]) => [phoneNumber, toTimestamp(until)])),
    }),
  }
}

/** The sandbox's own test numbers in the format of files; undefined without any. */
export function toStoredTestNumbers({ state }: World): Record<string, ControlWire['TestNumber']> | undefined {
  const { testNumbers } = state.overrides
  if (testNumbers.size === 0) return undefined
  return Object.fromEntries(
    [...testNumbers].map(([phoneNumber, testNumber]) => [phoneNumber, toTestNumber(testNumber)]),
  )
}

/** Adds the overrides of a file to a fresh world. @throws {InputError} for an unknown outcome or operation */
export function fillOverrides(
  world: World,
  {
    overrides,
    test_numbers,
  }: { overrides?: StoredOverrides | undefined; test_numbers?: Record<string, ControlWire['TestNumber']> | undefined },
): void {
  const { state } = world
  for (const [phoneNumber, testNumber] of Object.entries(test_numbers ?? {})) {
    state.overrides.testNumbers.set(phoneNumber, readTestNumber(testNumber))
  }
  if (overrides === undefined) return
  state.overrides.scenarios.push(...(overrides.scenarios ?? []).map(fromScenario))
  state.overrides.webhookFaults.push(...(overrides.webhook_faults ?? []).map(fromWebhookFaultRule))
  state.overrides.faults.push(...(overrides.faults ?? []).map(fromFaultRule))
  state.overrides.webhookUrl = overrides.webhook_url ?? null
  if (overrides.webhook_headers !== undefined)
    state.overrides.webhookHeaders = requireWebhookHeaders(overrides.webhook_headers, 'overrides.webhook_headers')
  state.overrides.nextId = Math.max(state.overrides.nextId, overrides.next_id ?? 1)
  if (overrides.chance !== undefined) world.chance = Random.fromStored(overrides.chance)
  for (const [key, [startMs = 0, count = 0]] of Object.entries(overrides.windows ?? {}))
    state.rateWindows.set(key, { startMs, count })
  for (const [phoneNumber, until] of Object.entries(overrides.bans ?? {}))
    state.bans.set(phoneNumber, fromTimestamp(until))
}
