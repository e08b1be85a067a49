import { refuse } from '../core/errors.js'
import { defaultSandbox, isSandboxName } from '../core/sandboxes.js'

const prefix = 'sandbox_'

/** Reads the key of an Authorization header. @throws {Refusal} 401, 10009 (H2) */
export function readApiKey(authorization: string | undefined): string {
  if (authorization === undefined) throwUnauthenticated('send the header "Authorization: Bearer sandbox_default"')
  const [, key] = /^Bearer +(\S.*)$/i.exec(authorization) ?? []
  return key ?? throwUnauthenticated('write the header as "Authorization: Bearer <key>"; any key is accepted')
}

/**
 * The sandbox that a key opens: `sandbox_<name>` opens its own, every other key the default one.
 *
 * @throws {Refusal} 401, 10009 (H2) for a `sandbox_` key with an invalid name, so that tests never share a sandbox by accident
 */
export function sandboxOfKey(key: string): string {
  if (!key.startsWith(prefix)) return defaultSandbox
  const name = key.slice(prefix.length)
  if (!isSandboxName(name))
    throwUnauthenticated(
      'a sandbox name has 1 to 100 letters, digits, dots, dashes and underscores, and does not begin with a dot',
    )
  return name
}

function throwUnauthenticated(hint: string): never {
  refuse('10009', { rule: 'H2', hint })
}
