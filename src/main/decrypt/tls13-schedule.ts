import type { SessionPeer } from '../../shared/tls/record-opener.ts'
import { hashOf, hkdfExpandLabel, hkdfExtract, hmac } from './key-derivation.ts'
import type { Tls13Suite } from './tls13-cipher.ts'

const NOTHING = new Uint8Array(0)

/**
 * The key schedule of TLS 1.3 without a pre-shared key (RFC 8446 7.1), for an endpoint. Transcripts are whole
 * handshake messages with their headers, in order.
 */
export class Tls13Schedule {
  readonly #suite: Tls13Suite
  readonly #handshakeSecret: Uint8Array
  readonly #masterSecret: Uint8Array

  /** @param shared what the key exchange gave */
  constructor(suite: Tls13Suite, shared: Uint8Array) {
    this.#suite = suite
    const zeros = new Uint8Array(hashOf(suite.hash).length)
    const early = hkdfExtract(suite.hash, zeros, zeros)
    this.#handshakeSecret = hkdfExtract(suite.hash, this.#derive(early, 'derived', []), shared)
    this.#masterSecret = hkdfExtract(suite.hash, this.#derive(this.#handshakeSecret, 'derived', []), zeros)
  }

  /** @param transcript up to ServerHello */
  handshakeSecret(peer: SessionPeer, transcript: readonly Uint8Array[]): Uint8Array {
    return this.#derive(
      this.#handshakeSecret,
      peer === 'client' ? 'c hs traffic' : 's hs traffic',
      transcript,
    )
  }

  /** @param transcript up to the server's Finished */
  applicationSecret(peer: SessionPeer, transcript: readonly Uint8Array[]): Uint8Array {
    return this.#derive(this.#masterSecret, peer === 'client' ? 'c ap traffic' : 's ap traffic', transcript)
  }

  /** @param transcript up to the server's Finished */
  exporterSecret(transcript: readonly Uint8Array[]): Uint8Array {
    return this.#derive(this.#masterSecret, 'exp master', transcript)
  }

  #derive(secret: Uint8Array, label: string, transcript: readonly Uint8Array[]): Uint8Array {
    const context = hashOf(this.#suite.hash, ...transcript)
    return hkdfExpandLabel(this.#suite.hash, secret, label, context.length, this.#suite.prefix, context)
  }
}

/** verify_data of a Finished behind `transcript`, under the sender's traffic secret (RFC 8446 4.4.4). */
export function finishedData(
  suite: Tls13Suite,
  trafficSecret: Uint8Array,
  transcript: readonly Uint8Array[],
): Uint8Array {
  const context = hashOf(suite.hash, ...transcript)
  const key = hkdfExpandLabel(suite.hash, trafficSecret, 'finished', context.length, suite.prefix, NOTHING)
  return hmac(suite.hash, key, context)
}

/** What stands for the first ClientHello once a HelloRetryRequest came (RFC 8446 4.4.1). */
export function messageHash(suite: Tls13Suite, clientHello: Uint8Array): Uint8Array {
  const digest = hashOf(suite.hash, clientHello)
  const message = new Uint8Array(4 + digest.length)
  message.set([254, 0, 0, digest.length])
  message.set(digest, 4)
  return message
}
