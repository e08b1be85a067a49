import type { Address } from '../../client/address.js'
import type { ContractReport } from '../../client/types.js'
import { version } from '../../version.js'

/**
 * Formats the start-up message for a person: one screen with lines to copy.
 *
 * @param ms how long the start took
 */
export function formatBanner(
  emulator: Address,
  ms: number,
  { report, hasPrototype = false, certificate }: BannerFacts = {},
): string {
  const exports = Object.entries(emulator.env).map(([name, value]) => `  export ${name}=${value}`)
  return `
telnyx-verify-emulator ${version}   ready in ${ms} ms   Ctrl-C to stop

${exports.join('\n')}
${certificate === undefined ? '' : `\n${trustLines}\n`}
${report === undefined ? formatUsage(emulator, hasPrototype) : formatPassthrough(report)}
`
}

/** What the start-up message says besides the address. */
interface BannerFacts {
  /** The contract report of an emulator in passthrough. */
  readonly report?: ContractReport | undefined
  readonly hasPrototype?: boolean
  /** The certificate of an emulator that serves HTTPS. */
  readonly certificate?: string | undefined
}

const trustLines = `HTTPS with a certificate that nothing trusts yet. To print it, and how to trust it for one process:
  tve ca`

function formatUsage({ url, apiKey, profileId }: Address, hasPrototype: boolean): string {
  const origin = url.replace(/\/v2$/, '')
  const control = `${origin}/_emulator`
  const form = hasPrototype ? `Try the sample login form:\n  ${origin}/prototype\n` : ''
  const curl = origin.startsWith('https:') ? 'curl --insecure' : 'curl'
  return `Watch the handsets:
  ${origin}/
${form}Send a code:
  ${curl} ${url}/verifications/sms -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json' \\
    -d '{"phone_number": "+13035551234", "verify_profile_id": "${profileId}"}'
Read it:
  ${curl} -H 'Accept: text/plain' '${control}/inbox/+13035551234/next'
Advance the clock by five minutes:
  ${curl} ${control}/clock/advance -H 'Content-Type: application/json' -d '{"by": "5m"}'

Use the key sandbox_<name> for an isolated sandbox. Codes are printed here as they are sent.`
}

/** Formats where passthrough sends requests, and which requests it allows. */
function formatPassthrough({ upstream, recording, guardrails }: ContractReport): string {
  const { allowNumbers: numbers, maxSends: most, sends, allowExisting, allowUnknown } = guardrails
  const left = Math.max(most - sends, 0)
  const sending =
    numbers.length === 0 || left === 0
      ? `No codes are sent to phones (${numbers.length === 0 ? 'no --allow-numbers' : `${sends} of --max-sends ${most} used`}).`
      : `At most ${left} more ${left === 1 ? 'code is' : 'codes are'} sent, only to ${numbers.join(', ')}; ${sends} of ${most} used.`
  return [
    `PASSTHROUGH: requests to /v2 go to ${upstream}, which answers them.`,
    sending,
    `PATCH, DELETE and checks: ${allowExisting ? 'of all resources (--allow-existing)' : 'only of resources created in this session'}.`,
    ...(allowUnknown ? ['Requests outside Verify are sent too and may cost money (--allow-unknown).'] : []),
    recording === null
      ? 'Nothing is recorded (see --record).'
      : `Requests are recorded in ${recording}, with secrets removed.`,
  ].join('\n')
}
