import { bearerTokenForm, isBearerToken } from '../wire/bearer-token.js'
import { isString, names, type SettingType, text } from './setting-types.js'

/** Names of hosts, or origins. */
export const hosts: SettingType<readonly string[]> = {
  ...names,
  expected: 'a list of host names',
  expectedText: 'host names separated by commas, like localhost,*.test',
  accepts: (value): value is readonly string[] => names.accepts(value) && value.every((name) => /^\S+$/.test(name)),
  schema: { type: 'array', items: { type: 'string', pattern: '^\\S+$' } },
}

/** A bearer token. An error does not repeat it. */
export const token: SettingType<string> = {
  ...text,
  accepts: (value): value is string => isString(value) && isBearerToken(value),
  schema: { type: ['string', 'number'], pattern: '^[!-~]([ -~]*[!-~])?$' },
  explain: (value, where) => (isString(value) ? `${where} must consist of ${bearerTokenForm}.` : undefined),
}
