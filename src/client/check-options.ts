import { InputError } from '../wire/input-error.js'
import { findNearest } from '../wire/suggest.js'

/**
 * Refuses options that do not exist, so that a misspelled one never falls back to its default in silence.
 *
 * @param where the function that takes them, as in `inbox.next()`
 * @throws {InputError} with the nearest known name, and all of them
 */
export function checkOptions(where: string, options: unknown, known: readonly string[]): void {
  if (options === undefined) return
  if (typeof options !== 'object' || options === null)
    throw new InputError(`${where} takes its options as an object, not ${JSON.stringify(options)}.`)
  for (const name of Object.keys(options)) if (!known.includes(name)) throw toUnknown(where, name, known)
}

function toUnknown(where: string, name: string, known: readonly string[]): InputError {
  const nearest = findNearest(name, known)
  const question = nearest === undefined ? '' : ` Did you mean "${nearest}"?`
  return new InputError(`${where} has no option "${name}".${question} It takes ${known.join(', ')}.`)
}
