import { InputError } from '../wire/input-error.js'
import { suggest } from '../wire/suggest.js'

/**
 * Refuses options that do not exist, so that a misspelled one is never silently ignored.
 *
 * @param where the function with the options, as in `inbox.next()`
 * @throws {InputError} with the nearest known name, or all of them if none is similar
 */
export function checkOptions(where: string, options: unknown, known: readonly string[]): void {
  if (options === undefined) return
  if (typeof options !== 'object' || options === null)
    throw new InputError(`${where} expects an options object, not ${JSON.stringify(options)}.`)
  for (const name of Object.keys(options))
    if (!known.includes(name)) throw new InputError(`${where}: ${suggest('option', name, known)}`)
}
