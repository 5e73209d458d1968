import { createECDH, randomBytes, sign } from 'node:crypto'
import { concat, equalBytes } from '../../../shared/bytes/text.ts'
import { ByteWriter } from '../../../shared/bytes/writer.ts'
import {
  encodeAlert,
  encodeCertificate12,
  encodeCertificateRequest12,
  encodeCertificateVerify,
  encodeClientHello,
  encodeClientKeyExchange,
  encodeEcdheServerKeyExchange,
  encodeFinished,
  encodeHandshake,
  encodeServerHello,
  extension,
} from '../../../shared/tls/encode/index.ts'
import { dissectHandshake } from '../../../shared/tls/message/dissect.ts'
import type { ClientHello } from '../../../shared/tls/message/handshake.ts'
import type { SessionPeer } from '../../../shared/tls/record-opener.ts'
import { CONTENT_TYPE, VERSION } from '../../../shared/tls/registry/index.ts'
import { RSA_PKCS1_MD5_SHA1 } from '../../probe/credential.ts'
import { credentialOf } from '../../probe/tls-client/index.ts'
import type { Identity } from '../certificates/profile.ts'
import { deriveKeys12, type Keys12 } from './keys12.ts'
import { type RecordStream, ScriptEnded } from './record-stream.ts'

/**
 * Handshakes of TLS 1.2 and before told message by message, for what no stock stack does alike under Node and under
 * Electron: alerts of one's choice, certificates no library would load, renegotiation, retired versions. One suite,
 * ECDHE_RSA_WITH_AES_128_GCM_SHA256 over P-256, and before TLS 1.2 its forerunner with CBC. For the lab only: peers
 * are not authenticated here.
 */

const SUITE = 0xc02f
const SUITE_BEFORE_TLS12 = 0xc013
const SECP256R1 = 23
const RSA_PKCS1_SHA256 = 0x0401
const RSA_PKCS1_SHA384 = 0x0501
const ECDSA_P256_SHA256 = 0x0403

export const HANDSHAKE = {
  helloRequest: 0,
  clientHello: 1,
  serverHello: 2,
  encryptedExtensions: 8,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
} as const

/** What a first handshake leaves for a renegotiation (RFC 5746 3.1). */
export interface Session12 {
  readonly clientVerifyData: Uint8Array
  readonly serverVerifyData: Uint8Array
}

export interface ServerPart12 {
  /** As sent, leaf first; the first one's key signs. */
  readonly chain: readonly Identity[]
  /** Ask for a certificate, naming these issuers (DER); absent: do not ask. */
  readonly clientCaNames?: readonly Uint8Array[]
  /** The verdict on the client's certificates: an AlertDescription, or `null` to go on. */
  readonly judge?: (chain: readonly Uint8Array[]) => number | null
  /** Of the handshake before, where this one renegotiates. */
  readonly previous?: Session12
  /** TLS 1.0, 1.1, or 1.2 if not given. */
  readonly version?: number
}

/** The server's side; returns once both have finished. @throws ScriptEnded where it ends before that */
export async function serveHandshake12(stream: RecordStream, part: ServerPart12): Promise<Session12> {
  const { previous, version = VERSION.tls12 } = part
  const modern = version >= VERSION.tls12
  const transcript = new Transcript(stream, version)
  const hello = helloOf(await transcript.receive(HANDSHAKE.clientHello))
  const serverRandom = randomBytes(32)
  transcript.send(
    encodeServerHello({
      legacyVersion: version,
      random: serverRandom,
      sessionId: randomBytes(32),
      cipherSuite: modern ? SUITE : SUITE_BEFORE_TLS12,
      extensions: [
        extension.renegotiationInfo(
          previous ? concat([previous.clientVerifyData, previous.serverVerifyData]) : undefined,
        ),
      ],
    }),
  )
  transcript.send(encodeCertificate12(part.chain.map((identity) => identity.der)))
  const ephemeral = createECDH('prime256v1')
  const publicKey = ephemeral.generateKeys()
  const signed = concat([hello.random, serverRandom, ecdheParams(publicKey)])
  transcript.send(
    encodeEcdheServerKeyExchange({
      namedGroup: SECP256R1,
      publicKey,
      ...(modern ? { signatureAlgorithm: RSA_PKCS1_SHA256 } : {}),
      signature: await signedBy(firstOf(part.chain), modern ? RSA_PKCS1_SHA256 : RSA_PKCS1_MD5_SHA1, signed),
    }),
  )
  if (part.clientCaNames) {
    transcript.send(
      encodeCertificateRequest12({
        ...(modern ? { signatureAlgorithms: [RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, ECDSA_P256_SHA256] } : {}),
        certificateAuthorities: part.clientCaNames,
      }),
    )
  }
  transcript.send(encodeHandshake(HANDSHAKE.serverHelloDone))
  const chain = part.clientCaNames ? certificatesOf(await transcript.receive(HANDSHAKE.certificate)) : []
  const clientShare = (await transcript.receive(HANDSHAKE.clientKeyExchange)).subarray(5)
  if (chain.length > 0) await transcript.receive(HANDSHAKE.certificateVerify)
  const verdict = part.clientCaNames ? (part.judge?.(chain) ?? null) : null
  if (verdict !== null) {
    stream.write(CONTENT_TYPE.alert, encodeAlert(verdict), version)
    stream.end()
    throw new ScriptEnded('the client was refused')
  }
  const keys = deriveKeys12(ephemeral.computeSecret(clientShare), transcript.messages)
  await stream.changeCipherSpec()
  stream.protectReading(keys.client)
  const clientVerifyData = await transcript.receiveFinished(keys, 'client')
  stream.write(CONTENT_TYPE.changeCipherSpec, Uint8Array.of(1), version)
  stream.protectWriting(keys.server)
  return { clientVerifyData, serverVerifyData: transcript.sendFinished(keys, 'server') }
}

export interface ClientPart12 {
  readonly host: string
  /** As sent, leaf first; empty: an empty Certificate where one is asked for. */
  readonly chain: readonly Identity[]
  /** The verdict on the server's certificates: an AlertDescription, or `null` to go on. */
  readonly judge?: (chain: readonly Uint8Array[]) => number | null
  readonly previous?: Session12
}

/** The client's side, from its ClientHello on. @throws ScriptEnded where it ends before both have finished */
export async function callHandshake12(stream: RecordStream, part: ClientPart12): Promise<Session12> {
  const transcript = new Transcript(stream)
  const clientRandom = randomBytes(32)
  transcript.send(clientHello12(part.host, clientRandom, part.previous))
  await transcript.receive(HANDSHAKE.serverHello)
  const serverChain = certificatesOf(await transcript.receive(HANDSHAKE.certificate))
  const exchange = await transcript.receive(HANDSHAKE.serverKeyExchange)
  const serverShare = exchange.subarray(8, 8 + (exchange[7] ?? 0))
  const request = await transcript.receiveOneOf(HANDSHAKE.certificateRequest, HANDSHAKE.serverHelloDone)
  const requested = request[0] === HANDSHAKE.certificateRequest
  if (requested) await transcript.receive(HANDSHAKE.serverHelloDone)
  const verdict = part.judge?.(serverChain) ?? null
  if (verdict !== null) {
    stream.write(CONTENT_TYPE.alert, encodeAlert(verdict))
    stream.end()
    throw new ScriptEnded('the server was refused')
  }
  if (requested) transcript.send(encodeCertificate12(part.chain.map((identity) => identity.der)))
  const ephemeral = createECDH('prime256v1')
  const share = ephemeral.generateKeys()
  transcript.send(encodeClientKeyExchange(new ByteWriter().vector(1, (out) => out.raw(share)).bytes()))
  if (requested && part.chain.length > 0) {
    const signature = sign('sha256', transcript.bytes(), firstOf(part.chain).privateKey)
    transcript.send(encodeCertificateVerify({ algorithm: RSA_PKCS1_SHA256, signature }))
  }
  const keys = deriveKeys12(ephemeral.computeSecret(serverShare), transcript.messages)
  stream.write(CONTENT_TYPE.changeCipherSpec, Uint8Array.of(1))
  stream.protectWriting(keys.client)
  const clientVerifyData = transcript.sendFinished(keys, 'client')
  await stream.changeCipherSpec()
  stream.protectReading(keys.server)
  return { clientVerifyData, serverVerifyData: await transcript.receiveFinished(keys, 'server') }
}

/** What a scripted TLS 1.2 client offers: one suite, one group, three signature algorithms. */
export function clientHello12(
  host: string,
  random: Uint8Array = randomBytes(32),
  previous?: Session12,
): Uint8Array {
  return encodeClientHello({
    random,
    cipherSuites: [SUITE],
    extensions: [
      extension.serverName(host),
      extension.supportedGroups([SECP256R1]),
      extension.ecPointFormats(),
      extension.signatureAlgorithms([RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, ECDSA_P256_SHA256]),
      extension.renegotiationInfo(previous?.clientVerifyData),
    ],
  })
}

/** The messages of one handshake, in order, as Finished and CertificateVerify hash them. */
class Transcript {
  readonly #stream: RecordStream
  readonly #version: number
  readonly messages: Uint8Array[] = []

  constructor(stream: RecordStream, version: number = VERSION.tls12) {
    this.#stream = stream
    this.#version = version
  }

  bytes(): Uint8Array {
    return concat(this.messages)
  }

  send(message: Uint8Array): void {
    this.messages.push(message)
    this.#stream.write(CONTENT_TYPE.handshake, message, this.#version)
  }

  async receive(handshakeType: number): Promise<Uint8Array> {
    return this.receiveOneOf(handshakeType)
  }

  async receiveOneOf(...handshakeTypes: number[]): Promise<Uint8Array> {
    const message = await this.#stream.message(...handshakeTypes)
    this.messages.push(message)
    return message
  }

  sendFinished(keys: Keys12, peer: SessionPeer): Uint8Array {
    const data = keys.verifyData(peer, this.messages)
    this.send(encodeFinished(data))
    return data
  }

  /** @throws ScriptEnded where the peer's transcript is not ours */
  async receiveFinished(keys: Keys12, peer: SessionPeer): Promise<Uint8Array> {
    const expected = keys.verifyData(peer, this.messages)
    const received = (await this.receive(HANDSHAKE.finished)).slice(4)
    if (!equalBytes(expected, received)) throw new ScriptEnded('a Finished that does not fit')
    return received
  }
}

function helloOf(raw: Uint8Array): { hello: ClientHello; random: Uint8Array } {
  const { body } = dissectHandshake(raw, { version: VERSION.tls12, cipherSuite: null })
  if (body.type !== 'ClientHello' || !body.random) throw new ScriptEnded('no ClientHello')
  return { hello: body, random: body.random.value }
}

function certificatesOf(raw: Uint8Array): Uint8Array[] {
  const { body } = dissectHandshake(raw, { version: VERSION.tls12, cipherSuite: SUITE })
  return body.type === 'Certificate' ? body.entries.map((entry) => entry.certificate.value) : []
}

/** RFC 8422 5.4: named_curve, the curve, the point. */
function ecdheParams(publicKey: Uint8Array): Uint8Array {
  return new ByteWriter()
    .u8(3)
    .u16(SECP256R1)
    .vector(1, (out) => out.raw(publicKey))
    .bytes()
}

function signedBy({ der, privateKey }: Identity, scheme: number, data: Uint8Array) {
  return credentialOf([der], privateKey).sign(scheme, data)
}

function firstOf(chain: readonly Identity[]): Identity {
  const [first] = chain
  if (!first) throw new RangeError('a chain without a certificate')
  return first
}
