import { hex } from '../../shared/bytes/text.ts'
import { cipherSuiteFacts } from '../../shared/tls/registry/index.ts'
import type { ClientParameters, ServerParameters } from './hello-parameters.ts'
import type { SecretStore } from './secret-store.ts'
import { masterSecret } from './tls12-keys.ts'

const SSL30 = 0x0300
const MESSAGE_HEADER = 4
/** Of an encrypted premaster secret, NSS logs so many bytes to name it by. */
const NAMED_BY = 8
/** A flight larger than this is nobody's; it is no longer kept for the session hash. */
const TRANSCRIPT_LIMIT = 4 * 1024 * 1024

/**
 * Finds the master secret of one handshake of TLS 1.2 or below: logged under the client random, made from a
 * premaster secret that was logged or sent to an RSA key at hand, or of the session that is resumed.
 */
export class MasterSecretFinder {
  readonly #store: SecretStore
  #client: ClientParameters | null = null
  #server: ServerParameters | null = null
  #master: Uint8Array | null = null
  #transcript: Uint8Array[] = []
  #transcriptBytes = 0
  #encryptedPremaster: Uint8Array | null = null
  readonly #tickets: Uint8Array[] = []
  #told = 0

  constructor(store: SecretStore) {
    this.#store = store
  }

  /** Grows with what may let `find` find more than before. */
  get changes(): number {
    return this.#told + this.#store.changes
  }

  clientHello(raw: Uint8Array, client: ClientParameters): void {
    this.#client = client
    this.#told++
    this.#keep(raw)
  }

  serverHello(raw: Uint8Array, server: ServerParameters): void {
    this.#server = server
    this.#told++
    this.#keep(raw)
  }

  /** Another handshake message; ClientKeyExchange is the last that the session hash covers (RFC 7627 3). */
  message(raw: Uint8Array, isClientKeyExchange: boolean): void {
    if (this.#encryptedPremaster !== null) return
    this.#keep(raw)
    if (!isClientKeyExchange) return
    this.#told++
    // SSL 3.0 sends the encrypted secret without its length (RFC 5246 7.4.7.1).
    const prefix = this.#server?.version === SSL30 ? 0 : 2
    this.#encryptedPremaster = raw.subarray(MESSAGE_HEADER + prefix)
  }

  /** A ticket by which the client may resume this session (RFC 5077). */
  ticket(ticket: Uint8Array): void {
    const master = this.find()
    if (master === null) this.#tickets.push(ticket)
    else this.#store.remember('ticket', ticket, master)
  }

  find(): Uint8Array | null {
    if (this.#master !== null) return this.#master
    const [client, server] = [this.#client, this.#server]
    if (client === null || server === null) return null
    this.#master =
      this.#store.find('CLIENT_RANDOM', client.randomHex) ??
      this.#fromPremaster(client, server) ??
      this.#ofResumed(client, server)
    if (this.#master !== null) this.#remember(this.#master, server)
    return this.#master
  }

  #fromPremaster(client: ClientParameters, server: ServerParameters): Uint8Array | null {
    const suite = cipherSuiteFacts(server.suite)
    const premaster = this.#premaster(client)
    if (suite === null || premaster === null) return null
    const master = masterSecret(premaster, client, server, suite, this.#transcript)
    this.#transcript = []
    return master
  }

  #premaster(client: ClientParameters): Uint8Array | null {
    const logged = this.#store.find('PMS_CLIENT_RANDOM', client.randomHex)
    const encrypted = this.#encryptedPremaster
    if (logged !== null || encrypted === null) return logged
    const named = this.#store.find('RSA', hex(encrypted, 0, Math.min(NAMED_BY, encrypted.length)))
    if (named !== null) return named
    for (const key of this.#store.rsaKeys) {
      const premaster = key.decryptPremaster(encrypted)
      if (premaster !== null) return premaster
    }
    return null
  }

  #ofResumed(client: ClientParameters, server: ServerParameters): Uint8Array | null {
    return (
      this.#store.find('SESSION_ID', hex(server.sessionId)) ??
      this.#store.resumed('id', server.sessionId) ??
      this.#store.resumed('ticket', client.ticket)
    )
  }

  #remember(master: Uint8Array, server: ServerParameters): void {
    this.#store.remember('id', server.sessionId, master)
    for (const ticket of this.#tickets.splice(0)) this.#store.remember('ticket', ticket, master)
  }

  #keep(raw: Uint8Array): void {
    if (!this.#store.knowsPremasters) return
    this.#transcriptBytes += raw.length
    if (this.#transcriptBytes <= TRANSCRIPT_LIMIT) this.#transcript.push(raw)
  }
}
