import {
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'
import {
  type Tls13Suite,
  tls13Cipher,
  tls13SuiteOf,
} from '../../../../../../src/main/decrypt/tls13-cipher.ts'
import { finishedData, Tls13Schedule } from '../../../../../../src/main/decrypt/tls13-schedule.ts'
import { signedContent } from '../../../../../../src/main/probe/tls-client/checks.ts'
import { type Protection, protection13 } from '../../../../../../src/main/probe/tls-client/protection.ts'
import {
  encodeCertificate13,
  encodeCertificateVerify,
  encodeEncryptedExtensions,
  encodeFinished,
  encodeRecords,
  encodeServerHello,
  extension,
} from '../../../../../../src/shared/tls/encode/index.ts'
import { dissectHandshake } from '../../../../../../src/shared/tls/message/dissect.ts'
import { RecordLayer } from '../../../../../../src/shared/tls/record/record-layer.ts'
import { cipherSuiteFacts } from '../../../../../../src/shared/tls/registry/index.ts'
import type { MemoryTransport } from './memory.ts'

/**
 * A TLS 1.3 server that a test tells message by message, so that it can say the right thing at the wrong moment.
 * TLS_AES_128_GCM_SHA256 over X25519, a certificate of a key made for it.
 */

const SUITE = 0x1301
const X25519 = 29
const SPKI = Buffer.from('302a300506032b656e032100', 'hex')
const HANDSHAKE = 22
const APPLICATION_DATA = 23

export interface Heard {
  readonly contentType: number
  readonly content: Uint8Array
}

export class Server13 {
  readonly #transport: MemoryTransport
  readonly #records: { contentType: number; version: number; payload: Uint8Array }[] = []
  readonly #layer: RecordLayer
  readonly suite: Tls13Suite
  transcript: Uint8Array[] = []
  #writing: Protection | null = null
  #reading: Protection | null = null
  #schedule: Tls13Schedule | null = null
  /** Of the key the certificate is of. */
  readonly key: KeyObject
  readonly certificate: Uint8Array
  /** What becomes of a handshake message behind this server's back. */
  change: (message: Uint8Array) => Uint8Array = (message) => message
  clientSecret: Uint8Array = new Uint8Array(0)
  serverSecret: Uint8Array = new Uint8Array(0)

  constructor(transport: MemoryTransport, identity: { key: KeyObject; certificate: Uint8Array }) {
    this.#transport = transport
    this.key = identity.key
    this.certificate = identity.certificate
    const facts = cipherSuiteFacts(SUITE)
    const suite = facts === null ? null : tls13SuiteOf(0x0304, facts)
    if (suite === null) throw new Error('no suite')
    this.suite = suite
    const keep = (record: { contentType: number; version: number; payload: Uint8Array }): void => {
      this.#records.push(record)
    }
    this.#layer = new RecordLayer({
      record: keep,
      applicationData: keep,
      wantApplicationData: () => true,
      lost: () => {},
      malformed: () => {},
    })
  }

  /** The next thing the client says, opened. Dummy ChangeCipherSpecs are passed over. */
  async hear(): Promise<Heard> {
    for (;;) {
      const record = this.#records.shift()
      if (record === undefined) {
        await this.#transport.heard()
        const bytes = this.#transport.written()
        if (bytes.length === 0 && (this.#transport.ended || this.#transport.destroyed)) {
          throw new Error('the client has ended')
        }
        this.#layer.push(bytes, 0, bytes.length, 1, 1)
        continue
      }
      if (record.contentType === 20) continue
      if (this.#reading === null || record.contentType !== APPLICATION_DATA) {
        return { contentType: record.contentType, content: record.payload }
      }
      const opened = this.#reading.open(record.contentType, record.version, record.payload)
      if (opened === null) throw new Error('a record that does not open')
      return opened
    }
  }

  /** Hears a ClientHello and answers it; from then on what is said is under the keys of the handshake. */
  async hellos(): Promise<void> {
    const { content: raw } = await this.hear()
    const { body } = dissectHandshake(raw, { version: null, cipherSuite: null })
    if (body.type !== 'ClientHello') throw new Error('no ClientHello')
    const shares = body.extensions.find(({ type }) => type === 51)?.content.value ?? new Uint8Array(0)
    const at = Buffer.from(shares).indexOf(Buffer.from([0, X25519, 0, 32]))
    const key = Buffer.concat([SPKI, shares.subarray(at + 4, at + 36)])
    const publicKey = createPublicKey({ key, format: 'der', type: 'spki' })
    const own = generateKeyPairSync('x25519')
    const keyExchange = new Uint8Array(own.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32))
    const hello = encodeServerHello({
      random: randomBytes(32),
      sessionId: body.sessionId?.value ?? new Uint8Array(0),
      cipherSuite: SUITE,
      extensions: [
        extension.selectedVersion(0x0304),
        extension.serverKeyShare({ group: X25519, keyExchange }),
      ],
    })
    this.transcript.push(raw)
    this.handshake(hello)
    this.#schedule = new Tls13Schedule(this.suite, diffieHellman({ privateKey: own.privateKey, publicKey }))
    this.clientSecret = this.#schedule.handshakeSecret('client', this.transcript)
    this.serverSecret = this.#schedule.handshakeSecret('server', this.transcript)
    this.write(this.serverSecret)
    this.read(this.clientSecret)
  }

  /** EncryptedExtensions to Finished; `change` may put other messages in their places. */
  flight(change: Partial<Record<'certificate' | 'verify' | 'finished', () => Uint8Array[]>> = {}): void {
    this.handshake(encodeEncryptedExtensions())
    this.authenticate(change)
  }

  /** Certificate to Finished, and the keys of the application for what is said next. */
  authenticate(
    change: Partial<Record<'certificate' | 'verify' | 'finished', () => Uint8Array[]>> = {},
  ): void {
    const say = (messages: Uint8Array[]): void => {
      for (const message of messages) this.handshake(message)
    }
    say(change.certificate?.() ?? [encodeCertificate13([{ certificate: this.certificate }])])
    say(change.verify?.() ?? [this.verify()])
    say(change.finished?.() ?? [this.finished()])
    const schedule = this.#schedule
    if (schedule === null) return
    this.serverSecret = schedule.applicationSecret('server', this.transcript)
    this.clientSecret = schedule.applicationSecret('client', this.transcript)
    this.write(this.serverSecret)
  }

  verify(): Uint8Array {
    const content = signedContent('server', this.suite, this.transcript)
    return encodeCertificateVerify({ algorithm: 0x0403, signature: sign('sha256', content, this.key) })
  }

  finished(): Uint8Array {
    return encodeFinished(finishedData(this.suite, this.serverSecret, this.transcript))
  }

  /** Says something under keys that are not in use any more. @param sealed records sealed with them before */
  sealLate(secret: Uint8Array, sealed: number, contentType: number, content: Uint8Array): void {
    const old = protection13(tls13Cipher(this.suite, secret))
    for (let at = 0; at < sealed; at++) old.seal(contentType, content)
    this.#transport.say(old.seal(contentType, content))
  }

  /** The client's Finished; from then on it is heard under the keys of the application. */
  async clientFinished(): Promise<void> {
    for (;;) {
      const { contentType, content } = await this.hear()
      if (contentType !== HANDSHAKE) throw new Error(`a record of type ${contentType}: ${content}`)
      this.transcript.push(content)
      if (content[0] === 20) break
    }
    this.read(this.clientSecret)
  }

  handshake(message: Uint8Array): void {
    this.transcript.push(message)
    this.say(HANDSHAKE, this.change(message))
  }

  say(contentType: number, content: Uint8Array): void {
    const writing = this.#writing
    if (writing === null) this.#transport.say(encodeRecords(contentType, content))
    else {
      for (let at = 0; at === 0 || at < content.length; at += 16_384) {
        this.#transport.say(writing.seal(contentType, content.subarray(at, at + 16_384)))
      }
    }
  }

  write(secret: Uint8Array): void {
    this.#writing = protection13(tls13Cipher(this.suite, secret))
  }

  read(secret: Uint8Array): void {
    this.#reading = protection13(tls13Cipher(this.suite, secret))
  }
}
