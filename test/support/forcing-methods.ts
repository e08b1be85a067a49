import type { Emulator, EmulatorOptions } from '../../src/index.js'
import { type Api, useApi } from './emulator.js'

/** The four ways to force an outcome. */
export const ways = ['a test number', 'a header', 'a scenario', 'the configuration'] as const
export type Way = (typeof ways)[number]

export interface Forced extends Api {
  readonly phone_number: string
  /** Headers for the request whose outcome is forced. */
  readonly headers: Record<string, string>
  /** What the answer names as its scenario. */
  readonly id: string
}

/** An emulator in which an outcome is forced in one of the ways, for one phone number. */
export async function useForced(way: Way, outcome: string, options: EmulatorOptions = {}): Promise<Forced> {
  const phone_number = '+13035551234'
  const match = { phoneNumber: phone_number }
  const api = await useApi(way === 'the configuration' ? { ...options, scenarios: [{ match, outcome }] } : options)
  switch (way) {
    case 'a test number': {
      const own = await testNumberOf(api.emulator, outcome)
      return { ...api, phone_number: own, headers: {}, id: `test-number-${own.slice(1)}` }
    }
    case 'a header':
      return { ...api, phone_number, headers: { 'x-emulator-outcome': outcome }, id: 'header' }
    case 'a scenario':
      return {
        ...api,
        phone_number,
        headers: {},
        id: (await api.emulator.scenarios.add({ match, outcome })).id,
      }
    case 'the configuration':
      return { ...api, phone_number, headers: {}, id: 'config_1' }
  }
}

/** The documented number that chooses an outcome. */
async function testNumberOf(emulator: Emulator, outcome: string): Promise<string> {
  const found = (await emulator.testNumbers()).find((testNumber) => testNumber.outcome === outcome)
  if (found === undefined) throw new Error(`no test number chooses ${outcome}`)
  return found.phoneNumber
}
