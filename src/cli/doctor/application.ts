import { looksReal, maskKey } from '../../wire/masking.js'
import { isRealService } from '../flags/connection.js'
import { type Check, doubt, failure, fine } from './check.js'

const evaluate = 'Set it: eval "$(telnyx-verify-emulator env)"'

/** Where the official SDK sends its requests. */
export const checkBaseUrl: Check = async ({ env, origin, probe }) => {
  const text = env.TELNYX_BASE_URL
  if (!text)
    return doubt('TELNYX_BASE_URL is not set: an SDK that is told nothing else asks the real service.', evaluate)
  if (!URL.canParse(text)) return failure(`TELNYX_BASE_URL is no URL: ${text}`, evaluate)
  const url = new URL(text)
  if (isRealService(url)) return failure(`TELNYX_BASE_URL is the real service: ${text}`, evaluate)
  const segments = url.pathname.split('/').filter(Boolean)
  if (segments.length === 0)
    return failure(`TELNYX_BASE_URL lacks /v2: ${text}`, `Append it: export TELNYX_BASE_URL=${url.origin}/v2`)
  if (segments.length > 1 && segments.every((segment) => segment === 'v2'))
    return failure(
      `TELNYX_BASE_URL has /v2 more than once: ${text}`,
      `Once is enough: export TELNYX_BASE_URL=${url.origin}/v2`,
    )
  if (segments.join('/') !== 'v2')
    return failure(
      `TELNYX_BASE_URL does not end in /v2: ${text}`,
      `Correct it: export TELNYX_BASE_URL=${url.origin}/v2`,
    )
  if (toPlace(url) === toPlace(new URL(origin))) return fine(`TELNYX_BASE_URL points there: ${text}`)
  if ((await probe(url.origin)).found === 'emulator')
    return doubt(
      `TELNYX_BASE_URL points at another emulator, ${url.origin}.`,
      `Let the verbs ask that one: --url ${url.origin}`,
    )
  return failure(`TELNYX_BASE_URL points at ${url.origin}, where no emulator answers.`, evaluate)
}

/** Host and port; all names of this machine are one. */
function toPlace({ hostname, port, protocol }: URL): string {
  const isHere = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
  return `${protocol}//${isHere ? 'localhost' : hostname}:${port}`
}

export const checkApiKey: Check = ({ env }) => {
  const key = env.TELNYX_API_KEY
  if (!key) return doubt('TELNYX_API_KEY is not set; an SDK refuses to work without a key.', `Any will do. ${evaluate}`)
  if (looksReal(key))
    return doubt(
      `TELNYX_API_KEY looks like a real key: ${maskKey(key)}`,
      'It belongs into no test. Use sandbox_default in its place.',
    )
  return fine(`TELNYX_API_KEY opens sandbox ${/^sandbox_(.+)/.exec(key)?.[1] ?? 'default'}.`)
}
