import { constants, randomBytes, sign } from 'node:crypto'
import { concat, equalBytes, utf8Bytes } from '../../../shared/bytes/text.ts'
import {
  encodeAlert,
  encodeCertificate13,
  encodeCertificateRequest13,
  encodeCertificateVerify,
  encodeClientHello,
  encodeEncryptedExtensions,
  encodeFinished,
  encodeServerHello,
  extension,
} from '../../../shared/tls/encode/index.ts'
import { dissectHandshake } from '../../../shared/tls/message/dissect.ts'
import type { SessionPeer } from '../../../shared/tls/record-opener.ts'
import { CONTENT_TYPE, cipherSuiteFacts, VERSION } from '../../../shared/tls/registry/index.ts'
import { hashOf } from '../../decrypt/key-derivation.ts'
import { type Tls13Suite, tls13Cipher, tls13SuiteOf } from '../../decrypt/tls13-cipher.ts'
import { finishedData, Tls13Schedule } from '../../decrypt/tls13-schedule.ts'
import { generateKeyShare, type KeyShare } from '../../probe/tls-client/key-exchange.ts'
import { protection13 } from '../../probe/tls-client/protection.ts'
import type { Identity } from '../certificates/profile.ts'
import { HANDSHAKE } from './handshake12.ts'
import { type RecordStream, ScriptEnded } from './record-stream.ts'

/**
 * TLS 1.3 as far as a refusal needs it: stock stacks under Node take every client certificate and let
 * JavaScript hang up, so nobody but a script sends the alert that a gateway sends.
 */

const SUITE = 0x1301
const X25519 = 29
const RSA_PSS_RSAE_SHA256 = 0x0804
const ECDSA_P256_SHA256 = 0x0403
const RSA_PKCS1_SHA256 = 0x0401
const KEY_SHARE = 51
const SCHEMES = [RSA_PSS_RSAE_SHA256, ECDSA_P256_SHA256, RSA_PKCS1_SHA256]

export interface ServerPart13 {
  /** As sent, leaf first; the first one's key (RSA) signs. */
  readonly chain: readonly Identity[]
  /** Ask for a certificate, naming these issuers (DER); absent: do not ask. */
  readonly clientCaNames?: readonly Uint8Array[]
}

/** A finished handshake, from the server's side: the keys of the application are in use. */
export interface Session13 {
  /** Every message so far. */
  readonly transcript: readonly Uint8Array[]
  /** The client's application traffic secret, under which a late Finished is made. */
  readonly clientSecret: Uint8Array
}

/** The server's side; returns once both have finished. @throws ScriptEnded where it ends before that */
export async function serveHandshake13(stream: RecordStream, part: ServerPart13): Promise<Session13> {
  const hello = await stream.message(HANDSHAKE.clientHello)
  const { sessionId, share } = readHello(hello)
  const ephemeral = ephemeralShare()
  const suite = suite13()
  const transcript = [hello]
  const say = (message: Uint8Array): void => {
    transcript.push(message)
    stream.write(CONTENT_TYPE.handshake, message)
  }
  say(
    encodeServerHello({
      random: randomBytes(32),
      sessionId,
      cipherSuite: SUITE,
      extensions: [
        extension.selectedVersion(VERSION.tls13),
        extension.serverKeyShare({ group: X25519, keyExchange: ephemeral.publicKey }),
      ],
    }),
  )
  stream.write(CONTENT_TYPE.changeCipherSpec, Uint8Array.of(1))
  const schedule = new Tls13Schedule(suite, ephemeral.agree(share))
  const clientSecret = schedule.handshakeSecret('client', transcript)
  const serverSecret = schedule.handshakeSecret('server', transcript)
  stream.protectWriting(protection13(tls13Cipher(suite, serverSecret)))
  stream.protectReading(protection13(tls13Cipher(suite, clientSecret)))
  say(encodeEncryptedExtensions())
  if (part.clientCaNames) say(certificateRequest(part.clientCaNames))
  say(encodeCertificate13(part.chain.map((identity) => ({ certificate: identity.der }))))
  say(certificateVerify(part.chain, transcript))
  say(encodeFinished(finishedData(suite, serverSecret, transcript)))
  const application = (peer: SessionPeer): Uint8Array => schedule.applicationSecret(peer, transcript)
  const [client, server] = [application('client'), application('server')]
  await hearFinished(stream, transcript, clientSecret)
  stream.protectReading(protection13(tls13Cipher(suite, client)))
  stream.protectWriting(protection13(tls13Cipher(suite, server)))
  return { transcript, clientSecret: client }
}

/** Asks for a certificate after the handshake (RFC 8446 4.6.2) and waits for the client's answer to it. */
export async function requestLate13(
  stream: RecordStream,
  session: Session13,
  clientCaNames: readonly Uint8Array[],
): Promise<void> {
  const request = certificateRequest(clientCaNames, Uint8Array.of(1))
  stream.write(CONTENT_TYPE.handshake, request)
  await hearFinished(stream, [...session.transcript, request], session.clientSecret)
}

/** A client's Certificate, CertificateVerify and Finished, added to the transcript. @throws ScriptEnded on others */
async function hearFinished(
  stream: RecordStream,
  transcript: Uint8Array[],
  secret: Uint8Array,
): Promise<void> {
  for (;;) {
    const message = await stream.message(
      HANDSHAKE.certificate,
      HANDSHAKE.certificateVerify,
      HANDSHAKE.finished,
    )
    if (message[0] !== HANDSHAKE.finished) transcript.push(message)
    else if (equalBytes(message.subarray(4), finishedData(suite13(), secret, transcript))) {
      transcript.push(message)
      return
    } else throw new ScriptEnded('a Finished that does not fit')
  }
}

/**
 * Serves a whole handshake, asks for a client certificate of one of `clientCaNames`, and refuses it with
 * `alert` once the client has finished: late, and encrypted (RFC 8446 4.4.2.4, facts 5.1.27).
 */
export async function refuseClient13(
  stream: RecordStream,
  part: Required<ServerPart13> & { readonly alert: number },
): Promise<void> {
  await serveHandshake13(stream, part)
  stream.write(CONTENT_TYPE.alert, encodeAlert(part.alert))
  stream.end()
  await stream.closed()
}

/**
 * Reads the server's whole flight and refuses its certificate with `alert`, in the clear, as OpenSSL's client
 * does before it has keys of its own to write with (facts 5.1.1).
 */
export async function refuseServer13(
  stream: RecordStream,
  part: { readonly host: string; readonly alert: number },
): Promise<void> {
  const ephemeral = ephemeralShare()
  const suite = suite13()
  const hello = encodeClientHello({
    random: randomBytes(32),
    sessionId: randomBytes(32),
    cipherSuites: [SUITE],
    extensions: [
      extension.serverName(part.host),
      extension.supportedGroups([X25519]),
      extension.signatureAlgorithms(SCHEMES),
      extension.supportedVersions([VERSION.tls13]),
      extension.keyShares([{ group: X25519, keyExchange: ephemeral.publicKey }]),
    ],
  })
  stream.write(CONTENT_TYPE.handshake, hello)
  const serverHello = await stream.message(HANDSHAKE.serverHello)
  const schedule = new Tls13Schedule(suite, ephemeral.agree(readHello(serverHello).share))
  const secret = schedule.handshakeSecret('server', [hello, serverHello])
  stream.protectReading(protection13(tls13Cipher(suite, secret)))
  await stream.message(HANDSHAKE.encryptedExtensions)
  await stream.message(HANDSHAKE.certificate)
  await stream.message(HANDSHAKE.certificateVerify)
  await stream.message(HANDSHAKE.finished)
  stream.write(CONTENT_TYPE.alert, encodeAlert(part.alert))
  stream.end()
  await stream.closed()
}

function certificateRequest(names: readonly Uint8Array[], context?: Uint8Array): Uint8Array {
  const extensions = [extension.signatureAlgorithms(SCHEMES), extension.certificateAuthorities(names)]
  return encodeCertificateRequest13(extensions, context)
}

/** The session id to echo and the peer's X25519 share, from either hello. @throws ScriptEnded without a share */
function readHello(raw: Uint8Array): { sessionId: Uint8Array; share: Uint8Array } {
  const { body } = dissectHandshake(raw, { version: null, cipherSuite: null })
  if (body.type !== 'ClientHello' && body.type !== 'ServerHello') throw new ScriptEnded('no hello')
  const content = body.extensions.find((one) => one.type === KEY_SHARE)?.content.value
  const list = body.type === 'ClientHello' ? content?.subarray(2) : content
  const share = list && shareOf(list)
  if (!share) throw new ScriptEnded('no X25519 key share')
  return { sessionId: body.sessionId?.value ?? new Uint8Array(0), share }
}

/** KeyShareEntry (RFC 8446 4.2.8): group, length, key. */
function shareOf(list: Uint8Array): Uint8Array | null {
  for (let at = 0; at + 4 <= list.length; ) {
    const group = (list[at] ?? 0) * 256 + (list[at + 1] ?? 0)
    const end = at + 4 + (list[at + 2] ?? 0) * 256 + (list[at + 3] ?? 0)
    if (group === X25519) return list.slice(at + 4, end)
    at = end
  }
  return null
}

function ephemeralShare(): KeyShare {
  const share = generateKeyShare(X25519)
  if (share === null) throw new ScriptEnded('a host without X25519')
  return share
}

function suite13(): Tls13Suite {
  const facts = cipherSuiteFacts(SUITE)
  const suite = facts === null ? null : tls13SuiteOf(VERSION.tls13, facts)
  if (suite === null) throw new ScriptEnded('a host without AES-GCM')
  return suite
}

/** RFC 8446 4.4.3. */
function certificateVerify(chain: readonly Identity[], transcript: readonly Uint8Array[]): Uint8Array {
  const [leaf] = chain
  if (!leaf) throw new RangeError('a chain without a certificate')
  const content = concat([
    new Uint8Array(64).fill(0x20),
    utf8Bytes('TLS 1.3, server CertificateVerify\0'),
    hashOf('sha256', ...transcript),
  ])
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  const signature = sign('sha256', content, { key: leaf.privateKey, ...padding })
  return encodeCertificateVerify({ algorithm: RSA_PSS_RSAE_SHA256, signature })
}
