import { expect, test } from 'vitest'
import type { Emulator } from '../../src/index.js'
import { useApi } from '../support/emulator.js'

const scenario = { match: { phoneNumber: '+13035551234' }, outcome: 'rejected' } as const
const fault = { fault: { kind: 'hang' } } as const
const webhookFault = { fault: 'dropped' } as const

interface Rules {
  readonly set: (count: number) => Promise<unknown>
  readonly add: () => Promise<unknown>
  readonly remove: () => Promise<unknown>
}

const repeat = <Rule>(rule: Rule, count: number) => Array.from({ length: count }, () => rule)

test.each<[kind: string, open: (emulator: Emulator) => Rules]>([
  [
    'scenarios',
    ({ scenarios }) => ({
      set: (count) => scenarios.set(repeat(scenario, count)),
      add: () => scenarios.add(scenario),
      remove: () => scenarios.remove('scenario_1'),
    }),
  ],
  [
    'faults',
    ({ faults }) => ({
      set: (count) => faults.set(repeat(fault, count)),
      add: () => faults.add(fault),
      remove: () => faults.remove('fault_1'),
    }),
  ],
  [
    'webhook faults',
    ({ webhooks: { faults } }) => ({
      set: (count) => faults.set(repeat(webhookFault, count)),
      add: () => faults.add(webhookFault),
      remove: () => faults.remove('webhook_fault_1'),
    }),
  ],
])('a sandbox has 1,000 %s at most', async (kind, open) => {
  const { emulator } = await useApi()
  const { set, add, remove } = open(emulator)
  await expect(set(1001)).rejects.toMatchObject({ status: 422 })
  await set(999)
  await add()
  await expect(add()).rejects.toThrow(`The sandbox already has 1000 ${kind}. Remove some before you add another.`)
  await remove()
  await add()
})
