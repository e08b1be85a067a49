import { createHash } from 'node:crypto'

/** The password of the store. It protects nothing: the store has only certificates. */
export const keyStorePassword = 'changeit'

/**
 * Writes certificates as a Java key store (JKS), the one format that every JVM reads without a password and that needs no
 * cipher: a header, an entry for each certificate, and a checksum over both.
 *
 * @param certificates in their binary form
 */
export function createKeyStore(certificates: readonly Buffer[], nowMs: number): Buffer {
  const entries = certificates.map((certificate, index) =>
    Buffer.concat([
      toUint32(2), // a trusted certificate
      toText(`trusted-${index}`),
      toUint64(nowMs),
      toText('X.509'),
      toUint32(certificate.length),
      certificate,
    ]),
  )
  const content = Buffer.concat([toUint32(0xfeedfeed), toUint32(2), toUint32(entries.length), ...entries])
  const password = Buffer.from(keyStorePassword, 'utf16le').swap16()
  const checksum = createHash('sha1').update(password).update('Mighty Aphrodite').update(content).digest()
  return Buffer.concat([content, checksum])
}

function toUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function toUint64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(Math.trunc(value)))
  return bytes
}

function toText(text: string): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(text.length)
  return Buffer.concat([length, Buffer.from(text, 'latin1')])
}
