import type { HandshakeBody } from '../../shared/tls/message/handshake.ts'
import type {
  DecryptionOutcome,
  OpenedRecord,
  Readiness,
  RecordOpener,
  SessionPeer,
} from '../../shared/tls/record-opener.ts'
import { cipherSuiteFacts, cipherSuiteName, isTls13 } from '../../shared/tls/registry/index.ts'
import { Direction } from './direction.ts'
import {
  type ClientParameters,
  clientParameters,
  type ServerParameters,
  serverParameters,
} from './hello-parameters.ts'
import { MasterSecretFinder } from './master-secret.ts'
import type { SecretStore } from './secret-store.ts'
import { tls12ProtectionOf } from './tls12-cipher.ts'
import { writeKeys } from './tls12-keys.ts'
import { tls13SuiteOf } from './tls13-cipher.ts'
import { Tls13Keys } from './tls13-keys.ts'

/** TLS 1.2 and below: a peer changed its keys to what both hellos then said. */
interface KeyChange {
  readonly client: ClientParameters
  readonly server: ServerParameters
  readonly master: MasterSecretFinder
  direction: Direction | null
  /** What was known when the master secret was last looked for in vain. */
  soughtAt: number
  /** Records that went by before the keys were known. */
  passed: number
}

interface PeerKeys {
  tls13: Tls13Keys | null
  change: KeyChange | null
}

/** Opens the records of one session with what a `SecretStore` knows. */
export class SessionOpener implements RecordOpener {
  readonly #store: SecretStore
  readonly #keys: Record<SessionPeer, PeerKeys> = {
    client: { tls13: null, change: null },
    server: { tls13: null, change: null },
  }
  #client: ClientParameters | null = null
  #server: ServerParameters | null = null
  #master: MasterSecretFinder
  #earlyData = false
  #waits = true
  #opened = 0
  #tried = 0
  /** Records for which there were no keys. */
  #closed = 0
  #unsupported: string | null = null

  constructor(store: SecretStore) {
    this.#store = store
    this.#master = new MasterSecretFinder(store)
  }

  handshake(peer: SessionPeer, raw: Uint8Array, body: HandshakeBody): void {
    switch (body.type) {
      case 'ClientHello':
        this.#clientHello(raw, clientParameters(body))
        return
      case 'HelloRetryRequest':
        // Early data is refused with it (RFC 8446 4.2.10), and the records sent already open with nothing later.
        return
      case 'ServerHello':
        this.#serverHello(raw, serverParameters(body))
        return
      case 'Finished':
        this.#keys[peer].tls13?.advance(/HANDSHAKE|EARLY/)
        return
      case 'EndOfEarlyData':
        this.#keys[peer].tls13?.advance(/EARLY/)
        return
      case 'KeyUpdate':
        this.#keys[peer].tls13?.update()
        return
      case 'NewSessionTicket':
        if (body.ticket !== undefined) this.#master.ticket(body.ticket.value)
        return
      case 'HelloRequest':
        return
      default:
        this.#master.message(raw, body.type === 'ClientKeyExchange')
    }
  }

  changeCipherSpec(peer: SessionPeer): void {
    const [client, server] = [this.#client, this.#server]
    if (client === null || server === null || isTls13(server.version)) return
    this.#keys[peer].change = {
      client,
      server,
      master: this.#master,
      direction: null,
      soughtAt: -1,
      passed: 0,
    }
  }

  readiness(peer: SessionPeer): Readiness {
    if (this.#client === null) return 'no'
    const later = this.#waits ? 'wait' : 'no'
    if (this.#server === null) return later
    const { tls13, change } = this.#keys[peer]
    if (tls13 !== null) return tls13.known ? 'yes' : this.#store.following ? later : 'no'
    if (change === null || this.#unsupported !== null) return 'no'
    const direction = this.#direction(peer, change)
    if (direction !== null) return direction.gaveUp ? 'no' : 'yes'
    return this.#store.following && this.#unsupported === null ? later : 'no'
  }

  stopWaiting(): void {
    this.#waits = false
  }

  open(peer: SessionPeer, contentType: number, version: number, payload: Uint8Array): OpenedRecord | null {
    const opened = this.#open(peer, contentType, version, payload)
    if (opened !== null) this.#opened++
    return opened
  }

  skipped(peer: SessionPeer): void {
    if (this.readiness(peer) !== 'yes') this.#closed++
    const { tls13, change } = this.#keys[peer]
    tls13?.skipped()
    if (change === null) return
    if (change.direction === null) change.passed++
    else change.direction.skipped()
  }

  lost(peer: SessionPeer): void {
    const { tls13, change } = this.#keys[peer]
    tls13?.lost()
    change?.direction?.lost()
  }

  needsEveryRecord(peer: SessionPeer): boolean {
    return this.#keys[peer].change?.direction?.chained ?? false
  }

  get outcome(): DecryptionOutcome | null {
    const [tried, opened] = [this.#tried, this.#opened]
    const all = tried + this.#closed
    if (opened > 0 && opened === all) return { state: 'decrypted', detail: 'decrypted' }
    if (opened > 0) {
      return { state: 'partly', detail: `${opened} of ${all} protected records could be decrypted` }
    }
    if (tried > 0) {
      return { state: 'wrong-secret', detail: 'the secret given for this session does not open its records' }
    }
    if (this.#closed === 0) return null
    if (this.#unsupported !== null) return { state: 'unsupported', detail: this.#unsupported }
    const known = this.#client !== null && this.#server !== null
    const detail = known ? 'no secret was given for this session' : 'its hellos are not in the capture'
    return { state: 'no-secret', detail }
  }

  #open(peer: SessionPeer, contentType: number, version: number, payload: Uint8Array): OpenedRecord | null {
    const { tls13, change } = this.#keys[peer]
    if (tls13 !== null) {
      if (!tls13.known) return null
      this.#tried++
      return tls13.open(contentType, version, payload)
    }
    const direction = change === null ? null : this.#direction(peer, change)
    if (direction === null) return null
    this.#tried++
    const record = direction.open(contentType, version, payload)
    return record === null ? null : { contentType, ...record }
  }

  #clientHello(raw: Uint8Array, client: ClientParameters | null): void {
    this.#client = client
    this.#earlyData ||= client?.earlyData ?? false
    // A second hello behind a HelloRetryRequest changes nothing below; one of a renegotiation begins anew.
    this.#master = new MasterSecretFinder(this.#store)
    if (client !== null) this.#master.clientHello(raw, client)
  }

  #serverHello(raw: Uint8Array, server: ServerParameters | null): void {
    this.#server = server
    if (server === null) return
    this.#master.serverHello(raw, server)
    if (!isTls13(server.version)) return
    const facts = cipherSuiteFacts(server.suite)
    const suite = facts === null ? null : tls13SuiteOf(server.version, facts)
    if (suite === null) {
      this.#unsupported = unsupported(server.suite)
      return
    }
    const id = this.#client?.randomHex ?? ''
    const find = (label: string): Uint8Array | null => this.#store.find(label, id)
    this.#keys.client.tls13 = new Tls13Keys('client', suite, find, this.#earlyData)
    this.#keys.server.tls13 = new Tls13Keys('server', suite, find, false)
  }

  /** The keys of a change, made when first needed; `null` where the secret or the cipher cannot be had. */
  #direction(peer: SessionPeer, change: KeyChange): Direction | null {
    if (change.direction !== null) return change.direction
    const { client, server } = change
    const known = change.master.changes
    if (change.soughtAt === known) return null
    change.soughtAt = known
    const facts = cipherSuiteFacts(server.suite)
    const protection =
      facts === null || server.compressed
        ? null
        : tls12ProtectionOf({
            version: server.version,
            suite: facts,
            encryptThenMac: server.encryptThenMac,
            truncatedHmac: server.truncatedHmac,
          })
    if (facts === null || protection === null) {
      this.#unsupported = server.compressed
        ? 'the session compresses its records, which is not undone'
        : unsupported(server.suite)
      return null
    }
    const master = change.master.find()
    if (master === null) return null
    const keys = writeKeys(peer, master, client, server, facts, protection)
    change.direction = new Direction(protection.cipher(keys), change.passed)
    return change.direction
  }
}

/** The app's library (BoringSSL) has fewer ciphers than the command line's (OpenSSL). */
function unsupported(suite: number): string {
  const hint = process.versions.electron === undefined ? '' : '; the command line may'
  return `the crypto library of this program cannot decrypt ${cipherSuiteName(suite)}${hint}`
}
