import { mapJsonInSteps, Replacement, stringifyJsonInSteps } from '../wire/deep-json.js'
import { kindOfMember, type SecretKind, type Side } from '../wire/secret-names.js'
import { isPause, type Steps } from '../wire/steps.js'
import { redacted } from './redact-url.js'
import type { Found } from './secret-index.js'
import { findSplit } from './split-secrets.js'

/** What the names above a value say about it. */
export interface Above {
  readonly kind: SecretKind | null
  /** The nearest name. */
  readonly name: string
}

/** How the parts of a JSON body are redacted. */
export interface JsonRedaction {
  readonly side: Side
  /** Finds known secrets in a text. */
  readonly find: (text: string) => Steps<Found[]>
  readonly toLeaf: (value: unknown, above: Above) => Steps<unknown>
  readonly toName: (name: string) => string
}

/** Redacts JSON of any depth, with breaks. @returns its text */
export function* redactJson(json: unknown, above: Above, { side, find, toLeaf, toName }: JsonRedaction): Steps<string> {
  const names = new Map<string, string>()
  let count = 0
  const clean = yield* mapJsonInSteps<Above>(json, above, {
    *enter(container, above) {
      if (isPause(count++, 100)) yield
      const isList = Array.isArray(container)
      const split = yield* findSplit(Object.values(container), find)
      return (name, index, member) => {
        if (split.has(index)) return new Replacement(typeof member === 'string' ? redacted : 0)
        const place = isList ? String(index) : name
        const kind = kindOfMember(container, place, { side, above: above.kind })
        return { kind, name: isList ? above.name : name }
      }
    },
    toLeaf,
    // A name is redacted once for each body.
    toName: (name) => {
      const known = names.get(name) ?? toName(name)
      names.set(name, known)
      return known
    },
  })
  yield
  return yield* stringifyJsonInSteps(clean)
}

/** Each value of JSON of any depth in order, lists and objects before their members, and the kind that its name gives it. */
export function* valuesOf(
  json: unknown,
  kind: SecretKind | null,
  side: Side,
): Generator<{ readonly value: unknown; readonly kind: SecretKind | null }> {
  const open: { container: object; names: readonly string[]; next: number; kind: SecretKind | null }[] = []
  let value = json
  let kindOf = kind
  for (;;) {
    yield { value, kind: kindOf }
    if (typeof value === 'object' && value !== null)
      open.push({ container: value, names: Object.keys(value), next: 0, kind: kindOf })
    while (open.length > 0 && open.at(-1)?.next === open.at(-1)?.names.length) open.pop()
    const last = open.at(-1)
    if (last === undefined) return
    const name = last.names[last.next++] as string
    value = (last.container as Readonly<Record<string, unknown>>)[name]
    kindOf = kindOfMember(last.container, name, { side, above: last.kind })
  }
}
