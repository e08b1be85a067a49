import type { Prices } from '../core/settings.js'
import { isHttpUrl } from '../wire/http-url.js'
import { suggest } from '../wire/suggest.js'
import {
  findHeaderProblem,
  readHeaderLines,
  type WebhookHeaders,
  webhookHeaderExample,
} from '../wire/webhook-headers.js'

/** A type of settings: how a value is read from text, and which values are valid. */
export interface SettingType<Value> {
  readonly kind: 'text' | 'path' | 'switch' | 'number' | 'choice' | 'prices' | 'names' | 'headers' | 'list' | 'object'
  /** The valid values, for errors: "a whole number from 0 to 65535". */
  readonly expected: string
  /** The same for values written as text, in a flag or a variable. */
  readonly expectedText?: string
  readonly accepts: (value: unknown) => value is Value
  /** The values to write in a config file, as JSON Schema. A reference names a schema of the control API's document. */
  readonly schema: Readonly<Record<string, unknown>>
  /** Converts what a flag, a variable or a config file holds; returns it unchanged if that is not possible. */
  readonly readValue: (given: unknown) => unknown
  /** Recognizes values of the kind `path` that name something else than a file. */
  readonly isName?: (value: unknown) => boolean
  /** Explains an invalid value in a sentence, where `expected` is not precise enough. */
  readonly explain?: (value: unknown, where: string) => string | undefined
}

/** One setting. The flag, the variable and the key of the config file are its name in three spellings. */
export interface SettingRow {
  readonly short?: string
  /** The value in help: `<number>`. A switch has none. */
  readonly placeholder?: string
  readonly is: SettingType<unknown>
  readonly default?: unknown
  /** The behavior without the setting, if `default` is absent or not clear enough. */
  readonly unset?: string
  /** The path in EmulatorOptions, if it differs from the key; null for settings of the command only. */
  readonly option?: string | null
  /** Help: a noun phrase or an imperative of at most ten words. */
  readonly about: string
}

/**
 * Explains why a value is not valid.
 *
 * @param where the setting, as the user names it
 * @param given the value before it was read
 * @returns undefined if the value is valid
 */
export function findProblem(
  type: Pick<SettingType<unknown>, 'expected' | 'accepts' | 'explain'>,
  value: unknown,
  where: string,
  given = value,
): string | undefined {
  if (type.accepts(value)) return undefined
  return type.explain?.(value, where) ?? `${where} must be ${type.expected}, not ${print(given)}.`
}

function print(value: unknown): string {
  return typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : String(value)
}

export const isString = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Converts a number to text, because a config file may contain `seed: 42`. */
const readText = (given: unknown) => (typeof given === 'number' ? String(given) : given)

export const text: SettingType<string> = {
  kind: 'text',
  expected: 'a non-empty string',
  accepts: isString,
  schema: { type: ['string', 'number'], minLength: 1 },
  readValue: readText,
}

/** An absolute URL of the web. */
export const url: SettingType<string> = {
  ...text,
  expected: 'an http or https URL',
  accepts: isHttpUrl,
  schema: { type: 'string', format: 'uri', pattern: '^https?://[^\\s/?#]+(?:[/?#]\\S*)?$' },
}

/** The path of a file or a folder; in a config file it is relative to that file. */
export const path: SettingType<string> = { ...text, kind: 'path', schema: { type: 'string', minLength: 1 } }

const switchWords: Readonly<Record<string, boolean>> = {
  true: true,
  1: true,
  yes: true,
  on: true,
  false: false,
  0: false,
  no: false,
  off: false,
}

const onOff: SettingType<boolean> = {
  kind: 'switch',
  expected: 'true or false',
  accepts: (value) => typeof value === 'boolean',
  schema: { type: 'boolean' },
  readValue: (given) => switchWords[String(given).toLowerCase()] ?? given,
}

export const whole = (least: number, most: number): SettingType<number> => ({
  kind: 'number',
  expected: `a whole number from ${least} to ${most}`,
  accepts: (value): value is number =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
  schema: { type: 'integer', minimum: least, maximum: most },
  readValue: (given) => (typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given),
})

export const choice = <const Choice extends string>(...choices: readonly Choice[]): SettingType<Choice> => ({
  kind: 'choice',
  expected: choices.map((one) => `"${one}"`).join(' or '),
  expectedText: choices.join(' or '),
  accepts: (value): value is Choice => choices.includes(value as Choice),
  schema: { enum: choices },
  readValue: (given) => given,
})

export const names: SettingType<readonly string[]> = {
  kind: 'names',
  expected: 'a list of non-empty strings',
  expectedText: 'names separated by commas',
  accepts: (value): value is readonly string[] => Array.isArray(value) && value.every(isString),
  schema: { type: 'array', items: { type: 'string', minLength: 1 } },
  readValue: (given) => (typeof given === 'string' ? given.split(',').map((name) => name.trim()) : given),
}

/** Headers by name; as text one header a line, in the form `Name: value`. */
export const headers: SettingType<WebhookHeaders> = {
  kind: 'headers',
  expected: `headers by name, or a list of lines like "${webhookHeaderExample}"`,
  expectedText: `lines like "${webhookHeaderExample}", each with another name`,
  accepts: (value): value is WebhookHeaders => findHeaderProblem(value, '') === undefined,
  schema: {
    type: 'object',
    propertyNames: { pattern: "^[\\w!#$%&'*+.^`|~-]+$" },
    additionalProperties: { type: 'string', maxLength: 4096 },
    maxProperties: 50,
  },
  readValue: (given) => {
    const lines = typeof given === 'string' ? given.split('\n') : given
    if (!Array.isArray(lines) || !lines.every((line) => typeof line === 'string')) return given
    return readHeaderLines(lines.filter((line) => line.trim() !== '')) ?? given
  },
  explain: (value, where) => (isObject(value) ? findHeaderProblem(value, where) : undefined),
}

/** An amount of US dollars, in whole cents. */
export const amount: SettingType<number> = {
  kind: 'number',
  expected: 'an amount in US dollars, like 12.50',
  accepts: (value): value is number =>
    typeof value === 'number' && Math.abs(value) <= 1e9 && Math.abs(value * 100 - Math.round(value * 100)) < 1e-4,
  schema: { type: 'number', minimum: -1e9, maximum: 1e9 },
  readValue: (given) => (typeof given === 'string' && /^-?\d+(\.\d{1,2})?$/.test(given) ? Number(given) : given),
}

function readJson(given: unknown): unknown {
  if (typeof given !== 'string') return given
  try {
    return JSON.parse(given)
  } catch {
    return given
  }
}

/** @param schema the schema of an item */
export const list = <Item>(schema: string): SettingType<readonly Item[]> => ({
  kind: 'list',
  expected: 'a list',
  expectedText: 'a list as JSON',
  accepts: (value): value is readonly Item[] => Array.isArray(value),
  schema: { type: 'array', items: { $ref: schema } },
  readValue: readJson,
})

/** @param schema the schema of a value; the keys are phone numbers */
export const record = <Item>(schema: string): SettingType<Readonly<Record<string, Item>>> => ({
  kind: 'object',
  expected: 'an object',
  expectedText: 'an object as JSON',
  accepts: (value): value is Readonly<Record<string, Item>> => isObject(value),
  schema: {
    type: 'object',
    propertyNames: { pattern: '^\\+[1-9]\\d{6,14}$' },
    additionalProperties: { $ref: schema },
  },
  readValue: readJson,
})

const priceNames: readonly string[] = [
  'verification',
  'sms',
  'call',
  'flashcall',
  'whatsapp',
] satisfies (keyof Prices)[]
const isPrice = (value: unknown) => typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY

export const prices: SettingType<Partial<Prices>> = {
  kind: 'prices',
  expected: 'an object like {"sms": 0.004}',
  expectedText: 'JSON like {"sms": 0.004}',
  accepts: (value): value is Partial<Prices> =>
    isObject(value) && Object.entries(value).every(([name, price]) => priceNames.includes(name) && isPrice(price)),
  schema: {
    type: 'object',
    properties: Object.fromEntries(priceNames.map((name) => [name, { type: 'number', minimum: 0 }])),
    additionalProperties: false,
  },
  readValue: readJson,
  explain: (value, where) => {
    if (!isObject(value)) return undefined
    const [name, price] = Object.entries(value).find(
      ([name, price]) => !priceNames.includes(name) || !isPrice(price),
    ) ?? ['']
    return priceNames.includes(name)
      ? `${where}.${name} must be US dollars, 0 or more, not ${print(price)}.`
      : `${where}: ${suggest('price', name, priceNames)}`
  },
}

/** A switch that is off by default. */
export const off = { is: onOff, default: false } as const
