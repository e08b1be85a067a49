/**
 * What a name says about its value. The one list of secret names: recordings, the journal and the drift report share it.
 * `credential`: whoever has it can act as someone else; `code`: a one-time code; `number`: a phone number; `url`: a URL
 * that may contain credentials.
 */
export type SecretKind = 'credential' | 'code' | 'number' | 'url'

/** Words that make a name secret wherever they stand in it: `v1_secret`, `sip_password`, `x-auth-token`. */
const credentialWords = wordSet(
  `password passwd passwords pwd pass passphrase secret secrets credential credentials authorization authentication
  auth cookie cookies signature signatures sig hmac jwt bearer apikey authkey accesskey secretkey privatekey token
  tokens accesstoken refreshtoken idtoken authtoken clientsecret verifier assertion dsn connectionstring cvv cvc ssn session sessionid sid csrf xsrf mnemonic pem otpauth`,
)

/** Words that hold a credential if they come last in a name: `api_key`, `signing-key`. A name of only `key` says nothing. */
const lastCredentialWords = wordSet('key keys')

/** Words that follow a secret word in a name about it: `token_type`, `password_length`, `secret_id`. */
const aboutWords = wordSet(
  `type types expiry expires expiration length size count used limit id ids name names hint policy enabled required
  endpoint url uri method methods algorithm alg version status created updated at in ttl duration timeout strength
  challenge scheme realm mode`,
)

/** Words before `key` that make it public or no key at all. */
const plainKeys = wordSet('public primary foreign sort partition idempotency cache map object row group')

const codeWords = wordSet('otp totp hotp pin pins passcode passcodes puk tan mfa tfa')

/** Words before `code` that are not a one-time code: the vendor's answers, places and languages. */
const plainCodes = wordSet(
  `response error status country language locale currency area zip postal post exit reason calling dial dialing
  region state product coupon promo source qr bar color http sic mcc mnc failure result`,
)

function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/))
}

/** Whether a body belongs to a request or an answer: they name codes differently. */
export type Side = 'request' | 'answer'

const known = new Map<string, SecretKind | null>()
const mostKnown = 2000

/**
 * Tells from the name of a member, parameter or header what its value is; null if it says nothing.
 *
 * @example
 * ```ts
 * secretKindOf('sip_password') // 'credential'
 * secretKindOf('verificationCode') // 'code'
 * ```
 */
export function secretKindOf(name: string): SecretKind | null {
  let kind = known.get(name)
  if (kind === undefined) {
    kind = name.length > 200 ? null : kindOfWords(splitWords(name))
    if (known.size >= mostKnown) known.clear()
    known.set(name, kind)
  }
  return kind
}

/** `v1_secret`, `X-Auth`, `filter[apiKey]` and `user.PIN` as words in lower case. */
function splitWords(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '')
}

function kindOfWords(words: readonly string[]): SecretKind | null {
  const last = words.at(-1)
  const before = words.at(-2)
  if (last === undefined) return null
  if (last === 'url' || last === 'uri') return 'url'
  if (last === 'string' && before === 'connection') return 'credential'
  const singular = last.replace(/(?<=code)s$/, '')
  if (codeWords.has(last)) return 'code'
  if (singular.endsWith('code') && !isPlainCode(singular, before)) return 'code'
  if (lastCredentialWords.has(last) && before !== undefined && !plainKeys.has(before)) return 'credential'
  if (last === 'id' && (before === 'session' || before === 'cookie')) return 'credential'
  const secretAt = words.findIndex(
    (word) => credentialWords.has(word) || /(password|secret|token|^(?:user|db|root|admin|my)pass)s?\d*$/.test(word),
  )
  if (secretAt >= 0 && !aboutWords.has(last) && !isCount(words)) return 'credential'
  return isNumber(last, before) ? 'number' : null
}

/** `code` itself and names like `smscode`, but not `country_code` or `encode`. */
function isPlainCode(last: string, before: string | undefined): boolean {
  if (last === 'code') return before !== undefined && plainCodes.has(before)
  const stem = last.slice(0, -'code'.length)
  return plainCodes.has(stem) || /^(en|de|uni|bar|geo|trans|zip|mc|o)$/.test(stem)
}

/** `max_tokens` and the like count words of a language model. */
const isCount = (words: readonly string[]) =>
  words.at(-1) === 'tokens' && /^(max|min|total|num|prompt)$/.test(words[0] ?? '')

function isNumber(last: string, before: string | undefined): boolean {
  if (last === 'number' || last === 'numbers') return before !== 'page'
  return last === 'phone' || last === 'to' || last === 'from' || last === 'msisdn' || /phonenumbers?$/.test(last)
}

/** What a member of an object or a list holds. The names above it count too: everything in `secrets` is one. */
export function kindOfMember(
  parent: object,
  name: string,
  { side, above }: { side: Side; above: SecretKind | null },
): SecretKind | null {
  if (Array.isArray(parent)) return above
  // An error's code, which the vendor sends beside a title or a detail.
  if (side === 'answer' && name === 'code' && ('title' in parent || 'detail' in parent)) return null
  // Lists of names and values, as in {"name": "password", "value": "..."}.
  const { name: label, key } = parent as { name?: unknown; key?: unknown }
  const said = name === 'value' ? (label ?? key) : name
  const own = typeof said === 'string' ? secretKindOf(said) : null
  return own ?? (above === 'credential' || above === 'code' ? above : null)
}
