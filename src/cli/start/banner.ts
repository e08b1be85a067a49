import type { ContractReport } from '../../client/types.js'
import type { Emulator } from '../../emulator/create-emulator.js'
import { version } from '../../version.js'

/** What a person sees at the start: one screen, its lines to be copied. With a report: of an emulator that passes requests on. */
export function toBanner(
  emulator: Emulator,
  ms: number,
  { report, hasPrototype = false }: { report?: ContractReport | undefined; hasPrototype?: boolean } = {},
): string {
  const exports = Object.entries(emulator.env).map(([name, value]) => `  export ${name}=${value}`)
  return `
telnyx-verify-emulator ${version}   ready in ${ms} ms   Ctrl-C stops it

${exports.join('\n')}

${report === undefined ? toUsage(emulator, hasPrototype) : toPassthroughLines(report)}
`
}

function toUsage({ url, apiKey, profileId }: Emulator, hasPrototype: boolean): string {
  const origin = url.replace(/\/v2$/, '')
  const control = `${origin}/_emulator`
  const form = hasPrototype ? `Try the sample login form:\n  ${origin}/prototype\n` : ''
  return `Watch the handsets:
  ${origin}/
${form}Send a code:
  curl ${url}/verifications/sms -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json' \\
    -d '{"phone_number": "+13035551234", "verify_profile_id": "${profileId}"}'
Read it:
  curl -H 'Accept: text/plain' '${control}/inbox/+13035551234/next'
Let five minutes pass:
  curl ${control}/clock/advance -H 'Content-Type: application/json' -d '{"by": "5m"}'

Another key, sandbox_<name>, opens a sandbox of its own. Codes appear here as they are sent.`
}

/** The same for a program: one line of JSON. */
export function toReadyLine({ url, apiKey, profileId, env }: Emulator, ms: number): string {
  const control = url.replace(/\/v2$/, '/_emulator')
  return JSON.stringify({
    event: 'ready',
    url,
    control,
    apiKey,
    profileId,
    publicKey: env.TELNYX_PUBLIC_KEY,
    pid: process.pid,
    ms,
  })
}

/** Where requests go in passthrough, and what of them may go out. */
function toPassthroughLines({ upstream, recording, limits }: ContractReport): string {
  const { allow_numbers: numbers, max_sends: most, sends, allow_existing, allow_unknown } = limits
  const left = Math.max(most - sends, 0)
  const sending =
    numbers.length === 0 || left === 0
      ? `Nothing is sent to a phone (${numbers.length === 0 ? 'no --allow-number' : `${sends} of --max-sends ${most} used`}).`
      : `At most ${left} more ${left === 1 ? 'code goes' : 'codes go'} out, to ${numbers.join(', ')} only; ${sends} of ${most} used.`
  return [
    `PASSTHROUGH: /v2 goes to ${upstream}. The emulator answers nothing in its place.`,
    sending,
    `PATCH, DELETE and checks: ${allow_existing ? 'of everything there (--allow-existing)' : 'only of what was made in this session'}.`,
    ...(allow_unknown ? ['Requests beyond Verify go out too, which may cost money (--allow-unknown).'] : []),
    recording === null ? 'Nothing is recorded (--record <folder>).' : `Recorded without secrets in ${recording}.`,
  ].join('\n')
}
