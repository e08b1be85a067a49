import { InputError } from '../wire/input-error.js'
import { suggest } from '../wire/suggest.js'

/** The names of the options in an interface; the compiler checks that none is missing and none is misspelled. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>

/**
 * Refuses options that do not exist, so that a misspelled one is never silently ignored.
 *
 * @param where the function with the options, as in `inbox.next()`
 * @param known the names of all options
 * @throws {InputError} with the nearest known name, or all of them if none is similar
 */
export function checkOptions<Options>(
  where: string,
  options: Options | undefined,
  known: OptionNames<NoInfer<Options>>,
): void {
  if (options === undefined) return
  if (typeof options !== 'object' || options === null)
    throw new InputError(`${where} expects an options object, not ${JSON.stringify(options)}.`)
  requireKnownNames(where, options, Object.keys(known))
}

/** @throws {InputError} for anything but a list */
export function requireList<Item>(where: string, value: readonly Item[]): readonly Item[] {
  if (Array.isArray(value)) return value
  throw new InputError(`${where} expects a list, not ${JSON.stringify(value)}.`)
}

/** @throws {InputError} for a name that is not among the known ones */
export function requireKnownNames(where: string, value: object, known: readonly string[]): void {
  for (const name of Object.keys(value))
    if (!known.includes(name)) throw new InputError(`${where}: ${suggest('option', name, known)}`)
}
