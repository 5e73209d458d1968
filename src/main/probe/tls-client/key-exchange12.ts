import { constants, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto'
import { FieldCursor } from '../../../shared/bytes/field-cursor.ts'
import { concat } from '../../../shared/bytes/text.ts'
import { ByteWriter } from '../../../shared/bytes/writer.ts'
import { encodeClientKeyExchange } from '../../../shared/tls/encode/index.ts'
import {
  type CipherSuiteFacts,
  cipherSuiteText,
  groupText,
  VERSION,
} from '../../../shared/tls/registry/index.ts'
import { checkSignature } from './checks.ts'
import { Faulty } from './ending.ts'
import { fieldOf, LONGEST_PRIME_BYTES } from './finite-field.ts'
import { generateKeyShare, inField, type KeyShare } from './key-exchange.ts'
import { schemeBeforeTls12, type Verification } from './signature.ts'

/** Our half of the key exchange below TLS 1.3: the message, and the premaster secret. */
export interface Exchanged {
  readonly clientKeyExchange: Uint8Array
  readonly premaster: Uint8Array
}

/** What a ServerKeyExchange said and proved. */
export interface ServerExchange {
  readonly group: number | null
  readonly dhPrimeBits: number | null
  readonly scheme: number | null
  readonly signature: Verification | 'none'
  readonly share: KeyShare
  readonly serverKey: Uint8Array
  /** Bytes of the length before the client's key. */
  readonly prefix: 1 | 2
}

const MESSAGE_HEADER = 4

/**
 * Reads ServerKeyExchange (RFC 5246 7.4.3, RFC 8422 5.4) and checks its signature.
 * @param randoms client's and server's, which the signature covers too
 * @param key of the server's certificate; `null` where it could not be read: then the signature stays unchecked
 * @throws Faulty
 */
export function readServerExchange(
  raw: Uint8Array,
  suite: CipherSuiteFacts,
  version: number,
  randoms: Uint8Array,
  key: KeyObject | null,
): ServerExchange {
  const anonymous = suite.authentication === 'anon'
  const curve = suite.keyExchange?.startsWith('ECDH') ?? false
  const read = readMessage(raw, curve, anonymous ? 'none' : version >= VERSION.tls12 ? 'named' : 'unnamed')
  const params = raw.subarray(MESSAGE_HEADER, read.paramsEnd)
  const offer = curve ? onCurve(read) : inServersField(read)
  const scheme = read.scheme ?? (key === null || anonymous ? null : schemeBeforeTls12(key))
  const signature =
    read.signature === null
      ? 'none'
      : key === null || scheme === null
        ? 'unknown'
        : checkSignature(
            {
              subject: 'ServerKeyExchange',
              key,
              scheme,
              signature: read.signature,
              offset: read.signatureAt,
              bound: false,
            },
            concat([randoms, params]),
          )
  return { ...offer, serverKey: read.serverKey, scheme: read.scheme, signature }
}

/** @throws Faulty where the server's value is no value of the group */
export function agreeOnPremaster({ share, serverKey, prefix }: ServerExchange): Exchanged {
  const premaster = share.agree(serverKey)
  const content = new ByteWriter().vector(prefix, (out) => out.raw(share.publicKey)).bytes()
  return { clientKeyExchange: encodeClientKeyExchange(content), premaster }
}

/** RSA key exchange (RFC 5246 7.4.7.1). @param offered the version in our hello, which guards against rollback */
export function encryptPremaster(key: KeyObject | null, offered: number): Exchanged {
  const premaster = concat([Uint8Array.of(offered >> 8, offered & 255), randomBytes(46)])
  if (key === null || key.asymmetricKeyType !== 'rsa') {
    throw new Faulty(
      {
        kind: 'unsupported',
        subject: 'Certificate',
        expected: 'an RSA key, as the key exchange needs one',
        found: key?.asymmetricKeyType ?? 'a key that cannot be read',
      },
      UNSUPPORTED_CERTIFICATE,
    )
  }
  const encrypted = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, premaster)
  const content = new ByteWriter().vector(2, (out) => out.raw(encrypted)).bytes()
  return { clientKeyExchange: encodeClientKeyExchange(content), premaster }
}

const UNSUPPORTED_CERTIFICATE = 43

/** A ServerKeyExchange taken apart. */
interface ServerKeyExchangeParts {
  readonly curveType: number
  readonly group: number
  readonly prime: Uint8Array
  readonly generator: Uint8Array
  readonly serverKey: Uint8Array
  readonly paramsEnd: number
  readonly scheme: number | null
  readonly signature: Uint8Array | null
  readonly signatureAt: number
}

const NOTHING = new Uint8Array(0)

function readMessage(
  raw: Uint8Array,
  curve: boolean,
  signed: 'none' | 'unnamed' | 'named',
): ServerKeyExchangeParts {
  const cursor = new FieldCursor(raw, { start: MESSAGE_HEADER })
  let read: ServerKeyExchangeParts | null = null
  cursor.attempt(() => {
    const curveType = curve ? cursor.u8('curve_type').value : 0
    const group = curve ? cursor.u16('namedcurve').value : 0
    const prime = curve ? NOTHING : cursor.opaqueVector('dh_p', 2).value
    const generator = curve ? NOTHING : cursor.opaqueVector('dh_g', 2).value
    const serverKey = cursor.opaqueVector(curve ? 'public' : 'dh_Ys', curve ? 1 : 2).value
    const params = { curveType, group, prime, generator, serverKey, paramsEnd: cursor.at }
    const scheme = signed === 'named' ? cursor.u16('signature_algorithm').value : null
    const signature = signed === 'none' ? null : cursor.opaqueVector('signature', 2)
    read = { ...params, scheme, signature: signature?.value ?? null, signatureAt: signature?.span.start ?? 0 }
  })
  if (read !== null) return read
  throw new Faulty({
    kind: 'malformed',
    subject: 'ServerKeyExchange',
    offset: cursor.at,
    expected: 'parameters of the key exchange, and a signature',
    found: `a message of ${raw.length} bytes`,
  })
}

const NAMED_CURVE = 3

type Offer = Pick<ServerExchange, 'group' | 'dhPrimeBits' | 'share' | 'prefix'>

function onCurve({ curveType, group }: ServerKeyExchangeParts): Offer {
  const share = curveType === NAMED_CURVE ? generateKeyShare(group) : null
  if (share !== null) return { group, dhPrimeBits: null, share, prefix: 1 }
  throw new Faulty({
    kind: 'unsupported',
    subject: 'ServerKeyExchange',
    offset: MESSAGE_HEADER,
    expected: 'a named group this client has',
    found: curveType === NAMED_CURVE ? groupText(group) : 'a curve spelt out',
  })
}

function inServersField({ prime, generator }: ServerKeyExchangeParts): Offer {
  const field = fieldOf(prime, generator)
  if (field === null) {
    throw new Faulty({
      kind: 'bad-key',
      subject: 'ServerKeyExchange',
      offset: MESSAGE_HEADER,
      expected: `a prime of at most ${LONGEST_PRIME_BYTES * 8} bits and a generator`,
      found: `${prime.length * 8} bits and a generator of ${generator.length * 8}`,
    })
  }
  const dhPrimeBits = field.prime.toString(2).length
  const share = inField(field, "the server's Diffie-Hellman group", false)
  return { group: null, dhPrimeBits, share, prefix: 2 }
}

/** Suites whose key exchange this client can do. @throws Faulty */
export function requireKeyExchange(suite: CipherSuiteFacts): void {
  const exchange = suite.keyExchange ?? ''
  if (['RSA', 'DHE', 'ECDHE'].includes(exchange)) return
  if (suite.authentication === 'anon' && ['DH', 'ECDH'].includes(exchange)) return
  throw new Faulty({
    kind: 'unsupported',
    subject: 'ServerHello',
    expected: 'a key exchange of RSA, DHE or ECDHE',
    found: cipherSuiteText(suite.code),
  })
}
