/**
 * What a name says about its value. The one list of secret names: recordings, the journal and the drift report share it.
 * `credential`: whoever has it can act as someone else; `code`: a one-time code; `number`: a phone number; `url`: a URL
 * that may contain credentials.
 */
export type SecretKind = 'credential' | 'code' | 'number' | 'url'

/** Words that make a name secret wherever they stand in it: `v1_secret`, `sip_password`, `x-auth-token`. */
const credentialWords = wordSet(
  `password passwd passwords pwd pswd pw pass passphrase passkey pwhash passhash secret secrets credential credentials
  cred creds authorization authentication auth oauth cookie cookies signature signatures sig hmac jwt jws jwe bearer apikey
  authkey accesskey secretkey privatekey token tokens accesstoken refreshtoken idtoken authtoken clientsecret verifier
  assertion saml dsn connectionstring cvv cvc cvv2 ssn session sessionid sess sid jsessionid phpsessid csrf xsrf mnemonic
  passwort kennwort contrasena senha
  pem pfx pkcs12 keystore kubeconfig htpasswd otpauth psk sharedkey cardnumber creditcard`,
)

/** Words that hold a credential if they come last in a name: `api_key`, `password-salt`. A name of only `key` says nothing. */
const lastCredentialWords = wordSet('key keys')

/** Names as one word, however they are separated and capitalized: `APIkey`, `PassWord`, `api.Key`. */
const joinedCredential =
  /(?:password|passwd|motdepasse|passphrase|secret|(?<!max|min|total|num|prompt|completion|input|output|used|remaining)tokens?|credentials?|apikey|(?:access|auth|secret|private|signing|client|encryption|license|kms|master|shared|session)keys?|bearer|cardnumber|seedphrase|recoveryphrase|seedwords)\d*$/

/** Words that follow a secret word in a name about it: `token_type`, `password_length`, `secret_id`. */
const aboutWords = wordSet(
  `type types expiry expires expiration length size count counts used limit limits id ids name names hint policy enabled
  required disabled endpoint url uri method methods algorithm alg version status created updated deleted at in on ttl
  duration timeout strength challenge scheme realm mode start started end ended begin language lang locale consent
  provider flow issuer audience label description title kind format prefix suffix position total rate ratio balance
  region country source origin reason date time timestamp days hours minutes seconds secs ms bytes max min default domain
  path host port valid validity verified supported available active present exists missing rotation rotated index level
  attempts failures page pages banner notice number`,
)

/**
 * Last words of names that often hold a credential, and as often something harmless. The value decides: `session` is
 * one if it is `b7f2c9a41e`, and not if it is `morning`.
 */
const doubtfulWords = wordSet(
  'nonce cnonce salt license licence refresh access kms ticket grant pat authn authz opaque seed pepper iv challenge',
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

const known = new Map<string, SecretKind | 'doubtful' | null>()
const mostKnown = 2000

/**
 * Tells from the name of a member, parameter or header what its value is; null if it says nothing.
 *
 * @param value decides where the name alone leaves doubt
 * @example
 * ```ts
 * secretKindOf('sip_password') // 'credential'
 * secretKindOf('verificationCode') // 'code'
 * secretKindOf('session', 'b7f2c9a41e') // 'credential'
 * ```
 */
export function secretKindOf(name: string, value?: unknown): SecretKind | null {
  let kind = known.get(name)
  if (kind === undefined) {
    kind = name.length > 200 ? null : kindOfWords(splitWords(name))
    if (known.size >= mostKnown) known.clear()
    known.set(name, kind)
  }
  if (kind !== 'doubtful') return kind
  return typeof value === 'string' && mayBeCredential(value) ? 'credential' : null
}

/** Versions, licenses, dates and durations, which contain digits but are no credentials. */
const plainValue =
  /^(?:[a-z]+[-_ ]?v?\d+(?:\.\d+)*(?:[-_][a-z]+)*|v?\d+(?:\.\d+)+[\w.-]*|\d{4}-\d\d(?:-\d\d.*)?|\d{1,9}(?:ms|[smhd])?|\w+:\/\/.*)$/i

/** Whether a value of a doubtful name is more likely a credential: one word with letters and digits. */
const mayBeCredential = (value: string) =>
  value.length >= 6 && /^[!-~]+$/.test(value) && /\d/.test(value) && !plainValue.test(value)

/** `v1_secret`, `X-Auth`, `filter[apiKey]` and `user.PIN` as words in lower case. */
function splitWords(name: string): string[] {
  return toPlainLetters(name)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '')
}

/** Cyrillic and Greek letters that look like Latin ones. */
const twins = new Map(
  [...'аaеeоoрpсcуyхxіiѕsјjԁdкkтtвbнhмmοoαaνvρpτtκkυu'.matchAll(/(.)(.)/gu)].map(([, twin, plain]) => [twin, plain]),
)

/** A name in plain letters: full-width and accented ones, and those of other scripts that look like them. */
function toPlainLetters(name: string): string {
  if (/^[ -~]*$/.test(name)) return name
  const letters = name.normalize('NFKD').replace(/[\p{M}\p{Cf}]/gu, '')
  return letters.replace(/[\p{sc=Cyrillic}\p{sc=Greek}]/gu, (letter) => twins.get(letter) ?? letter)
}

function kindOfWords(words: readonly string[]): SecretKind | 'doubtful' | null {
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
  const isSecret = words.some(
    (word) => credentialWords.has(word) || /(password|secret|token|^(?:user|db|root|admin|my)pass)s?\d*$/.test(word),
  )
  if (isSecret && !aboutWords.has(last) && !isCount(words)) return 'credential'
  if (joinedCredential.test(words.join(''))) return 'credential'
  if (doubtfulWords.has(last)) return 'doubtful'
  if (last === 'number' && /^(card|cc|pan)$/.test(before ?? '')) return 'credential'
  if (last === 'number' && codeWords.has(before ?? '')) return 'code'
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
  words.at(-1) === 'tokens' &&
  /^(max|min|total|num|prompt|completion|input|output|used|remaining)$/.test(words.at(-2) ?? '')

function isNumber(last: string, before: string | undefined): boolean {
  if (last === 'number' || last === 'numbers') return before !== 'page'
  return last === 'phone' || last === 'to' || last === 'from' || last === 'msisdn' || /phonenumbers?$/.test(last)
}

/** Lists of names and values in turn, as in `["Authorization", "Bearer ..."]`. A list of names alone has no such value. */
function kindOfItem(list: readonly unknown[], index: number): SecretKind | null {
  const [before, value] = [list[index - 1], list[index]]
  if (typeof before !== 'string' || typeof value !== 'string' || before.length > 80) return null
  return secretKindOf(before) !== 'credential' || /^[A-Za-z_]+$/.test(value) ? null : 'credential'
}

/** What a member of an object or a list holds. The names above it count too: everything in `secrets` is one. */
export function kindOfMember(
  parent: object,
  name: string,
  { side, above }: { side: Side; above: SecretKind | null },
): SecretKind | null {
  if (Array.isArray(parent)) return above ?? kindOfItem(parent, Number(name))
  // An error's code, which the vendor sends beside a title or a detail.
  if (side === 'answer' && name === 'code' && ('title' in parent || 'detail' in parent)) return null
  // Lists of names and values, as in {"name": "password", "value": "..."}.
  const { name: label, key } = parent as { name?: unknown; key?: unknown }
  const said = name === 'value' ? (label ?? key) : name
  const own = typeof said === 'string' ? secretKindOf(said, (parent as Readonly<Record<string, unknown>>)[name]) : null
  return own ?? (above === 'credential' || above === 'code' ? above : null)
}
