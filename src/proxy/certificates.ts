import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import * as x509 from '@peculiar/asn1-x509'
import { readAddress } from '../wire/ip-address.js'

/** A certificate with its private key, for a TLS server. Both are PEM. */
export interface ServerCertificate {
  readonly key: string
  /** The certificate of the server, and that of the authority. */
  readonly cert: string
}

/** A throw-away certificate authority. */
export interface Authority {
  /** The certificate that clients trust, as PEM. */
  readonly certificate: string
  /** The SHA-256 fingerprint of the certificate, like `AB:CD:...`. */
  readonly fingerprint: string
  /** The certificate of a server with all names of the authority. */
  readonly server: ServerCertificate
}

export interface AuthorityOptions {
  /** The only host names and IP addresses that the authority can certify. */
  readonly names: readonly string[]
  /** The wall clock. Milliseconds. */
  readonly now: () => number
  /** How long the certificates are valid. Milliseconds. */
  readonly validMs: number
}

/** How far the clock of a client may be behind ours. Milliseconds. */
const skewMs = 3_600_000

/** ECDSA with SHA-256. */
const signature = () => new x509.AlgorithmIdentifier({ algorithm: '1.2.840.10045.4.3.2' })

interface Subject {
  readonly name: x509.Name
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

/**
 * Creates a certificate authority, and one certificate for a server with all its names. The key of the authority is
 * dropped at once, so nothing else can ever be signed with it. Name constraints limit it to its names (RFC 5280 4.2.1.10).
 *
 * @example
 * ```ts
 * const { certificate, server } = createAuthority({ names: ['api.telnyx.com'], now: Date.now, validMs: 3_600_000 })
 * ```
 */
export function createAuthority({ names, now, validMs }: AuthorityOptions): Authority {
  // A name of its own for each authority: clients look an issuer up by its name.
  const name = `telnyx-verify-emulator ${randomBytes(4).toString('hex')}`
  const issuer = createSubject(`${name} (throw-away, for tests)`)
  // Not the name of a host: some clients would hold it against the name constraints.
  const server = createSubject(`${name} (server)`)
  const validity = new x509.Validity({ notBefore: new Date(now() - skewMs), notAfter: new Date(now() + validMs) })
  const authority = certify(issuer, issuer, validity, [
    extend(x509.id_ce_basicConstraints, new x509.BasicConstraints({ cA: true, pathLenConstraint: 0 }), true),
    extend(x509.id_ce_keyUsage, new x509.KeyUsage(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign), true),
    extend(x509.id_ce_subjectKeyIdentifier, new x509.SubjectKeyIdentifier(identify(issuer))),
    extend(x509.id_ce_nameConstraints, constrain(names), true),
  ])
  const leaf = certify(server, issuer, validity, [
    extend(x509.id_ce_basicConstraints, new x509.BasicConstraints({ cA: false }), true),
    extend(x509.id_ce_keyUsage, new x509.KeyUsage(x509.KeyUsageFlags.digitalSignature), true),
    extend(x509.id_ce_extKeyUsage, new x509.ExtendedKeyUsage([x509.id_kp_serverAuth])),
    extend(x509.id_ce_subjectKeyIdentifier, new x509.SubjectKeyIdentifier(identify(server))),
    extend(
      x509.id_ce_authorityKeyIdentifier,
      new x509.AuthorityKeyIdentifier({ keyIdentifier: new x509.KeyIdentifier(identify(issuer)) }),
    ),
    extend(x509.id_ce_subjectAltName, new x509.SubjectAlternativeName(names.map(toGeneralName))),
  ])
  const certificate = toPem(authority)
  return {
    certificate,
    fingerprint: (createHash('sha256').update(authority).digest('hex').toUpperCase().match(/../g) ?? []).join(':'),
    server: {
      key: String(server.privateKey.export({ type: 'pkcs8', format: 'pem' })),
      cert: toPem(leaf) + certificate,
    },
  }
}

function createSubject(commonName: string): Subject {
  const value = new x509.AttributeValue({ utf8String: commonName.slice(0, 64) })
  const attribute = new x509.AttributeTypeAndValue({ type: '2.5.4.3', value })
  return {
    name: new x509.Name([new x509.RelativeDistinguishedName([attribute])]),
    ...generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  }
}

function certify(subject: Subject, issuer: Subject, validity: x509.Validity, extensions: x509.Extension[]): Buffer {
  const serialNumber = randomBytes(16)
  serialNumber[0] = ((serialNumber[0] ?? 0) & 0x7f) | 0x40 // positive, and of the same length each time
  const tbsCertificate = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: toArrayBuffer(serialNumber),
    signature: signature(),
    issuer: issuer.name,
    validity,
    subject: subject.name,
    subjectPublicKeyInfo: AsnConvert.parse(exportKey(subject), x509.SubjectPublicKeyInfo),
    extensions: new x509.Extensions(extensions),
  })
  const signed = sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), issuer.privateKey)
  const certificate = new x509.Certificate({
    tbsCertificate,
    signatureAlgorithm: signature(),
    signatureValue: toArrayBuffer(signed),
  })
  return Buffer.from(AsnConvert.serialize(certificate))
}

function extend(extnID: string, value: object, critical = false): x509.Extension {
  return new x509.Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) })
}

/** The identifier of a key: the first 160 bits of its SHA-256 (RFC 7093 2). */
function identify(subject: Subject): ArrayBuffer {
  return toArrayBuffer(createHash('sha256').update(exportKey(subject)).digest().subarray(0, 20))
}

const exportKey = ({ publicKey }: Subject): Buffer => publicKey.export({ type: 'spki', format: 'der' })

/**
 * Permits the names alone. A kind of name without a permitted one would be free, so each kind is limited: addresses by
 * excluding all, and host names by permitting one that never exists (RFC 2606).
 */
function constrain(names: readonly string[]): x509.NameConstraints {
  const isAddress = (name: string) => isIP(name) !== 0
  const hosts = names.filter((name) => !isAddress(name))
  const addresses = names.filter(isAddress)
  const toSubtrees = (bases: x509.GeneralName[]) => bases.map((base) => new x509.GeneralSubtree({ base }))
  const permitted = [
    ...(hosts.length === 0 ? ['invalid'] : hosts).map((dNSName) => new x509.GeneralName({ dNSName })),
    ...addresses.map((address) => toRange(address, 0xff)),
  ]
  const excluded = [4, 6].flatMap((version) =>
    addresses.some((address) => isIP(address) === version) ? [] : [toRange(version === 4 ? '0.0.0.0' : '::', 0)],
  )
  return new x509.NameConstraints({
    permittedSubtrees: new x509.GeneralSubtrees(toSubtrees(permitted)),
    ...(excluded.length > 0 && { excludedSubtrees: new x509.GeneralSubtrees(toSubtrees(excluded)) }),
  })
}

/** An address with its mask, each bit of which is the same. */
function toRange(address: string, mask: number): x509.GeneralName {
  const bytes = Buffer.from(readAddress(address) ?? [])
  return createAddressName(Buffer.concat([bytes, Buffer.alloc(bytes.length, mask)]))
}

function toGeneralName(name: string): x509.GeneralName {
  return isIP(name) === 0
    ? new x509.GeneralName({ dNSName: name })
    : createAddressName(Buffer.from(readAddress(name) ?? []))
}

/** An address in its bytes. The library's type is text, whose conversion knows no masks of IPv6. */
function createAddressName(bytes: Buffer): x509.GeneralName {
  return AsnConvert.parse(Buffer.concat([Buffer.from([0x87, bytes.length]), bytes]), x509.GeneralName)
}

const toArrayBuffer = (bytes: Buffer): ArrayBuffer => Uint8Array.from(bytes).buffer

function toPem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
