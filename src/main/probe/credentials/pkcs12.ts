import { printable } from '../../../shared/bytes/text.ts'
import { type DerElement, isContext, isUniversal, TAG } from '../../../shared/x509/der.ts'
import { oidText } from '../../../shared/x509/oid.ts'
import { stringText } from '../../../shared/x509/string-type.ts'
import { DerShape } from './der-shape.ts'
import type { Work } from './key-stretching.ts'
import { wrongPassphrase } from './passphrase.ts'
import { openByPassphrase } from './password-based.ts'
import { authenticates } from './pkcs12-mac.ts'
import { unlockPkcs8 } from './private-key.ts'
import { ReadingFault } from './reading-fault.ts'

/** One bag of a PKCS#12 file that holds something (RFC 7292 4.2). */
export interface Pkcs12Bag {
  /** `key`: an unlocked PrivateKeyInfo; `certificate`: X.509 in DER. */
  readonly kind: 'key' | 'certificate' | 'other'
  readonly der: Uint8Array
  /** `other`: what it is; else empty. */
  readonly text: string
  readonly friendlyName: string | null
  /** A key that has a lock of its own. */
  readonly locked: boolean
}

const WHAT = 'the PKCS#12 file'
const DATA = '1.2.840.113549.1.7.1'
const SIGNED_DATA = '1.2.840.113549.1.7.2'
const ENVELOPED_DATA = '1.2.840.113549.1.7.3'
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6'
/** Bags inside bags (RFC 7292 4.2.6). */
const MAX_NESTING = 8

/**
 * Reads a PKCS#12 file (RFC 7292), in BER too. Time and memory are linear in its size but for the rounds of key
 * derivation it asks for, which `work` bounds.
 *
 * @param passphrase `null`: none; the two ways to write an empty one are both tried for it
 * @throws ReadingFault `passphrase-wrong`, `damaged` or `unsupported-algorithm`
 */
export function readPkcs12(bytes: Uint8Array, passphrase: string | null, work: Work): Pkcs12Bag[] {
  const shape = new DerShape(bytes, WHAT)
  const [, authSafe, macData] = shape.sequence(shape.root)
  const content = contentOf(shape, authSafe)
  const passphrases = passphrase ? [passphrase] : [null, '']
  if (macData === undefined) return bagsOf(content, passphrases, work)
  if (!passphrases.some((one) => authenticates(shape, macData, content, one, work))) throw wrongLock()
  try {
    return bagsOf(content, passphrases, work)
  } catch (error) {
    if (!(error instanceof ReadingFault && error.fault === 'passphrase-wrong')) throw error
    // The MAC has proven the passphrase; what it does not open has another one, as Java lets keys have.
    throw new ReadingFault(
      'passphrase-wrong',
      `the passphrase is that of ${WHAT}, but something inside, most likely the private key, has another one`,
      'Give the key the passphrase of the file: keytool -keypasswd -keystore client.p12 -alias NAME',
    )
  }
}

function wrongLock(): ReadingFault {
  return new ReadingFault(
    'passphrase-wrong',
    `the passphrase does not open ${WHAT}`,
    'A file exported by Windows to a user or group (-ProtectTo) has a passphrase that nobody knows: export it anew with -Password.',
  )
}

/** Whether it is one: version 3, then a ContentInfo of data or signedData. */
export function isPkcs12(shape: DerShape): boolean {
  const [version, authSafe] = shape.sequence(shape.root)
  if (!isUniversal(version, TAG.integer) || shape.reader.content(version)[0] !== 3) return false
  if (!isUniversal(authSafe, TAG.sequence)) return false
  const [type] = shape.reader.children(authSafe, WHAT)
  const oid = isUniversal(type, TAG.oid) ? oidText(shape.reader.content(type)) : null
  return oid === DATA || oid === SIGNED_DATA
}

/** The AuthenticatedSafe's bytes, over which the MAC goes. */
function contentOf(shape: DerShape, authSafe: DerElement | undefined): Uint8Array {
  const [type, wrapped] = shape.sequence(authSafe)
  if (shape.oid(type) === SIGNED_DATA) {
    throw new ReadingFault(
      'unsupported-algorithm',
      `${WHAT} is protected by a public key instead of a passphrase, which is not supported`,
      'Export it again with a passphrase.',
    )
  }
  return shape.octets(onlyOf(shape, wrapped))
}

/** What an explicit tag holds. */
function onlyOf(shape: DerShape, wrapper: DerElement | undefined): DerElement {
  const only = wrapper && shape.reader.children(wrapper, shape.what)[0]
  if (!only) throw shape.damaged(wrapper)
  return only
}

/** AuthenticatedSafe ::= SEQUENCE OF ContentInfo (RFC 7292 4.1). */
function bagsOf(content: Uint8Array, passphrases: readonly (string | null)[], work: Work): Pkcs12Bag[] {
  const shape = new DerShape(content, WHAT)
  return shape.sequence(shape.root).flatMap((info) => {
    const [type, wrapped] = shape.sequence(info)
    const oid = shape.oid(type)
    if (oid === DATA) return safeContents(shape.octets(onlyOf(shape, wrapped)), passphrases, work, 0)
    if (oid === ENCRYPTED_DATA) {
      const opened = tryEach(passphrases, (passphrase) =>
        openEncryptedData(shape, onlyOf(shape, wrapped), passphrase, work),
      )
      return safeContents(opened, passphrases, work, 0)
    }
    const text = oid === ENVELOPED_DATA ? 'content locked by a public key' : `content of kind ${oid}`
    return [other(text, null)]
  })
}

/** EncryptedData ::= SEQUENCE { version, EncryptedContentInfo { type, algorithm, [0] content } } (RFC 5652 8). */
function openEncryptedData(
  shape: DerShape,
  data: DerElement,
  passphrase: string | null,
  work: Work,
): Uint8Array {
  const [, info] = shape.sequence(data)
  const [, algorithm, content] = shape.sequence(info)
  if (!isContext(content, 0)) throw shape.damaged(info)
  const opened = openByPassphrase(shape, algorithm, implicitOctets(shape, content), passphrase, work)
  // Without a MAC, a padding that looks right by chance is told by what it leaves.
  if (opened[0] !== 0x30) throw wrongPassphrase(WHAT)
  return opened
}

/** [0] IMPLICIT OCTET STRING, whole or in pieces. */
function implicitOctets(shape: DerShape, element: DerElement): Uint8Array {
  if (!element.constructed) return shape.reader.content(element)
  const pieces = shape.reader.children(element, shape.what).map((piece) => shape.octets(piece))
  return new Uint8Array(Buffer.concat(pieces))
}

const KEY_BAG = '1.2.840.113549.1.12.10.1.1'
const SHROUDED_KEY_BAG = '1.2.840.113549.1.12.10.1.2'
const CERT_BAG = '1.2.840.113549.1.12.10.1.3'
const SAFE_CONTENTS_BAG = '1.2.840.113549.1.12.10.1.6'
const OTHER_BAGS = new Map([
  ['1.2.840.113549.1.12.10.1.4', 'a certificate revocation list'],
  ['1.2.840.113549.1.12.10.1.5', 'a secret'],
])
const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1'

/** SafeContents ::= SEQUENCE OF SafeBag { bagId, [0] bagValue, bagAttributes OPTIONAL } (RFC 7292 4.2). */
function safeContents(
  content: Uint8Array,
  passphrases: readonly (string | null)[],
  work: Work,
  nesting: number,
): Pkcs12Bag[] {
  const shape = new DerShape(content, WHAT)
  return shape.sequence(shape.root).flatMap((bag): Pkcs12Bag[] => {
    const [id, wrapped, attributes] = shape.sequence(bag)
    const oid = shape.oid(id)
    if (!isContext(wrapped, 0)) throw shape.damaged(bag)
    const value = onlyOf(shape, wrapped)
    const friendlyName = friendlyNameOf(shape, attributes)
    switch (oid) {
      case KEY_BAG:
        return [{ kind: 'key', der: shape.reader.encoding(value), text: '', locked: false, friendlyName }]
      case SHROUDED_KEY_BAG: {
        const locked = shape.reader.encoding(value)
        const der = tryEach(passphrases, (passphrase) => unlockPkcs8(locked, passphrase, work))
        return [{ kind: 'key', der, text: '', locked: true, friendlyName }]
      }
      case CERT_BAG: {
        const [type, certificate] = shape.sequence(value)
        if (shape.oid(type) !== X509_CERTIFICATE || !isContext(certificate, 0)) {
          return [other('a certificate that is not X.509', friendlyName)]
        }
        const der = shape.octets(onlyOf(shape, certificate))
        return [{ kind: 'certificate', der, text: '', locked: false, friendlyName }]
      }
      case SAFE_CONTENTS_BAG:
        if (nesting >= MAX_NESTING) throw shape.damaged(bag)
        return safeContents(shape.reader.encoding(value), passphrases, work, nesting + 1)
      default:
        return [other(OTHER_BAGS.get(oid) ?? `a bag of kind ${oid}`, friendlyName)]
    }
  })
}

function other(text: string, friendlyName: string | null): Pkcs12Bag {
  return { kind: 'other', der: new Uint8Array(0), text, friendlyName, locked: false }
}

const FRIENDLY_NAME = '1.2.840.113549.1.9.20'

/** Of PKCS12Attribute ::= SEQUENCE { attrId, attrValues SET } (RFC 7292 4.2); what cannot be read is passed over. */
function friendlyNameOf(shape: DerShape, attributes: DerElement | undefined): string | null {
  for (const attribute of attributes ? shape.reader.children(attributes, WHAT) : []) {
    const [id, values] = shape.reader.children(attribute, WHAT)
    const oid = isUniversal(id, TAG.oid) ? oidText(shape.reader.content(id)) : null
    const value = values && oid === FRIENDLY_NAME ? shape.reader.children(values, WHAT)[0] : undefined
    if (value) return printable(stringText(shape.reader.bytes, value) ?? '') || null
  }
  return null
}

/** Opens with the first passphrase that does. */
function tryEach<T>(passphrases: readonly (string | null)[], open: (passphrase: string | null) => T): T {
  for (const passphrase of passphrases) {
    try {
      return open(passphrase)
    } catch (error) {
      if (!(error instanceof ReadingFault && error.fault === 'passphrase-wrong')) throw error
    }
  }
  throw wrongPassphrase(WHAT)
}
