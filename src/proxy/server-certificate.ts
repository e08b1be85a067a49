import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { explainFileError } from '../wire/file-reason.js'
import { createAuthority, type ServerCertificate } from './certificates.js'

/** How a server with TLS is certified: by files, or by a throw-away authority for some names. */
export interface CertificateSource {
  readonly names: readonly string[]
  /** Files with the certificate and its private key, as PEM; both or neither. */
  readonly cert?: string | undefined
  readonly key?: string | undefined
}

/** The certificate of a server, and the one that clients have to trust for it. */
export interface TrustedServer {
  readonly tls: ServerCertificate
  /** As PEM. */
  readonly certificate: string
}

/** A certificate or key that cannot be used; the message says what to do. */
export class CertificateError extends Error {}

/** How long a server may run with one certificate. Milliseconds. */
const validMs = 30 * 24 * 3_600_000

/**
 * Reads the certificate of a server, or creates one for this run.
 *
 * @param now the wall clock, in milliseconds
 * @throws {CertificateError} for files that cannot be read or do not belong together
 */
export function certifyServer({ names, cert, key }: CertificateSource, now: () => number): TrustedServer {
  if (cert !== undefined && key !== undefined) return readCertificate(cert, key)
  const { certificate, server } = createAuthority({ names, now, validMs })
  return { tls: server, certificate }
}

function readCertificate(certFile: string, keyFile: string): TrustedServer {
  const [cert, key] = [read(certFile), read(keyFile)]
  let isPair: boolean
  try {
    isPair = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
  } catch {
    throw new CertificateError(
      `${certFile} and ${keyFile} must be a certificate and a private key without a passphrase, as PEM. At least one is not.`,
    )
  }
  if (!isPair)
    throw new CertificateError(`The private key in ${keyFile} is not that of the certificate in ${certFile}.`)
  return { tls: { cert, key }, certificate: cert }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CertificateError(explainFileError(file, 'read', error))
  }
}
