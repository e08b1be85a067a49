import { finish, isPause, type Steps } from './steps.js'

/** What stands in place of a member, which is not looked into. */
export class Replacement {
  constructor(readonly value: unknown) {}
}

/** What is known of each member of a list or an object, or what stands in its place. */
export type Look<Above> = (name: string, index: number, member: unknown) => Above | Replacement

/** How a JSON value is rebuilt. `Above` is what is known of a value from its name and from what is above it. */
export interface JsonMapper<Above> {
  /** Begins a list or an object. */
  readonly enter: (container: object, above: Above) => Look<Above>
  /** What stands in place of a text, a number, a boolean or null. */
  readonly toLeaf: (value: unknown, above: Above) => unknown
  readonly toName: (name: string) => string
}

/** The same with breaks. */
export interface JsonMapperInSteps<Above> {
  readonly enter: (container: object, above: Above) => Steps<Look<Above>>
  readonly toLeaf: (value: unknown, above: Above) => Steps<unknown>
  readonly toName: (name: string) => string
}

/** A list or an object whose members are being mapped. */
interface Open<Above> {
  /** Null for a list. */
  readonly names: readonly string[] | null
  readonly values: readonly unknown[]
  readonly look: Look<Above>
  readonly mapped: unknown[]
}

/**
 * Rebuilds a JSON value, its members in order, with breaks. It uses no recursion: `JSON.parse` reads a body that is nested
 * half a million levels deep, and a function that calls itself for each level would exhaust the stack.
 */
export function* mapJsonInSteps<Above>(root: unknown, above: Above, mapper: JsonMapperInSteps<Above>): Steps<unknown> {
  const open: Open<Above>[] = []
  let next: { value: unknown; above: Above } | undefined = { value: root, above }
  for (;;) {
    let done: unknown
    if (next !== undefined && isContainer(next.value)) {
      open.push(yield* openContainer(next.value, next.above, mapper))
    } else if (next !== undefined) {
      done = yield* mapper.toLeaf(next.value, next.above)
      if (open.length === 0) return done
      open.at(-1)?.mapped.push(done)
    }
    let last = open.at(-1) as Open<Above>
    while (last.mapped.length === last.values.length) {
      done = close(last, mapper)
      open.pop()
      if (open.length === 0) return done
      last = open.at(-1) as Open<Above>
      last.mapped.push(done)
    }
    const index = last.mapped.length
    const value = last.values[index]
    const known = last.look(last.names?.[index] ?? '', index, value)
    if (known instanceof Replacement) last.mapped.push(known.value)
    next = known instanceof Replacement ? undefined : { value, above: known }
  }
}

/** Like `mapJsonInSteps`, without breaks. */
export function mapJson<Above>(root: unknown, above: Above, { enter, toLeaf, toName }: JsonMapper<Above>): unknown {
  const mapper: JsonMapperInSteps<Above> = {
    enter: (container, above) => ready(enter(container, above)),
    toLeaf: (value, above) => ready(toLeaf(value, above)),
    toName,
  }
  return finish(mapJsonInSteps(root, above, mapper))
}

/** Work that is done already. */
// biome-ignore lint/correctness/useYield: it has no steps
function* ready<Result>(result: Result): Steps<Result> {
  return result
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null

function* openContainer<Above>(
  container: object,
  above: Above,
  { enter }: JsonMapperInSteps<Above>,
): Steps<Open<Above>> {
  const look = yield* enter(container, above)
  if (Array.isArray(container)) return { names: null, values: container, look, mapped: [] }
  return { names: Object.keys(container), values: Object.values(container), look, mapped: [] }
}

function close<Above>({ names, mapped }: Open<Above>, { toName }: Pick<JsonMapper<Above>, 'toName'>): unknown {
  return names === null ? mapped : Object.fromEntries(names.map((name, index) => [toName(name), mapped[index]]))
}

/**
 * Writes what `JSON.parse` has read, of any depth. `JSON.stringify` does the same, but gives up where the value is nested
 * too deep for the stack.
 *
 * @example
 * ```ts
 * stringifyJson(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)))
 * ```
 */
export function stringifyJson(value: unknown): string {
  return finish(stringifyJsonInSteps(value))
}

/** Like `stringifyJson`, with breaks in a value that is nested deep. */
export function* stringifyJsonInSteps(value: unknown): Steps<string> {
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return yield* stringifyDeep(value)
}

/** A list or an object that is being written. */
interface Written {
  /** Null for a list. */
  readonly names: readonly string[] | null
  readonly values: readonly unknown[]
  next: number
}

function* stringifyDeep(root: unknown): Steps<string> {
  const parts: string[] = []
  const open: Written[] = []
  let count = 0
  let value = root
  for (;;) {
    if (isPause(count++)) yield
    if (isContainer(value)) {
      const names = Array.isArray(value) ? null : Object.keys(value)
      parts.push(names === null ? '[' : '{')
      open.push({ names, values: Object.values(value), next: 0 })
    } else parts.push(JSON.stringify(value))
    let last = open.at(-1)
    while (last !== undefined && last.next === last.values.length) {
      parts.push(last.names === null ? ']' : '}')
      open.pop()
      last = open.at(-1)
    }
    if (last === undefined) return parts.join('')
    const comma = last.next === 0 ? '' : ','
    parts.push(last.names === null ? comma : `${comma}${JSON.stringify(last.names[last.next])}:`)
    value = last.values[last.next++]
  }
}
