import { utf8Bytes } from '../../src/shared/bytes/text.ts'
import {
  bits,
  der,
  integer,
  nothing,
  octets,
  oid,
  printableString,
  sequence,
  setOf,
  truth,
  utcTime,
  utf8,
} from './der.ts'
import type { Random } from './random.ts'

export interface CertificateAuthority {
  readonly name: Uint8Array
  readonly keyId: Uint8Array
  readonly certificate: Uint8Array
}

interface CertificateFields {
  readonly random: Random
  readonly subject: Uint8Array
  readonly issuer: { readonly name: Uint8Array; readonly keyId: Uint8Array } | null
  readonly notBefore: Date
  readonly notAfter: Date
  readonly use: 'ca' | 'server' | 'client'
  readonly hostNames: readonly string[]
}

const RSA_ENCRYPTION = '1.2.840.113549.1.1.1'
const SHA256_WITH_RSA = '1.2.840.113549.1.1.11'

export function distinguishedName(commonName: string, organization = 'Example Trading'): Uint8Array {
  const attribute = (type: string, value: Uint8Array) => setOf(sequence(oid(type), value))
  return sequence(
    attribute('2.5.4.6', printableString('CH')),
    attribute('2.5.4.10', utf8(organization)),
    attribute('2.5.4.3', utf8(commonName)),
  )
}

/** An intermediate CA below a root that no capture shows. */
export function certificateAuthority(random: Random, commonName: string): CertificateAuthority {
  const name = distinguishedName(commonName)
  const root = { name: distinguishedName('Example Root CA'), keyId: new Uint8Array(20).fill(7) }
  const made = certificate({
    random,
    subject: name,
    issuer: root,
    notBefore: new Date('2021-03-01T00:00:00Z'),
    notAfter: new Date('2036-03-01T00:00:00Z'),
    use: 'ca',
    hostNames: [],
  })
  return { name, keyId: made.keyId, certificate: made.certificate }
}

/** An end entity's certificate; the dates are those of the captures, `expired` ones ended before. */
export function endEntity(
  random: Random,
  issuer: CertificateAuthority,
  commonName: string,
  use: 'server' | 'client',
  expired = false,
): Uint8Array {
  return certificate({
    random,
    subject: distinguishedName(commonName),
    issuer,
    notBefore: new Date(expired ? '2024-01-10T00:00:00Z' : '2026-02-01T00:00:00Z'),
    notAfter: new Date(expired ? '2025-01-10T00:00:00Z' : '2027-02-01T00:00:00Z'),
    use,
    hostNames: use === 'server' ? [commonName, `www.${commonName}`] : [],
  }).certificate
}

/**
 * A certificate as a 2048-bit RSA CA would issue it (RFC 5280), with a key and a signature that are only of the
 * right size: nobody who reads a capture can verify more than the form.
 */
function certificate(fields: CertificateFields): { certificate: Uint8Array; keyId: Uint8Array } {
  const { random, subject, issuer, notBefore, notAfter } = fields
  const keyId = random.bytes(20)
  const modulus = random.bytes(256)
  modulus[0] = 0xc5
  const key = sequence(integer(modulus), integer(Uint8Array.of(1, 0, 1)))
  const algorithm = sequence(oid(SHA256_WITH_RSA), nothing())
  const serial = random.bytes(16)
  serial[0] = 0x4a
  const toBeSigned = sequence(
    der(0xa0, integer(Uint8Array.of(2))),
    integer(serial),
    algorithm,
    issuer?.name ?? subject,
    sequence(utcTime(notBefore), utcTime(notAfter)),
    subject,
    sequence(sequence(oid(RSA_ENCRYPTION), nothing()), bits(key)),
    der(0xa3, sequence(...extensions(fields, keyId))),
  )
  return { certificate: sequence(toBeSigned, algorithm, bits(random.bytes(256))), keyId }
}

/** RFC 5280 4.2.1. */
function extensions({ issuer, use, hostNames }: CertificateFields, keyId: Uint8Array): Uint8Array[] {
  const critical = (type: string, value: Uint8Array) => sequence(oid(type), truth(), octets(value))
  const plain = (type: string, value: Uint8Array) => sequence(oid(type), octets(value))
  const purpose = use === 'client' ? '1.3.6.1.5.5.7.3.2' : '1.3.6.1.5.5.7.3.1'
  const found = [
    plain('2.5.29.14', octets(keyId)),
    critical('2.5.29.19', use === 'ca' ? sequence(truth()) : sequence()),
    critical('2.5.29.15', der(0x03, use === 'ca' ? Uint8Array.of(1, 0x06) : Uint8Array.of(5, 0xa0))),
  ]
  if (issuer !== null) found.push(plain('2.5.29.35', sequence(der(0x80, issuer.keyId))))
  if (use !== 'ca') found.push(plain('2.5.29.37', sequence(oid(purpose))))
  if (hostNames.length > 0) {
    const names = hostNames.map((name) => der(0x82, utf8Bytes(name)))
    found.push(plain('2.5.29.17', sequence(...names)))
  }
  return found
}
