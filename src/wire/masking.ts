import { findCredentialShapes, mayLookRandom } from './credential-shapes.js'
import { levelsOf, toSource } from './decoded.js'
import { mapJson, Replacement } from './deep-json.js'
import { findNamedValues } from './named-values.js'
import { kindOfMember, type SecretKind, type Side, secretKindOf } from './secret-names.js'

export type { Side }

/** What is masked. Credentials always are; codes may be shown. */
export type Masked = 'codes and credentials' | 'credentials'

const maskText = (text: string) => '*'.repeat(text.length)

/** Whether the journal masks a member of a body. An answer's `code` is an error's. */
export const isMaskedMember = (side: Side, name: string): boolean =>
  !(side === 'answer' && name === 'code') && isMasked(secretKindOf(name), 'codes and credentials')

const isMasked = (kind: SecretKind | null, masked: Masked) =>
  kind === 'credential' || (kind === 'code' && masked === 'codes and credentials')

/** How a body is masked. */
export interface BodyMask {
  readonly masked?: Masked
  /** Told the JSON pointer of each value that was masked because it looks like a credential. */
  readonly onShape?: (pointer: string) => void
}

/** The names above a value of a body. */
interface Above {
  /** The nearest one that is not an index. */
  readonly name: string
  readonly last: string
  readonly above: Above | null
}

/** Masks the one-time codes and credentials in a JSON body, at any depth. */
export function maskCodes(
  side: Side,
  body: unknown,
  { masked = 'codes and credentials', onShape }: BodyMask = {},
): unknown {
  const root: Above = { name: '', last: '', above: null }
  return mapJson<Above>(body, root, {
    enter(container, above) {
      const isList = Array.isArray(container)
      return (key, index, member) => {
        const isCodeOfError = side === 'answer' && key === 'code'
        if (
          !isCodeOfError &&
          isMasked(kindOfMember(container, isList ? String(index) : key, { side, above: null }), masked)
        )
          return new Replacement(maskAll(member))
        return { name: isList ? above.name : key, last: isList ? String(index) : key, above }
      }
    },
    toLeaf(value, above) {
      if (typeof value !== 'string') return value
      const clean = maskCodesInText(value, masked)
      return above === root ? clean : maskShapes(clean, above.name, () => onShape?.(toPointer(above)))
    },
    toName: (name) => maskShapes(maskCodesInText(name, masked)),
  })
}

function toPointer(place: Above): string {
  const names: string[] = []
  for (let next: Above = place; next.above !== null; next = next.above) names.push(next.last)
  return names
    .reverse()
    .map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')
}

/**
 * Masks what looks like a credential, unless the name of the value explains its looks.
 *
 * @param onMasked called if there was something to mask
 */
export function maskShapes(text: string, name = '', onMasked?: () => void): string {
  let clean = ''
  let done = 0
  const shapes = findCredentialShapes(text, { mayLookRandom: mayLookRandom(name) }).sort((a, b) => a.start - b.start)
  if (shapes.length > 0) onMasked?.()
  for (const { start, end } of shapes) {
    if (end <= done) continue
    const from = Math.max(start, done)
    clean += text.slice(done, from) + maskText(text.slice(from, end))
    done = end
  }
  return clean + text.slice(done)
}

/** The credentials that the names in a text reveal, to be masked where they stand under other names, too. */
export function findCredentials(text: string): string[] {
  const found = new Set<string>()
  for (const level of levelsOf(text))
    for (const { start, end, kind } of findNamedValues(level.text))
      if (kind === 'credential' && end - start >= shortestEcho) found.add(level.text.slice(start, end))
  return [...found].filter((value) => !/^(true|false|null|none|[a-z]+|\*+)$/i.test(value))
}

/** Shorter words occur elsewhere by chance. */
const shortestEcho = 6

/** Masks values wherever they stand, also as JSON and queries spell them. */
function maskValues(text: string, values: readonly string[]): string {
  let clean = text
  for (const value of values)
    for (const spelling of [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)])
      clean = clean.replaceAll(spelling, maskText(spelling))
  return clean
}

/** Masks a value and everything inside it. */
export function maskAll(value: unknown): unknown {
  return mapTexts(value, (leaf) =>
    typeof leaf === 'string' || typeof leaf === 'number' ? maskText(String(leaf)) : leaf,
  )
}

/** Masks values wherever they stand in the texts and names of a JSON value. */
export function maskValuesIn(value: unknown, values: readonly string[]): unknown {
  const mask = (text: string) => maskValues(text, values)
  return mapTexts(value, (leaf) => (typeof leaf === 'string' ? mask(leaf) : leaf), mask)
}

function mapTexts(value: unknown, map: (leaf: unknown) => unknown, toName = (name: string) => name): unknown {
  return mapJson(value, null, {
    enter: () => () => null,
    toLeaf: map,
    toName,
  })
}

/**
 * Masks the codes and credentials in a text that is not valid JSON, was truncated, or is a query: by their names, in any
 * level of its encodings.
 */
export function maskCodesInText(text: string, masked: Masked = 'codes and credentials'): string {
  if (!/[:=>]|%3[ade]/i.test(text)) return text
  let clean = text
  for (const level of levelsOf(text)) {
    for (const { start, end, kind } of findNamedValues(level.text)) {
      if (!isMasked(kind, masked)) continue
      const [from, to] = toSource(level, start, end)
      clean = clean.slice(0, from) + maskText(clean.slice(from, to)) + clean.slice(to)
    }
  }
  return clean
}

/** Masks the code in a message: written, spoken digit by digit, or as the end of a caller's number. */
export function maskMessage(text: string, code: string): string {
  return text.replaceAll(code, maskText(code)).replaceAll([...code].join(' '), [...maskText(code)].join(' '))
}

/** Masks the codes of a request body in the hint about it, which may quote them. */
export function maskHint(hint: string, body: string | null): string {
  let masked = hint.replace(/".*" is not valid JSON$/s, 'it is not valid JSON')
  for (const { start, end, kind } of findNamedValues(body ?? '')) {
    if (!isMasked(kind, 'codes and credentials')) continue
    const cited = (body ?? '').slice(start, Math.min(end, start + 80))
    if (cited !== '') masked = masked.replaceAll(cited, maskText(cited))
  }
  return masked
}
