import type { Steps } from '../wire/steps.js'

/** Converts a part of a file: an object with one member, or with one list of one. */
type Convert = (part: object) => Steps<object>

/** The number of records that are converted together. */
const atOnce = 100

/**
 * Converts a file in parts, because a sandbox may hold very many records. Yields when others may run.
 *
 * @param convert is given each member with its name, and long lists some records at a time
 */
export function* convertFile<File extends object>(file: File, convert: Convert): Steps<File> {
  const converted: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(file)) {
    if (isLong(member)) converted[name] = yield* convertList(member, name, convert)
    else if (name === 'webhooks' && hasDeliveries(member)) {
      const { deliveries, ...others } = member
      const list = convertList(deliveries, 'deliveries', function* (part) {
        return onlyValue(yield* convert({ [name]: part })) as object
      })
      converted[name] = { ...(onlyValue(yield* convert({ [name]: others })) as object), deliveries: yield* list }
    } else Object.assign(converted, yield* convert({ [name]: member }))
  }
  return converted as File
}

const isLong = (value: unknown): value is readonly object[] => Array.isArray(value) && value.length > atOnce

const hasDeliveries = (value: unknown): value is { readonly deliveries: readonly object[] } =>
  isLong((value as { readonly deliveries?: unknown } | null)?.deliveries)

function* convertList(list: readonly object[], name: string, convert: Convert): Steps<object[]> {
  const converted: object[] = []
  for (let first = 0; first < list.length; first += atOnce) {
    for (const record of onlyValue(yield* convert({ [name]: list.slice(first, first + atOnce) })) as object[])
      converted.push(record)
    yield
  }
  return converted
}

/** The value of the only member of an object. */
const onlyValue = (part: object): unknown => Object.values(part)[0]
