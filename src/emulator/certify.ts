import { findLanAddresses, isEveryAddress } from '../server/hosts.js'
import { FileError } from '../wire/input-error.js'
import type { HttpsOptions } from './listen-options.js'

/**
 * The certificate of an emulator that serves HTTPS. What creates it is loaded on demand.
 *
 * @param host the address that the emulator listens on
 * @throws {FileError} for a certificate or a private key that cannot be used
 */
export async function certify({ names = [], cert, key }: HttpsOptions, host: string, now: () => number) {
  const { certifyServer, CertificateError } = await import('../proxy/entry.js')
  const here = isEveryAddress(host) ? await findLanAddresses(host) : [host]
  const all = [...new Set(['localhost', '127.0.0.1', '::1', ...here, ...names])]
  try {
    return certifyServer({ names: all, cert, key }, now)
  } catch (error) {
    if (error instanceof CertificateError) throw new FileError(error.message)
    throw error
  }
}
