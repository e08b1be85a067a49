import { createPrivateKey, X509Certificate } from 'node:crypto'
import { AsnConvert } from '@peculiar/asn1-schema'
import * as x509 from '@peculiar/asn1-x509'
import { describe, expect, test } from 'vitest'
import { createAuthority } from '../../src/proxy/certificates.js'

const nowMs = Date.parse('2030-01-01T12:00:00Z')
const create = (...names: string[]) => createAuthority({ names, now: () => nowMs, validMs: 3_600_000 })

/** An extension of a certificate, with whether it is critical. */
function readExtension<Type extends object>(pem: string, id: string, type: new () => Type) {
  const { tbsCertificate } = AsnConvert.parse(new X509Certificate(pem).raw, x509.Certificate)
  const found = tbsCertificate.extensions?.find(({ extnID }) => extnID === id)
  return { value: found && AsnConvert.parse(found.extnValue, type), critical: found?.critical }
}

describe('the certificate of a server', () => {
  const { certificate, server } = create('api.telnyx.com', '127.0.0.1', '::1')
  const [leaf, authority] = [new X509Certificate(server.cert), new X509Certificate(certificate)]

  test('is for all names, and signed by the authority that follows it', () => {
    expect(leaf.subjectAltName).toBe('DNS:api.telnyx.com, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1')
    expect(leaf.checkIssued(authority)).toBe(true)
    expect(leaf.verify(authority.publicKey)).toBe(true)
    expect(leaf.checkPrivateKey(createPrivateKey(server.key))).toBe(true)
    expect(server.cert.endsWith(certificate)).toBe(true)
  })

  test('is valid from an hour ago, for clocks that are late, for as long as was asked for', () => {
    expect([leaf.validFrom, leaf.validTo]).toEqual(['Jan  1 11:00:00 2030 GMT', 'Jan  1 13:00:00 2030 GMT'])
  })

  test('can sign nothing, and be used for servers alone', () => {
    expect(leaf.ca).toBe(false)
    expect(leaf.keyUsage).toEqual([x509.id_kp_serverAuth])
    const { value } = readExtension(server.cert, x509.id_ce_keyUsage, x509.KeyUsage)
    expect(value?.toJSON()).toEqual(['digitalSignature'])
  })

  test('names the key of its authority, which has another key', () => {
    const ids = [
      readExtension(server.cert, x509.id_ce_authorityKeyIdentifier, x509.AuthorityKeyIdentifier).value?.keyIdentifier,
      readExtension(certificate, x509.id_ce_subjectKeyIdentifier, x509.SubjectKeyIdentifier).value,
    ].map((id) => Buffer.from(id?.buffer ?? new ArrayBuffer(0)).toString('hex'))
    expect(ids[0]).toMatch(/^[0-9a-f]{40}$/)
    expect(ids[0]).toBe(ids[1])
    expect(authority.checkPrivateKey(createPrivateKey(server.key))).toBe(false)
  })
})

describe('the authority', () => {
  /** What the name constraints permit and exclude, addresses in hexadecimal. */
  const constraintsOf = (...names: string[]) => {
    const { value, critical } = readExtension(
      create(...names).certificate,
      x509.id_ce_nameConstraints,
      x509.NameConstraints,
    )
    const list = (subtrees: x509.GeneralSubtrees | undefined) =>
      [...(subtrees ?? [])].map(({ base }) => base.dNSName ?? Buffer.from(AsnConvert.serialize(base)).toString('hex'))
    return { critical, permitted: list(value?.permittedSubtrees), excluded: list(value?.excludedSubtrees) }
  }
  const every4 = `8708${'00'.repeat(8)}`
  const every6 = `8720${'00'.repeat(32)}`

  test('is limited to a host name, and to no address', () => {
    expect(constraintsOf('api.telnyx.com')).toEqual({
      critical: true,
      permitted: ['api.telnyx.com'],
      excluded: [every4, every6],
    })
  })

  test('is limited to addresses, and to a host name that cannot exist', () => {
    expect(constraintsOf('10.0.0.1')).toEqual({
      critical: true,
      permitted: ['invalid', '87080a000001ffffffff'],
      excluded: [every6],
    })
    expect(constraintsOf('127.0.0.1', 'fd00::1:10.0.0.1').permitted).toContain(
      `8720fd00${'0000'.repeat(4)}00010a000001${'ff'.repeat(16)}`,
    )
  })

  test('signs certificates of servers alone, has its own name each time, and a fingerprint that a person can compare', () => {
    const [one, other] = [create('a.test'), create('a.test')]
    const found = new X509Certificate(one.certificate)
    expect(found.ca).toBe(true)
    expect(readExtension(one.certificate, x509.id_ce_basicConstraints, x509.BasicConstraints).value).toMatchObject({
      cA: true,
      pathLenConstraint: 0,
    })
    expect(found.subject).not.toBe(new X509Certificate(other.certificate).subject)
    expect(one.fingerprint).toBe(found.fingerprint256)
  })
})
