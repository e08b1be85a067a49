import { type RawHeaders, toPairs } from './headers.js'

const ofSandbox = /^Bearer +sandbox_/i

/** Whether a request has the key of a sandbox, which the upstream does not know. */
export function hasSandboxKey(headers: RawHeaders): boolean {
  return toPairs(headers).some(([name, value]) => name.toLowerCase() === 'authorization' && ofSandbox.test(value))
}

/** The headers with the upstream's key in place of a sandbox key. Any other key is the client's own and stays. */
export function replaceSandboxKey(headers: RawHeaders, key: string): string[] {
  return toPairs(headers).flatMap(([name, value]) =>
    name.toLowerCase() === 'authorization' && ofSandbox.test(value) ? [name, `Bearer ${key}`] : [name, value],
  )
}
