/**
 * A ClientHello as plain data, so that profiles can be data files. Code points are IANA's. Everything is sent as it
 * stands, sensible or not: the order of every list is kept, and nothing is added.
 */
export interface HelloPlan {
  /** Versions this client will go on with; also the content of supported_versions, in this order. */
  readonly versions: readonly number[]
  /** legacy_version; if not given the highest of `versions`, but at most TLS 1.2 (RFC 8446 4.1.2). */
  readonly legacyVersion?: number
  /** Version of the first record; TLS 1.0 if not given (RFC 8446 5.1). */
  readonly recordVersion?: number
  /** Signalling suites included. */
  readonly cipherSuites: readonly number[]
  /** supported_groups. */
  readonly groups: readonly number[]
  /**
   * Groups of the key shares sent in the first hello; those asked for by a HelloRetryRequest come by themselves. A group
   * this host cannot make a key of is left out (`generateKeyShare` tells).
   */
  readonly keyShares: readonly (number | RawKeyShare)[]
  /** signature_algorithms; also what the server's signature may be. */
  readonly signatureAlgorithms: readonly number[]
  /** signature_algorithms_cert. */
  readonly certificateSignatureAlgorithms?: readonly number[]
  /** server_name, as given: an address too, though RFC 6066 3 forbids it. `null`: no such extension. */
  readonly serverName: string | null
  /** Empty: no such extension. */
  readonly alpn: readonly string[]
  /**
   * Which extensions, in which order: by number where this plan has their content, else with their content. A number
   * with nothing to say (ALPN without protocols, key_share without TLS 1.3) is left out. Unknown numbers are sent empty.
   */
  readonly extensions: readonly (number | RawExtension)[]
  /**
   * Whether GREASE values (RFC 8701) in these lists stand for others, chosen anew for each connection, as browsers
   * do. The same placeholder in groups and key shares becomes the same value.
   */
  readonly grease: boolean
  /** legacy_session_id: 32 random bytes (middlebox compatibility, RFC 8446 D.4) or none. */
  readonly sessionId: 'random' | 'empty'
  /** compress_certificate; zlib 1, brotli 2. */
  readonly certificateCompression?: readonly number[]
  /** record_size_limit. */
  readonly recordSizeLimit?: number
  /** padding (21) fills the hello, with its 4-byte header, up to so many bytes. */
  readonly padTo?: number
}

/** A share whose key this client does not have: to look like others, or GREASE. Choosing it ends the handshake. */
export interface RawKeyShare {
  readonly group: number
  /** Random bytes. */
  readonly length: number
}

export interface RawExtension {
  readonly type: number
  /** extension_data. */
  readonly hex: string
}

export const EXTENSION = {
  serverName: 0,
  statusRequest: 5,
  supportedGroups: 10,
  ecPointFormats: 11,
  signatureAlgorithms: 13,
  alpn: 16,
  signedCertificateTimestamp: 18,
  padding: 21,
  encryptThenMac: 22,
  extendedMasterSecret: 23,
  compressCertificate: 27,
  recordSizeLimit: 28,
  sessionTicket: 35,
  supportedVersions: 43,
  cookie: 44,
  pskKeyExchangeModes: 45,
  postHandshakeAuth: 49,
  signatureAlgorithmsCert: 50,
  keyShare: 51,
  renegotiationInfo: 65281,
} as const

/** Everything this client can do, strongest first: the plan where no profile is asked for. */
export const EVERYTHING: HelloPlan = {
  versions: [0x0304, 0x0303, 0x0302, 0x0301],
  cipherSuites: [
    0x1302, 0x1303, 0x1301, 0x1304, 0x1305, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc02b, 0xc02f, 0xc0ad, 0xc0ac,
    0xc0af, 0xc0ae, 0xc024, 0xc028, 0xc023, 0xc027, 0xc00a, 0xc014, 0xc009, 0xc013, 0x009f, 0xccaa, 0x009e,
    0xc09f, 0xc09e, 0xc0a3, 0xc0a2, 0x006b, 0x0067, 0x0039, 0x0033, 0x009d, 0x009c, 0xc09d, 0xc09c, 0xc0a1,
    0xc0a0, 0x003d, 0x003c, 0x0035, 0x002f, 0xc008, 0xc012, 0x0016, 0x000a,
  ],
  groups: [29, 23, 24, 25, 256, 257, 258],
  keyShares: [29],
  signatureAlgorithms: [
    0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601,
    0x0303, 0x0301, 0x0203, 0x0201,
  ],
  serverName: null,
  alpn: [],
  extensions: [0, 65281, 10, 11, 35, 16, 22, 23, 13, 43, 45, 51, 21],
  grease: false,
  sessionId: 'random',
}

/** A plan that also offers post-handshake authentication (RFC 8446 4.2.6). */
export function offeringPostHandshakeAuth(plan: HelloPlan): HelloPlan {
  if (plan.extensions.includes(EXTENSION.postHandshakeAuth)) return plan
  // The last place may be padding's, which counts everything ahead of it.
  const last = plan.extensions.at(-1) === EXTENSION.padding ? -1 : plan.extensions.length
  return { ...plan, extensions: plan.extensions.toSpliced(last, 0, EXTENSION.postHandshakeAuth) }
}
