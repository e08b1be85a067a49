import type { ClientSchemas, FaultRequest, ScenarioRequest, TestNumberRequest } from '../client/types.js'
import { type SchemaName, toWire } from '../client/wire-case.js'

/** Overrides that every fresh sandbox starts with, besides its fixtures. */
export interface PresetOptions {
  /**
   * Scenarios, tried in this order, after scenarios that a test adds.
   *
   * @default []
   * @example [{ match: { phoneNumber: '+13035551234' }, outcome: 'expired', times: 1 }]
   */
  readonly scenarios?: readonly ScenarioRequest[] | undefined
  /**
   * Transport faults, tried in this order.
   *
   * @default []
   * @example [{ fault: { kind: 'status', status: 503 }, times: 3 }]
   */
  readonly faults?: readonly FaultRequest[] | undefined
  /**
   * Test numbers of your own, by phone number. They take precedence over the built-in ones.
   *
   * @default {}
   * @example { '+13035550123': { code: '123456' } }
   */
  readonly testNumbers?: Readonly<Record<string, TestNumberRequest>> | undefined
}

/** Converts presets to wire names. @throws {InputError} that names the place, like `scenarios[1]` */
export function toWirePresets({ scenarios, faults, testNumbers }: PresetOptions) {
  const list = <Name extends SchemaName>(name: string, schema: Name, values?: readonly ClientSchemas[Name][]) =>
    values?.map((value, index) => toWire(schema, value, `${name}[${index}]`))
  const numbers = Object.entries(testNumbers ?? {})
  return {
    scenarios: list('scenarios', 'ScenarioRequest', scenarios),
    faults: list('faults', 'FaultRequest', faults),
    testNumbers: Object.fromEntries(
      numbers.map(([phoneNumber, value]) => [
        phoneNumber,
        toWire('TestNumber', value, `testNumbers["${phoneNumber}"]`),
      ]),
    ),
  }
}
