import { InputError } from '../wire/input-error.js'

/**
 * Encodes a value as one part of a path.
 *
 * @param kind what the value must be, with an article: `the ID of a scenario`
 * @throws {InputError} for an empty text and for dots, which would name another path
 */
export function toPathPart(value: string, kind: string): string {
  if (/^\.{0,2}$/.test(value)) throw new InputError(`"${value}" is not ${kind}.`)
  return encodeURIComponent(value)
}
