import { InputError } from '../wire/input-error.js'
import { suggest } from '../wire/suggest.js'

/**
 * Refuses options that do not exist, so that a misspelled one never falls back to its default in silence.
 *
 * @param where the function that takes them, as in `inbox.next()`
 * @throws {InputError} with the nearest known name, or all of them where none is near
 */
export function checkOptions(where: string, options: unknown, known: readonly string[]): void {
  if (options === undefined) return
  if (typeof options !== 'object' || options === null)
    throw new InputError(`${where} takes its options as an object, not ${JSON.stringify(options)}.`)
  for (const name of Object.keys(options))
    if (!known.includes(name)) throw new InputError(`${where}: ${suggest('option', name, known)}`)
}
