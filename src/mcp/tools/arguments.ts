import { toPathPart } from '../../client/path-part.js'
import { InputError } from '../../wire/input-error.js'
import { suggest, suggestField } from '../../wire/suggest.js'
import type { OperationShape } from '../schema/operation-shape.js'
import type { ListedTool } from './list.js'
import type { Arguments } from './tool.js'

/**
 * Checks the names of a call's arguments, and whether those that must be there are. Their values are checked by the control
 * API, whose refusals say what to do. `null` counts as left out, because agents send it for optional arguments.
 *
 * @throws {InputError} that names the argument
 */
export function readArguments(given: unknown, { name, inputSchema }: ListedTool): Arguments {
  if (given !== undefined && (typeof given !== 'object' || given === null || Array.isArray(given)))
    throw new InputError(`The arguments of ${name} must be a JSON object.`)
  const sent = Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== null))
  const known = Object.keys(inputSchema.properties)
  const names = Object.keys(sent)
  const missing = inputSchema.required.find((field) => !names.includes(field))
  if (missing !== undefined) {
    const { description = '', examples } = inputSchema.properties[missing] as {
      description?: string
      examples?: unknown[]
    }
    const meant = suggestField(
      missing,
      names.filter((field) => !known.includes(field)),
    )
    if (meant !== undefined) throw new InputError(`${name} needs the argument ${missing}: ${meant}`)
    const advice = [description, examples && `example: ${JSON.stringify(examples[0])}`].filter(Boolean).join('; ')
    throw new InputError(`${name} needs the argument ${missing}: ${advice || 'add it'}.`)
  }
  if (sent.sandbox !== undefined && typeof sent.sandbox !== 'string')
    throw new InputError('sandbox must be a text, like "checkout-7".')
  const unknown = names.find((field) => !known.includes(field))
  if (unknown !== undefined) throw new InputError(`${name}: ${suggest('argument', unknown, known)}`)
  return sent
}

/** The parts of a request to the control API. */
interface ControlCall {
  readonly method: string
  readonly path: string
  readonly query: Record<string, unknown>
  readonly body: Record<string, unknown> | undefined
}

/**
 * Puts the values of an operation's arguments into their places of a request.
 *
 * @throws {InputError} for a value that is not a text, a number or a boolean, where the path or the query needs one, and for
 * one that would name another path
 */
export function toControlCall({ method, path, fields, takesBody }: OperationShape, values: Arguments): ControlCall {
  let filled = path
  const query: Record<string, unknown> = {}
  const body: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values)) {
    const place = fields[name]?.place
    if (place === 'body') body[name] = value
    else if (typeof value === 'object')
      throw new InputError(`${name} must be a single value, not ${Array.isArray(value) ? 'a list' : 'an object'}.`)
    else if (place === 'path') filled = filled.replace(`{${name}}`, toPathPart(String(value), `a valid ${name}`))
    else if (place === 'query') query[name] = value
  }
  return { method, path: filled, query, body: takesBody ? body : undefined }
}
