import type { Address } from '../../client/address.js'

/** Formats the start-up message for a program: one line of JSON. */
export function formatReadyLine({ url, apiKey, profileId, env }: Address, ms: number, certificate?: string): string {
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
    certificate, // of HTTPS alone
  })
}
