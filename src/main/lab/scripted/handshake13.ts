import {
  constants,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'
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
import { CONTENT_TYPE, VERSION } from '../../../shared/tls/registry/index.ts'
import type { Identity } from '../certificates/profile.ts'
import { HANDSHAKE } from './handshake12.ts'
import { KeySchedule13, sha256 } from './protection13.ts'
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
/** SubjectPublicKeyInfo of an X25519 key (RFC 8410 4) up to the key itself. */
const X25519_SPKI = Buffer.from('302a300506032b656e032100', 'hex')

/**
 * Serves a whole handshake, asks for a client certificate of one of `clientCaNames`, and refuses it with
 * `alert` once the client has finished: late, and encrypted (RFC 8446 4.4.2.4, facts 5.1.27).
 */
export async function refuseClient13(
  stream: RecordStream,
  part: {
    readonly chain: readonly Identity[]
    readonly clientCaNames: readonly Uint8Array[]
    readonly alert: number
  },
): Promise<void> {
  const hello = await stream.message(HANDSHAKE.clientHello)
  const { sessionId, share } = readHello(hello)
  const ephemeral = generateKeyPairSync('x25519')
  const serverHello = encodeServerHello({
    random: randomBytes(32),
    sessionId,
    cipherSuite: SUITE,
    extensions: [
      extension.selectedVersion(VERSION.tls13),
      extension.serverKeyShare({ group: X25519, keyExchange: rawKey(ephemeral.publicKey) }),
    ],
  })
  stream.write(CONTENT_TYPE.handshake, serverHello)
  stream.write(CONTENT_TYPE.changeCipherSpec, Uint8Array.of(1))
  const schedule = new KeySchedule13(secretOf(ephemeral.privateKey, share))
  const hellos = concat([hello, serverHello])
  const clientSecret = schedule.handshake('client', hellos)
  const serverSecret = schedule.handshake('server', hellos)
  stream.protectWriting(serverSecret.protection())
  let transcript = hellos
  const say = (message: Uint8Array): void => {
    transcript = concat([transcript, message])
    stream.write(CONTENT_TYPE.handshake, message)
  }
  say(encodeEncryptedExtensions())
  say(
    encodeCertificateRequest13([
      extension.signatureAlgorithms([RSA_PSS_RSAE_SHA256, ECDSA_P256_SHA256, RSA_PKCS1_SHA256]),
      extension.certificateAuthorities(part.clientCaNames),
    ]),
  )
  say(encodeCertificate13(part.chain.map((identity) => ({ certificate: identity.der }))))
  say(certificateVerify(part.chain, transcript))
  say(encodeFinished(serverSecret.finished(transcript)))
  stream.protectReading(clientSecret.protection())
  const server = schedule.application('server', transcript)
  let heard = transcript
  for (;;) {
    const message = await stream.message(
      HANDSHAKE.certificate,
      HANDSHAKE.certificateVerify,
      HANDSHAKE.finished,
    )
    if (message[0] === HANDSHAKE.finished) {
      if (!equalBytes(message.subarray(4), clientSecret.finished(heard))) {
        throw new ScriptEnded('a Finished that does not fit')
      }
      break
    }
    heard = concat([heard, message])
  }
  stream.protectWriting(server.protection())
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
  const ephemeral = generateKeyPairSync('x25519')
  const hello = encodeClientHello({
    random: randomBytes(32),
    sessionId: randomBytes(32),
    cipherSuites: [SUITE],
    extensions: [
      extension.serverName(part.host),
      extension.supportedGroups([X25519]),
      extension.signatureAlgorithms([RSA_PSS_RSAE_SHA256, ECDSA_P256_SHA256, RSA_PKCS1_SHA256]),
      extension.supportedVersions([VERSION.tls13]),
      extension.keyShares([{ group: X25519, keyExchange: rawKey(ephemeral.publicKey) }]),
    ],
  })
  stream.write(CONTENT_TYPE.handshake, hello)
  const serverHello = await stream.message(HANDSHAKE.serverHello)
  const schedule = new KeySchedule13(secretOf(ephemeral.privateKey, readHello(serverHello).share))
  stream.protectReading(schedule.handshake('server', concat([hello, serverHello])).protection())
  await stream.message(HANDSHAKE.encryptedExtensions)
  await stream.message(HANDSHAKE.certificate)
  await stream.message(HANDSHAKE.certificateVerify)
  await stream.message(HANDSHAKE.finished)
  stream.write(CONTENT_TYPE.alert, encodeAlert(part.alert))
  stream.end()
  await stream.closed()
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

function rawKey(publicKey: KeyObject): Uint8Array {
  return new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(X25519_SPKI.length))
}

function secretOf(privateKey: KeyObject, share: Uint8Array): Uint8Array {
  const key = Buffer.concat([X25519_SPKI, share])
  return diffieHellman({ privateKey, publicKey: createPublicKey({ key, format: 'der', type: 'spki' }) })
}

/** RFC 8446 4.4.3. */
function certificateVerify(chain: readonly Identity[], transcript: Uint8Array): Uint8Array {
  const [leaf] = chain
  if (!leaf) throw new RangeError('a chain without a certificate')
  const content = concat([
    new Uint8Array(64).fill(0x20),
    utf8Bytes('TLS 1.3, server CertificateVerify\0'),
    sha256(transcript),
  ])
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  const signature = sign('sha256', content, { key: leaf.privateKey, ...padding })
  return encodeCertificateVerify({ algorithm: RSA_PSS_RSAE_SHA256, signature })
}
