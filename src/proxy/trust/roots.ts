import { readFileSync } from 'node:fs'
import { rootCertificates } from 'node:tls'

/** Where systems keep the roots that they trust, in one file: Debian, Red Hat, openSUSE, Alpine and macOS. */
const systemFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/** The certificates that the system trusts, as PEM; those that come with Node where the system has no such file. */
export function readSystemRoots(): string {
  for (const file of systemFiles) {
    const text = readPem(file)
    if (text !== undefined) return text
  }
  return `${rootCertificates.join('\n')}\n`
}

/** Reads a file with certificates; undefined if it cannot be read or has none. */
export function readPem(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8')
    return text.includes('-----BEGIN ') ? `${text.trimEnd()}\n` : undefined
  } catch {
    return undefined
  }
}

/** The certificates of a PEM text in their binary form. */
export function toDer(pem: string): Buffer[] {
  return [...pem.matchAll(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----([^-]+)-----END/g)].map(([, base64 = '']) =>
    Buffer.from(base64, 'base64'),
  )
}
