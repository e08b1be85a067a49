import { detailOf } from '../core/error-codes.js'
import { type Reason, Refusal } from '../core/errors.js'
import { hintMethodNotEmulated } from './not-emulated.js'
import { readPointer } from './pointer.js'
import { suggestField } from './suggest.js'

/** One error of a generated validator. */
export interface ValidationError {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
}

/** A generated validator. `errors` holds those of the last call. */
export interface Validate {
  (data: unknown): boolean
  errors?: readonly ValidationError[] | null
}

/** Whether a JSON value is nested deeper than `levels`. Traversing such a value would exhaust the stack. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1))
}

type Meaning = (error: ValidationError, value: unknown) => Pick<Reason, 'code' | 'detail'>

const missing: Meaning = () => ({ code: '10004', detail: detailOf('10004') })
const outOfRange = (minimum: number, maximum: number | string): ReturnType<Meaning> => {
  return { code: '10033', detail: detailOf('10033', { minimum, maximum }) }
}
const wrongLength = (value: unknown, minimum: number, maximum: number): ReturnType<Meaning> => {
  return { code: '10025', detail: detailOf('10025', { minimum, maximum, length: lengthOf(value) }) }
}
const notOneOf = (values: string): ReturnType<Meaning> => ({ code: '10032', detail: detailOf('10032', { values }) })

/** The vendor's code and documented detail for each keyword of JSON Schema (H5, H9, H10). */
const meanings: Readonly<Record<string, Meaning>> = {
  required: missing,
  minLength: missing,
  type: ({ params }, value) => ({
    code: '10026',
    detail: detailOf('10026', { expected: listTypes(params.type), received: typeOf(value) }),
  }),
  enum: ({ params }) => notOneOf((params.allowedValues as unknown[]).join(', ')),
  maxLength: ({ params }, value) => wrongLength(value, 0, Number(params.limit)),
  pattern: ({ params }, value) => {
    const bounds = boundsOf(String(params.pattern))
    return bounds !== null && !isWithin(lengthOf(value), bounds)
      ? wrongLength(value, ...bounds)
      : notOneOf(`the texts that match ${params.pattern}`)
  },
  minimum: ({ params }) => outOfRange(Number(params.limit), 'unlimited'),
  maximum: ({ params }) => outOfRange(0, Number(params.limit)),
}

/** The bounds of the length in a pattern that is one repeated class; null for any other. */
function boundsOf(pattern: string): [minimum: number, maximum: number] | null {
  const found = /^\^(?:\[[^\]]+\]|\\d)\{(\d+),(\d+)\}\$$/.exec(pattern)
  return found && [Number(found[1]), Number(found[2])]
}

const isWithin = (length: number, [minimum, maximum]: [number, number]) => length >= minimum && length <= maximum
const lengthOf = (value: unknown) => [...String(value)].length
const listTypes = (types: unknown) => [types].flat().join(' or ')

/** The JSON type of a value. */
function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value
}

/** Maximum number of reasons: a body of 1 MiB can have half a million errors. */
const mostReasons = 20

/** Converts validation errors to one refusal with all reasons, and a hint with the probable fix (H9, H10). */
export function toRefusal(errors: readonly ValidationError[], body: unknown): Refusal {
  const pointers = new Set<string>()
  // A wrong type also violates an enumeration; one reason per place is enough.
  const telling = errors
    .slice(0, mostReasons)
    .filter((error) => !pointers.has(pointerOf(error)) && pointers.add(pointerOf(error)))
  const reasons = telling.map((error): Reason => {
    const value = readPointer(body, error.instancePath)
    const { code, detail } = meanings[error.keyword]?.(error, value) ?? { code: '10015', detail: detailOf('10015') }
    return { code, detail, source: { pointer: pointerOf(error) } }
  })
  const [first, ...others] = reasons
  if (first === undefined) throw new Error('toRefusal needs at least one error')
  return new Refusal([first, ...others], {
    rule: first.code === '10004' ? 'H9' : 'H10',
    hint: hintOf(errors[0] as ValidationError, body),
  })
}

function pointerOf({ instancePath, keyword, params }: ValidationError): string {
  return keyword === 'required' ? `${instancePath}/${params.missingProperty}` : instancePath
}

function hintOf(error: ValidationError, body: unknown): string {
  const field = pointerOf(error).slice(1).replaceAll('/', '.')
  if (error.keyword === 'required') {
    const parent = readPointer(body, error.instancePath)
    const missing = String(error.params.missingProperty)
    return suggestField(missing, Object.keys(parent as object)) ?? `add ${field} to the body`
  }
  const value = readPointer(body, error.instancePath)
  if (error.keyword === 'additionalProperties') return `unknown field ${error.params.additionalProperty} in this body`
  if (field === '') return `the body must be a JSON ${error.params.type ?? 'object'}, not ${kindOf(value)}`
  const notEmulated = error.keyword === 'enum' ? hintMethodNotEmulated(value) : undefined
  return notEmulated ?? `${field} ${expectationOf(error, value)}; you sent ${formatValue(value)}`
}

/** What a text must be, by the pattern that it does not match. */
const patternWords: Readonly<Record<string, string>> = {
  '^https?://.': 'must be an http or https URL, like http://localhost:3000/webhooks',
  '^\\+[1-9]\\d{6,14}$': 'must be a phone number in E.164, like +13035551234',
  '^\\d{4,10}$': 'must have digits only',
  '^[A-Za-z0-9 -]{1,30}$': 'must have letters, digits, spaces and dashes only',
  '^[A-Za-z0-9 ]{1,11}$': 'must have letters, digits and spaces only',
  '^([A-Z]{2}|\\*)$': 'must be the two capital letters of a country, like US, or *',
  '^[0-9A-D*#wW]*$': 'must have digits, A to D, *, #, w and W only',
}

/** What a value must be, after the name of its field. */
function expectationOf({ keyword, params }: ValidationError, value: unknown): string {
  switch (keyword) {
    case 'type':
      return `must be ${listTypes(params.type)}`
    case 'enum':
      return `must be one of ${(params.allowedValues as unknown[]).join(', ')}`
    case 'maxLength':
      return `must have at most ${params.limit} characters, and has ${lengthOf(value)}`
    case 'minLength':
      return 'must not be empty'
    case 'pattern': {
      const bounds = boundsOf(String(params.pattern))
      const length = lengthOf(value)
      if (bounds !== null && !isWithin(length, bounds))
        return `must have ${bounds[0]} to ${bounds[1]} characters, and has ${length}`
      return patternWords[String(params.pattern)] ?? `must match ${params.pattern}`
    }
    case 'minimum':
      return `must be at least ${params.limit}`
    case 'maximum':
      return `must be at most ${params.limit}`
    default:
      return 'is invalid'
  }
}

/**
 * Says in a clause what of a file does not match its format, after the place of it.
 *
 * @param content the whole content
 */
export function explainMismatch(error: ValidationError, content: unknown): string {
  const { keyword, params, instancePath } = error
  if (keyword === 'required') return `${JSON.stringify(params.missingProperty)} is missing`
  if (keyword === 'additionalProperties') return `unknown key ${JSON.stringify(params.additionalProperty)}`
  const value = readPointer(content, instancePath)
  return `it ${expectationOf(error, value)}, and is ${formatValue(value)}`
}

const formatValue = (value: unknown) => (typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : kindOf(value))

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  const known: Record<string, string> = { object: 'an object', string: 'a string', boolean: 'a boolean' }
  return known[typeof value] ?? `the number ${value}`
}
