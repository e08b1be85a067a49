import type { Emulator } from '../emulator.js'
import { version } from '../version.js'

/** What a person sees at the start: one screen, its lines to be copied. */
export function toBanner({ env, url, apiKey, profileId }: Emulator, ms: number): string {
  const exports = Object.entries(env).map(([name, value]) => `  export ${name}=${value}`)
  const control = url.replace(/\/v2$/, '/_emulator')
  return `
telnyx-verify-emulator ${version}   ready in ${ms} ms   Ctrl-C stops it

${exports.join('\n')}

Send a code:
  curl ${url}/verifications/sms -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json' \\
    -d '{"phone_number": "+13035551234", "verify_profile_id": "${profileId}"}'
Read it:
  curl -H 'Accept: text/plain' '${control}/inbox/+13035551234/next'
Let five minutes pass:
  curl ${control}/clock/advance -H 'Content-Type: application/json' -d '{"by": "5m"}'

Another key, sandbox_<name>, opens a sandbox of its own. Codes appear here as they are sent.
`
}

/** The same for a program: one line of JSON. */
export function toReadyLine({ url, apiKey, profileId, env }: Emulator, ms: number): string {
  const control = url.replace(/\/v2$/, '/_emulator')
  return JSON.stringify({ event: 'ready', url, control, apiKey, profileId, publicKey: env.TELNYX_PUBLIC_KEY, pid: process.pid, ms })
}
