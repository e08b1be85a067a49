import { type ErrorCode, type Reason, Refusal } from '../core/errors.js'
import { suggestField } from './suggest.js'

/** One complaint of a generated validator. */
export interface ValidationError {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
}

/** A generated validator; its `errors` are those of the last call. */
export interface Validate {
  (data: unknown): boolean
  errors?: readonly ValidationError[] | null
}

/** Whether a JSON value is nested deeper than so many levels. A walk through such a value would exhaust the stack. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1))
}

/** What one keyword of JSON Schema means in the vendor's terms (H9, H10). */
const meanings: Readonly<Record<string, (error: ValidationError, value: unknown) => readonly [ErrorCode, string]>> = {
  required: () => ['10004', 'A required parameter was missing.'],
  minLength: () => ['10004', 'A required parameter was missing.'],
  type: ({ params }) => ['10026', `The value must be of type ${[params.type].flat().join(' or ')}.`],
  enum: ({ params }) => ['10032', `The value must be one of ${(params.allowedValues as unknown[]).join(', ')}.`],
  maxLength: ({ params }) => ['10025', `The value must be at most ${params.limit} characters long.`],
  pattern: ({ params }, value) =>
    breaksLength(String(params.pattern), String(value))
      ? ['10025', `The length of the value does not fit ${params.pattern}.`]
      : ['10032', `The value must match ${params.pattern}.`],
  minimum: ({ params }) => ['10033', `The value must be at least ${params.limit}.`],
  maximum: ({ params }) => ['10033', `The value must be at most ${params.limit}.`],
}

/** Whether a value breaks no more of a pattern than the `{least,most}` at its end. */
function breaksLength(pattern: string, value: string): boolean {
  const bound = /\{(\d+),(\d+)\}\$$/.exec(pattern)
  return bound !== null && (value.length < Number(bound[1]) || value.length > Number(bound[2]))
}

/** A body of 1 MiB can be wrong in half a million places. */
const mostReasons = 20

/** What is wrong with a body, as one refusal with all reasons, its hint naming what was probably meant (H9, H10). */
export function toRefusal(errors: readonly ValidationError[], body: unknown): Refusal {
  const pointers = new Set<string>()
  // A wrong type breaks an enumeration too; one reason a place is enough.
  const telling = errors
    .slice(0, mostReasons)
    .filter((error) => !pointers.has(pointerOf(error)) && pointers.add(pointerOf(error)))
  const reasons = telling.map((error): Reason => {
    const value = valueAt(body, error.instancePath)
    const [code, detail] = meanings[error.keyword]?.(error, value) ?? ['10015', `The value breaks ${error.keyword}.`]
    return { code, detail, source: { pointer: pointerOf(error) } }
  })
  const [first, ...others] = reasons
  if (first === undefined) throw new Error('toRefusal wants at least one error')
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
    const parent = valueAt(body, error.instancePath)
    const missing = String(error.params.missingProperty)
    return suggestField(missing, Object.keys(parent as object)) ?? `add ${field} to the body`
  }
  const value = valueAt(body, error.instancePath)
  if (error.keyword === 'additionalProperties')
    return `there is no field ${error.params.additionalProperty} in this body`
  if (field === '') return `the body must be a JSON ${error.params.type ?? 'object'}, not ${kindOf(value)}`
  if (error.keyword === 'type')
    return `${field} must be ${[error.params.type].flat().join(' or ')}, you sent ${kindOf(value)}`
  if (error.keyword === 'enum')
    return `${field} must be one of ${(error.params.allowedValues as unknown[]).join(', ')}; you sent ${show(value)}`
  return `${field} will not do: you sent ${show(value)}`
}

const show = (value: unknown) => (typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : kindOf(value))

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  const known: Record<string, string> = { object: 'an object', string: 'a string', boolean: 'a boolean' }
  return known[typeof value] ?? `the number ${value}`
}

function valueAt(body: unknown, pointer: string): unknown {
  let value = body
  for (const part of pointer.split('/').slice(1)) {
    value = (value as Record<string, unknown> | null)?.[part.replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  return value
}
