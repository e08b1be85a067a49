import { refuse } from '../core/errors.js'
import { isSandboxName } from '../core/sandbox-name.js'
import { defaultSandbox } from '../core/sandboxes.js'
import { findAccident } from '../wire/accident.js'
import { maskKey } from '../wire/key-masking.js'
import { remember } from '../wire/remember.js'
import type { Call } from './call.js'

const prefix = 'sandbox_'

/** The key of a request, with a hint if the header is spelled in an unusual way. */
export interface ApiKey {
  readonly key: string
  readonly hint?: string
}

/** A key of the emulator's own, of one word: it can be none of the mistakes, so that their patterns need not be compiled. */
const ownKey = /^sandbox_\w+$/

/** How the header is written. */
const usual = 'Authorization: Bearer <key>'

/** Mistakes in what follows Bearer, each with its hint. */
const mistakes: readonly (readonly [RegExp, string])[] = [
  [
    /^bearer(?:[\s:=]|$)/i,
    '"Bearer" is written twice; the variable must contain the key alone. Is the variable set to a whole header?',
  ],
  [/^authorization[\s:]/i, 'the variable contains a whole header; set the variable to the key alone'],
  [/^(?:basic|token|apikey)[\s:]/i, `there is a second scheme after Bearer; write the header as "${usual}"`],
  [/,\s*bearer\b/i, `the Authorization header was sent twice; send it once, as "${usual}"`],
  [
    /^TELNYX(?:_[A-Z0-9]+)*_(?:KEY|TOKEN|SECRET)$/,
    'the key is the name of a variable instead of its value: is the variable set?',
  ],
  [
    /^(?:export\s+)?\w*(?:key|token)=/i,
    'the key begins with a name and an equals sign: is the variable set to the key alone?',
  ],
  [/\\[rnt]$|\\$/, 'the key ends in a backslash or an escaped line break: how is the variable set?'],
]

/**
 * Reads the key of a request: of its Authorization header, with the scheme in any letter case.
 *
 * @param call is asked for a header like `x-api-key`
 * @throws {Refusal} 401, 10009 (H2) without a key, or with an accident instead of one
 */
export function readApiKey(authorization: string | undefined, call?: Pick<Call, 'header'>): ApiKey {
  const header = authorization?.trim() ?? ''
  if (header === '') {
    if (call !== undefined && hasOtherKey(call))
      throwUnauthenticated(`send the key in the header "${usual}", not in one like x-api-key`)
    throwUnauthenticated(
      authorization === undefined
        ? `send the header "Authorization: Bearer ${prefix}${defaultSandbox}"`
        : `the Authorization header is empty: is the variable set? Write it as "${usual}"`,
    )
  }
  return readHeader(header)
}

const readHeader = remember((header): ApiKey => {
  const [, scheme = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(header) ?? []
  if (scheme !== 'Bearer' && !/^bearer$/i.test(scheme)) throwOtherScheme(scheme, rest)
  const key = requireKey(rest)
  if (scheme === 'Bearer') return { key, ...explainPlaceholder(key) }
  return { key, hint: `the scheme "${scheme}" is accepted; write it as "Bearer", like the documentation` }
})

/** The documentation's own placeholders are valid keys here, so that its examples work. */
function explainPlaceholder(key: string): { hint?: string } {
  if (!/^your[ _-].*(?:key|token)$/i.test(key)) return {}
  return { hint: 'the key is the placeholder of an example; any key works here, but the real service refuses it' }
}

function throwOtherScheme(scheme: string, rest: string): never {
  if (/^bearer\W/i.test(scheme))
    throwUnauthenticated(`write a space after Bearer and nothing else between it and the key: "${usual}"`)
  if (findAccident(`${scheme} ${rest}`) !== undefined || findAccident(scheme) !== undefined)
    throwUnauthenticated(`the Authorization header is not a key: is the variable set? Write it as "${usual}"`)
  if (rest === '') throwUnauthenticated(`the scheme is missing; send "Authorization: Bearer ${toShown(scheme)}"`)
  const shown = /^[a-z][a-z-]{0,19}$/i.test(scheme) ? `"${scheme}"` : 'this one'
  throwUnauthenticated(`the scheme must be Bearer, not ${shown}; write the header as "${usual}"`)
}

/** @throws {Refusal} if the text after the scheme is not a key but an accident */
function requireKey(key: string): string {
  if (ownKey.test(key)) return key
  if (key === '') throwUnauthenticated(`there is no key after Bearer: is the variable set? Write it as "${usual}"`)
  const accident = findAccident(key)
  if (accident === 'quoted') throwUnauthenticated('the key is in quotes; send it without them (is the variable set?)')
  if (accident === 'wrapped')
    throwUnauthenticated('the key is masked or printed in its wrapper; send the value itself (is the variable set?)')
  if (accident !== undefined)
    throwUnauthenticated(`the key is ${JSON.stringify(key.slice(0, 60))}: is the variable set?`)
  for (const [pattern, hint] of mistakes) if (pattern.test(key)) throwUnauthenticated(hint)
  return key
}

/**
 * The sandbox that a key opens: `sandbox_<name>` opens its own, every other key the default one.
 *
 * @throws {Refusal} 401, 10009 (H2) for a `sandbox_` key with an invalid name, so that tests never share a sandbox by accident
 */
export const sandboxOfKey = remember((key): string => {
  if (!key.startsWith(prefix)) return defaultSandbox
  const name = key.slice(prefix.length)
  // Exactly as JavaScript and Python print them: "none" may be a name.
  if (/^(?:undefined|null|None|NaN)$/.test(name) || findAccident(name) === 'unfilled')
    throwUnauthenticated(`the sandbox is named ${JSON.stringify(name.slice(0, 60))}: is the variable set?`)
  if (!isSandboxName(name))
    throwUnauthenticated(
      'a sandbox name has 1 to 100 letters, digits, dots, dashes and underscores, and does not begin with a dot',
    )
  return name
})

/** The sandbox whose own key a header holds; undefined for any other key, which names none, and for a wrong one. */
export function findKeyedSandbox(authorization: string): string | undefined {
  try {
    const { key } = readApiKey(authorization)
    return key.startsWith(prefix) ? sandboxOfKey(key) : undefined
  } catch {
    return undefined
  }
}

const toShown = (key: string) => (key.startsWith(prefix) ? key : `<key> (you sent ${maskKey(key)} alone)`)

function throwUnauthenticated(hint: string): never {
  refuse('10009', { rule: 'H2', hint })
}

/** Whether a request has its key in a header that other APIs use. */
function hasOtherKey(call: Pick<Call, 'header'>): boolean {
  return call.header('x-api-key') !== undefined || call.header('api-key') !== undefined
}
