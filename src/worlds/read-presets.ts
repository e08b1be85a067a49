import { lineTypes, type TestNumber } from '../core/overrides.js'
import { isE164 } from '../core/phone-numbers.js'
import { controlRequestValidators } from '../spec/control-requests.js'
import { InputError } from '../wire/input-error.js'
import { readTestNumber } from '../wire/overrides.js'
import { readNewFault, readNewScenario } from '../wire/possible-match.js'
import { suggest } from '../wire/suggest.js'
import type { ControlWire } from '../wire/types.js'
import { toRefusal, type Validate } from '../wire/validation.js'
import type { Presets } from './presets.js'

export type WireScenarioRequest = ControlWire['ScenarioRequest']
export type WireFaultRequest = ControlWire['FaultRequest']
export type WireTestNumberRequest = ControlWire['TestNumber']

/** The overrides of a configuration, in the control API's format. */
export interface WirePresets {
  /** In the order in which they are tried, after scenarios that a test adds. */
  readonly scenarios?: readonly WireScenarioRequest[] | undefined
  /**
   * Faults of every fresh sandbox.
   *
   * @default []
   */
  readonly faults?: readonly WireFaultRequest[] | undefined
  /**
   * Additional test numbers, by phone number.
   *
   * @default {}
   */
  readonly testNumbers?: Readonly<Record<string, WireTestNumberRequest>> | undefined
}

/** @throws {InputError} that names the place and says what is expected */
export function readPresets({ scenarios = [], faults = [], testNumbers = {} }: WirePresets): Presets {
  const validateScenario = controlRequestValidators.CreateScenario as Validate
  const validateFault = controlRequestValidators.CreateFault as Validate
  return {
    scenarios: scenarios.map((scenario, index) =>
      readPreset(`scenarios[${index}]`, scenario, validateScenario, readNewScenario),
    ),
    faults: faults.map((fault, index) => readPreset(`faults[${index}]`, fault, validateFault, readNewFault)),
    testNumbers: new Map(
      Object.entries(testNumbers).map(([phoneNumber, testNumber]) => [
        phoneNumber,
        readPresetNumber(phoneNumber, testNumber),
      ]),
    ),
  }
}

function readPreset<Request, Result>(
  where: string,
  request: Request,
  validate: Validate,
  reader: (request: Request) => Result,
): Result {
  if (!validate(request)) throw new InputError(`${where}: ${toRefusal(validate.errors ?? [], request).hint}`)
  try {
    return reader(request)
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${where}: ${error.message}`) : error
  }
}

function readPresetNumber(phoneNumber: string, testNumber: WireTestNumberRequest): TestNumber {
  const where = `testNumbers["${phoneNumber}"]`
  if (!isE164(phoneNumber)) throw new InputError(`${where}: write the number in E.164, like +13035550123.`)
  if (typeof testNumber !== 'object' || testNumber === null)
    throw new InputError(
      `${where} must be an object like {"outcome": "expired"} or {"code": "12345"}, not ${JSON.stringify(testNumber)}.`,
    )
  const { outcome, code, line_type } = testNumber
  // YAML reads 01234 as a number and loses the zero.
  if (code !== undefined && (typeof code !== 'string' || !/^\d{4,10}$/.test(code)))
    throw new InputError(`${where}: a code is a string of 4 to 10 digits, like "12345".`)
  if (outcome !== undefined && typeof outcome !== 'string')
    throw new InputError(`${where}: an outcome is a string, like "expired" or "40309".`)
  if (line_type !== undefined && !lineTypes.includes(line_type))
    throw new InputError(`${where}: ${suggest('line_type', String(line_type), lineTypes)}`)
  try {
    return readTestNumber(testNumber)
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${where}: ${error.message}`) : error
  }
}
