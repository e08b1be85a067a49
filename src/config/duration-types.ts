import { readDuration, readIdleTime } from '../wire/duration.js'
import { isString, names, type SettingType } from './setting-types.js'

/** A duration in text, as JSON Schema has patterns. */
const durationPattern = '^(\\d+(\\.\\d+)?(d|h|ms|m|s))+$'

function isDuration(value: unknown): value is string | number {
  try {
    return (typeof value === 'number' || isString(value)) && readDuration(value) >= 0
  } catch {
    return false
  }
}

/** Durations like `5s`, or milliseconds. */
export const durations: SettingType<readonly (string | number)[]> = {
  ...names,
  expected: 'a list of durations like "5s"',
  expectedText: 'durations separated by commas, like 0s,1s,5s',
  accepts: (value): value is readonly (string | number)[] =>
    Array.isArray(value) && value.length > 0 && value.every(isDuration),
  schema: {
    type: 'array',
    items: { type: ['number', 'string'], minimum: 0, pattern: durationPattern },
    minItems: 1,
  },
}

/** A duration like `2h`, milliseconds, or `never`; 0 means never, too. */
export const idleTime: SettingType<string | number> = {
  kind: 'text',
  expected: 'a duration like "2h", or "never"',
  expectedText: 'a duration like 2h, or never',
  schema: {
    anyOf: [{ enum: ['never'] }, { type: 'number', minimum: 0 }, { type: 'string', pattern: durationPattern }],
  },
  accepts: (value): value is string | number => {
    try {
      return readIdleTime(value as string | number) >= 0
    } catch {
      return false
    }
  },
  readValue: (given) => (typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given),
}
