import { type ErrorCode, type Reason, Refusal } from '../core/errors.js'
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

/** The vendor's code and detail for each keyword of JSON Schema (H9, H10). */
const meanings: Readonly<Record<string, (error: ValidationError, value: unknown) => readonly [ErrorCode, string]>> = {
  required: () => ['10004', 'A required parameter was missing.'],
  minLength: () => ['10004', 'A required parameter was missing.'],
  type: ({ params }) => ['10026', `The value must be of type ${[params.type].flat().join(' or ')}.`],
  enum: ({ params }) => ['10032', `The value must be one of ${(params.allowedValues as unknown[]).join(', ')}.`],
  maxLength: ({ params }) => ['10025', `The value must be at most ${params.limit} characters long.`],
  pattern: ({ params }, value) =>
    breaksLength(String(params.pattern), String(value))
      ? ['10025', `The length of the value must match ${params.pattern}.`]
      : ['10032', `The value must match ${params.pattern}.`],
  minimum: ({ params }) => ['10033', `The value must be at least ${params.limit}.`],
  maximum: ({ params }) => ['10033', `The value must be at most ${params.limit}.`],
}

/** Whether a value violates only the length in a pattern, the `{min,max}` at its end. */
function breaksLength(pattern: string, value: string): boolean {
  const bound = /\{(\d+),(\d+)\}\$$/.exec(pattern)
  return bound !== null && (value.length < Number(bound[1]) || value.length > Number(bound[2]))
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
    const [code, detail] = meanings[error.keyword]?.(error, value) ?? [
      '10015',
      `The value does not satisfy ${error.keyword}.`,
    ]
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
  if (error.keyword === 'type')
    return `${field} must be ${[error.params.type].flat().join(' or ')}, you sent ${kindOf(value)}`
  if (error.keyword === 'enum')
    return (
      hintMethodNotEmulated(value) ??
      `${field} must be one of ${(error.params.allowedValues as unknown[]).join(', ')}; you sent ${formatValue(value)}`
    )
  return `${field} is invalid: you sent ${formatValue(value)}`
}

const formatValue = (value: unknown) => (typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : kindOf(value))

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  const known: Record<string, string> = { object: 'an object', string: 'a string', boolean: 'a boolean' }
  return known[typeof value] ?? `the number ${value}`
}
