import { readPointer, unescapeToken } from './pointer.js'
import { isDeeper, toRefusal, type Validate, type ValidationError } from './validation.js'

/** A decimal number as a text. */
const decimal = /^-?(0|[1-9]\d*)(\.\d+)?$/

/** No body of an operation is deeper; to copy one that is might exhaust the stack. */
const deepest = 10

/** A body that is valid, and what was corrected in it. */
export interface ValidBody {
  readonly body: unknown
  readonly hint?: string
}

/**
 * Validates a body and corrects what applications send although the vendor's document does not allow it (H10, `docs`
 * dialect): a decimal text where a number is expected and, in a create, `null` for an optional field.
 *
 * @throws {Refusal} for a body that is invalid even so
 */
export function validateLoosely(
  validate: Validate,
  body: unknown,
  { mayBeNull }: { readonly mayBeNull: boolean },
): ValidBody {
  if (validate(body)) return { body }
  const errors = validate.errors ?? []
  if (isDeeper(body, deepest)) throw toRefusal(errors, body)
  const copy = copyOf(body)
  const numbers: string[] = []
  const nulls: string[] = []
  for (const error of errors.filter(({ keyword }) => keyword === 'type')) {
    const corrected = correct(copy, error, mayBeNull)
    if (corrected === 'number') numbers.push(error.instancePath)
    if (corrected === 'null') nulls.push(error.instancePath)
  }
  if (numbers.length + nulls.length === 0) throw toRefusal(errors, body)
  if (validate(copy)) return { body: copy, hint: formatCorrections(numbers, nulls) }
  restoreRequired(copy, validate.errors ?? [], nulls)
  validate(copy)
  throw toRefusal(validate.errors ?? [], copy)
}

/** Copies parsed JSON. To write and parse it again would make null of a number that is too large, like 1e400. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)]))
}

/** Corrects the value of one wrong type in place. @returns what it was; undefined if it cannot be corrected */
function correct(body: unknown, { instancePath, params }: ValidationError, mayBeNull: boolean) {
  const [parent, name] = findPlace(body, instancePath)
  if (parent === undefined) return undefined
  const value = parent[name]
  const types = [params.type].flat()
  if (typeof value === 'string' && decimal.test(value) && (types.includes('integer') || types.includes('number'))) {
    parent[name] = Number(value)
    return 'number'
  }
  if (value !== null || !mayBeNull || Array.isArray(parent)) return undefined
  delete parent[name]
  return 'null'
}

/** Puts back the nulls of required fields, so that the refusal is about their type. */
function restoreRequired(body: unknown, errors: readonly ValidationError[], nulls: readonly string[]): void {
  for (const { keyword, instancePath, params } of errors) {
    const pointer = `${instancePath}/${params.missingProperty}`
    if (keyword !== 'required' || !nulls.includes(pointer)) continue
    const [parent, name] = findPlace(body, pointer)
    if (parent !== undefined) parent[name] = null
  }
}

function findPlace(body: unknown, pointer: string): [parent: Record<string, unknown> | undefined, name: string] {
  const cut = pointer.lastIndexOf('/')
  const parent = cut < 0 ? undefined : readPointer(body, pointer.slice(0, cut))
  const isParent = typeof parent === 'object' && parent !== null
  return [isParent ? (parent as Record<string, unknown>) : undefined, unescapeToken(pointer.slice(cut + 1))]
}

function formatCorrections(numbers: readonly string[], nulls: readonly string[]): string {
  const list = (pointers: readonly string[]) =>
    pointers
      .slice(0, 5)
      .map((pointer) => pointer.slice(1).replaceAll('/', '.'))
      .join(', ')
  const clauses = [
    ...(numbers.length > 0 ? [`${list(numbers)} was sent as a string instead of a number`] : []),
    ...(nulls.length > 0 ? [`${list(nulls)} was null and is treated as absent`] : []),
  ]
  return `${clauses.join('; ')}: accepted here, but not by the vendor's OpenAPI document (--dialect spec)`
}
