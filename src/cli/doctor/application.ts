import { defaultSandbox } from '../../client/defaults.js'
import { looksReal, maskKey } from '../../wire/key-masking.js'
import { isRealService } from '../flags/connection.js'
import { type Check, fail, pass, warn } from './check.js'

const setVariables = 'Run: eval "$(tve env)"'

/** Checks where the official SDK sends its requests. */
export const checkBaseUrl: Check = async ({ env, origin, probe }) => {
  const text = env.TELNYX_BASE_URL
  if (!text)
    return warn('TELNYX_BASE_URL is not set; SDKs without an explicit base URL call the real service.', setVariables)
  if (!URL.canParse(text)) return fail(`TELNYX_BASE_URL is not a valid URL: ${text}`, setVariables)
  const url = new URL(text)
  if (isRealService(url)) return fail(`TELNYX_BASE_URL is the real service: ${text}`, setVariables)
  const problem = explainPath(url)
  if (problem !== undefined)
    return fail(`TELNYX_BASE_URL ${problem}: ${text}`, `Run: export TELNYX_BASE_URL=${url.origin}/v2`)
  if (toPlace(url) === toPlace(new URL(origin))) return pass(`TELNYX_BASE_URL points to this emulator: ${text}`)
  if ((await probe(url.origin)).found === 'emulator')
    return warn(
      `TELNYX_BASE_URL points to another emulator, ${url.origin}.`,
      `To use that one in commands, pass --url ${url.origin}.`,
    )
  return fail(`TELNYX_BASE_URL points to ${url.origin}, where no emulator is running.`, setVariables)
}

/** Describes the problem with the path of a base URL, which must be `/v2`. */
function explainPath({ pathname }: URL): string | undefined {
  const segments = pathname.split('/').filter(Boolean)
  if (segments.length === 0) return 'lacks /v2'
  if (segments.length > 1 && segments.every((segment) => segment === 'v2')) return 'contains /v2 more than once'
  return segments.join('/') === 'v2' ? undefined : 'does not end in /v2'
}

/** Host and port; all names of this machine are the same place. */
function toPlace({ hostname, port, protocol }: URL): string {
  const isLocal = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
  return `${protocol}//${isLocal ? 'localhost' : hostname}:${port}`
}

export const checkApiKey: Check = ({ env }) => {
  const key = env.TELNYX_API_KEY
  if (!key) return warn('TELNYX_API_KEY is not set; SDKs require a key.', `Any key works. ${setVariables}`)
  if (looksReal(key))
    return warn(`TELNYX_API_KEY looks like a real key: ${maskKey(key)}`, 'Use sandbox_default in tests instead.')
  return pass(`TELNYX_API_KEY selects sandbox ${/^sandbox_(.+)/.exec(key)?.[1] ?? defaultSandbox}.`)
}
