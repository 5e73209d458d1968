import type { Stage } from '../../../shared/conversation/vocabulary.ts'
import type { CertificateRequest } from '../../../shared/tls/message/handshake.ts'
import type { ClientCredential } from '../credential.ts'
import type { HelloMaker } from './client-hello.ts'
import type { Inbox } from './inbox.ts'
import type { Limits } from './limits.ts'
import type { Outbox } from './outbox.ts'
import type { Recording } from './record.ts'
import type { Verification } from './signature.ts'

/** What a handshake agreed on and what came out of its checks. Code points are IANA's. */
export interface Negotiated {
  readonly version: number
  readonly cipherSuite: number
  /** NamedGroup of the key exchange; `null` for RSA, and for DHE over parameters of the server's own. */
  readonly group: number | null
  /** DHE below TLS 1.3: length of the server's prime. */
  readonly dhPrimeBits: number | null
  readonly helloRetryRequest: boolean
  readonly alpn: string | null
  readonly extendedMasterSecret: boolean
  readonly encryptThenMac: boolean
  /** RFC 5746; TLS 1.3 has no renegotiation to secure. */
  readonly secureRenegotiation: boolean
  /** DER, in the order sent; not judged. */
  readonly serverChain: readonly Uint8Array[]
  /** Of ServerKeyExchange or CertificateVerify; `null` where nothing is signed, or no scheme named (before TLS 1.2). */
  readonly serverScheme: number | null
  /** `unknown`: this host knows no such key or scheme; `none`: RSA and anonymous key exchange sign nothing. */
  readonly serverSignature: Verification | 'none'
  readonly clientAuthentication: ClientAuthentication
  /** The random of a server that speaks TLS 1.3 but was talked out of it (RFC 8446 4.1.3). */
  readonly downgradeSignal: boolean
}

/** Whether, when and how the server asked for a certificate, and what it was answered. */
export interface ClientAuthentication {
  readonly requested: 'no' | 'initial' | 'renegotiation' | 'post-handshake'
  /** The dissected request; its raw message stands in the record. */
  readonly request: CertificateRequest | null
  /**
   * `empty`: an empty Certificate, there being none to send; `no-common-scheme`: likewise, the key being unable to
   * sign in any way the server accepts.
   */
  readonly answer: 'none' | 'empty' | 'no-common-scheme' | 'sent'
  /** SignatureScheme of our CertificateVerify. */
  readonly scheme: number | null
}

export const NOT_REQUESTED: ClientAuthentication = {
  requested: 'no',
  request: null,
  answer: 'none',
  scheme: null,
}

/** Which certificate to answer a request with; `null`: an empty Certificate. */
export type ChooseCredential = (request: CertificateRequest) => ClientCredential | null

/** How far a connection got: what an ending is told to have ended. */
export class Progress {
  #stage: Stage = 'client-hello'

  get stage(): Stage {
    return this.#stage
  }

  /** A step of a handshake; those of a late one are all late client authentication (taxonomy). */
  reach(stage: Exclude<Stage, 'late-client-auth' | 'application'>): void {
    if (this.#stage !== 'late-client-auth') this.#stage = stage
  }

  /** The server asks for more, though both sides had finished. */
  late(): void {
    this.#stage = 'late-client-auth'
  }

  /** Nothing is open any more between the two but what the application says. */
  settle(): void {
    this.#stage = 'application'
  }
}

/** What the handshakes of one connection share. */
export interface Context {
  readonly inbox: Inbox
  readonly outbox: Outbox
  readonly recording: Recording
  readonly maker: HelloMaker
  readonly choose: ChooseCredential
  readonly sendChain: 'leaf' | 'full'
  /** Every request that was answered, in order. */
  readonly authentications: ClientAuthentication[]
  readonly limits: Limits
  /** DER, in the order sent, of the last Certificate that was read. */
  serverChain: readonly Uint8Array[]
  dummySent: boolean
  readonly progress: Progress
}

/** A ChangeCipherSpec that means nothing, for middleboxes that believe in resumed TLS 1.2 (RFC 8446 D.4); once. */
export function sendDummyChangeCipherSpec(context: Context): void {
  if (context.maker.sessionId.length === 0 || context.dummySent) return
  context.dummySent = true
  context.outbox.changeCipherSpec()
}
