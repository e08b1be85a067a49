import { describe, expect, test } from 'vitest'
import { secretKindOf } from '../../src/wire/secret-names.js'
import { newRedactor, record } from './record.js'

/** A value that nothing but its name can reveal. */
const plain = 'plain-enough'
/** One word with letters and digits, too short to look like a credential by itself. */
const mixed = 'b7f2c9a41e'

const always =
  `password pwd passphrase pwhash password_hash secret client_secret client_assertion private_key privateKeyPem
  mnemonic seed_phrase recovery_phrase bearer jwt cookie csrf csrf_token xsrf session_id JSESSIONID connect.sid
  api_key apikey APIKEY ApiKey APIkey x-api-key X_API_KEY_2 accessToken ACCESS_TOKEN refresh_token idToken id_token kms_key
  license_key signing_key sharedKey psk creds db_creds saml_assertion webhook_secret old_password password2 new-password
  pAsSwOrD user[password] oauth_token htpasswd card_number cvv`.split(/\s+/)

const doubtful = 'nonce salt user.salt license refresh access ticket kms grant pat'.split(' ')

const harmless =
  `access_level license_plate nonce_count announce session_count session_duration session_start token_type
  tokens_used max_tokens completion_tokens password_length password_policy password_required secret_id secret_name cookie_consent
  cookie_domain auth_type auth_provider signature_algorithm public_key primary_key cache_key keyboard monkey author
  authority passenger passport_country compass pinned shipping spinning keyword tokenizer secretary country_code
  status_code refresh_interval salt_lake_city grantee patio licensee accessory`.split(/\s+/)

describe('names that reveal a credential', () => {
  test.each(always)('%s', (name) => {
    expect(
      record({ request: JSON.stringify({ [name]: plain }), answer: `{"${name}":"${plain}","cut":` }),
    ).not.toContain(plain)
    expect(record({ url: `/v2/balance?${encodeURIComponent(name)}=${plain}` })).not.toContain(plain)
  })

  test.each(doubtful)('%s, if its value may be one', (name) => {
    expect(
      record({ request: JSON.stringify({ [name]: mixed }), answer: `echo ${mixed}; {"${name}":"${mixed}","cut":` }),
    ).not.toContain(mixed)
    for (const value of [
      'read-only',
      'morning',
      'MIT',
      'Apache-2.0',
      'GPL-3.0-or-later',
      '2026-11-29',
      'level-2',
      '30s',
      'two words',
    ]) {
      expect(JSON.parse(newRedactor().body(JSON.stringify({ [name]: value })))).toEqual({ [name]: value })
      expect(newRedactor().body(`{"${name}":"${value}","cut":`)).toContain(value)
    }
    expect(JSON.parse(newRedactor().body(JSON.stringify({ [name]: 42 })))).toEqual({ [name]: 42 })
  })
})

test.each(harmless)('a name that is about something else: %s', (name) => {
  expect(secretKindOf(name, mixed)).not.toBe('credential')
})
