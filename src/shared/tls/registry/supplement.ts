/**
 * Small registries that the generated tables lack, kept by hand against IANA's TLS Parameters as of
 * 2026-03-25; the RFC of each row's group is named. Code points that were only ever drafts or private use,
 * but are met on the wire, stand in their own tables.
 */

type Names = ReadonlyMap<number, string>

/** Protocol versions: RFC 8446 4.1.2 and its predecessors; DTLS for streams that are none of ours. */
export const VERSIONS: Names = new Map([
  [0x0002, 'SSL 2.0'],
  [0x0300, 'SSL 3.0'],
  [0x0301, 'TLS 1.0'],
  [0x0302, 'TLS 1.1'],
  [0x0303, 'TLS 1.2'],
  [0x0304, 'TLS 1.3'],
  [0xfefc, 'DTLS 1.3'],
  [0xfefd, 'DTLS 1.2'],
  [0xfeff, 'DTLS 1.0'],
])

/** ContentType: RFC 8446 B.1, RFC 6520, RFC 9146, RFC 9147. */
export const CONTENT_TYPES: Names = new Map([
  [20, 'change_cipher_spec'],
  [21, 'alert'],
  [22, 'handshake'],
  [23, 'application_data'],
  [24, 'heartbeat'],
  [25, 'tls12_cid'],
  [26, 'ACK'],
])

/**
 * HandshakeType, in the spelling of the RFCs' structures: RFC 8446 4, RFC 5246 7.4, RFC 5077, RFC 6066,
 * RFC 4680, RFC 8879. 3: RFC 6347. 67 and 203 were drafts (next protocol negotiation, channel id).
 */
export const HANDSHAKE_TYPES: Names = new Map([
  [0, 'HelloRequest'],
  [1, 'ClientHello'],
  [2, 'ServerHello'],
  [3, 'HelloVerifyRequest'],
  [4, 'NewSessionTicket'],
  [5, 'EndOfEarlyData'],
  [8, 'EncryptedExtensions'],
  [11, 'Certificate'],
  [12, 'ServerKeyExchange'],
  [13, 'CertificateRequest'],
  [14, 'ServerHelloDone'],
  [15, 'CertificateVerify'],
  [16, 'ClientKeyExchange'],
  [20, 'Finished'],
  [21, 'CertificateURL'],
  [22, 'CertificateStatus'],
  [23, 'SupplementalData'],
  [24, 'KeyUpdate'],
  [25, 'CompressedCertificate'],
  [67, 'NextProtocol'],
  [203, 'ChannelID'],
  [254, 'MessageHash'],
])

/** AlertLevel: RFC 8446 6. */
export const ALERT_LEVELS: Names = new Map([
  [1, 'warning'],
  [2, 'fatal'],
])

/**
 * AlertDescription: RFC 8446 6, RFC 5246 7.2 (21, 30, 41, 60, 100), RFC 6066 9 (111, 114), RFC 7507 (86),
 * RFC 7301 (120), RFC 9849 (121). IANA suffixes the reserved ones with _RESERVED; that is left out here.
 */
export const ALERTS: Names = new Map([
  [0, 'close_notify'],
  [10, 'unexpected_message'],
  [20, 'bad_record_mac'],
  [21, 'decryption_failed'],
  [22, 'record_overflow'],
  [30, 'decompression_failure'],
  [40, 'handshake_failure'],
  [41, 'no_certificate'],
  [42, 'bad_certificate'],
  [43, 'unsupported_certificate'],
  [44, 'certificate_revoked'],
  [45, 'certificate_expired'],
  [46, 'certificate_unknown'],
  [47, 'illegal_parameter'],
  [48, 'unknown_ca'],
  [49, 'access_denied'],
  [50, 'decode_error'],
  [51, 'decrypt_error'],
  [52, 'too_many_cids_requested'],
  [60, 'export_restriction'],
  [70, 'protocol_version'],
  [71, 'insufficient_security'],
  [80, 'internal_error'],
  [86, 'inappropriate_fallback'],
  [90, 'user_canceled'],
  [100, 'no_renegotiation'],
  [109, 'missing_extension'],
  [110, 'unsupported_extension'],
  [111, 'certificate_unobtainable'],
  [112, 'unrecognized_name'],
  [113, 'bad_certificate_status_response'],
  [114, 'bad_certificate_hash_value'],
  [115, 'unknown_psk_identity'],
  [116, 'certificate_required'],
  [117, 'general_error'],
  [120, 'no_application_protocol'],
  [121, 'ech_required'],
])

/** ClientCertificateType of a CertificateRequest: RFC 5246 7.4.4, RFC 8422 5.5, RFC 9189. */
export const CLIENT_CERTIFICATE_TYPES: Names = new Map([
  [1, 'rsa_sign'],
  [2, 'dss_sign'],
  [3, 'rsa_fixed_dh'],
  [4, 'dss_fixed_dh'],
  [5, 'rsa_ephemeral_dh'],
  [6, 'dss_ephemeral_dh'],
  [20, 'fortezza_dms'],
  [64, 'ecdsa_sign'],
  [65, 'rsa_fixed_ecdh'],
  [66, 'ecdsa_fixed_ecdh'],
  [67, 'gost_sign256'],
  [68, 'gost_sign512'],
])

/** CertificateType of client_certificate_type and server_certificate_type: RFC 7250, RFC 6091, RFC 8902. */
export const CERTIFICATE_TYPES: Names = new Map([
  [0, 'X509'],
  [1, 'OpenPGP'],
  [2, 'RawPublicKey'],
  [3, '1609Dot2'],
])

/** ECCurveType: RFC 8422 5.4. */
export const CURVE_TYPES: Names = new Map([
  [1, 'explicit_prime'],
  [2, 'explicit_char2'],
  [3, 'named_curve'],
])

/** MaxFragmentLength: RFC 6066 4. */
export const MAX_FRAGMENT_LENGTHS: Names = new Map([
  [1, '2^9'],
  [2, '2^10'],
  [3, '2^11'],
  [4, '2^12'],
])

/** KeyUpdateRequest: RFC 8446 4.6.3. */
export const KEY_UPDATE_REQUESTS: Names = new Map([
  [0, 'update_not_requested'],
  [1, 'update_requested'],
])

/** HeartbeatMessageType and HeartbeatMode: RFC 6520 3 and 2. */
export const HEARTBEAT_MESSAGE_TYPES: Names = new Map([
  [1, 'heartbeat_request'],
  [2, 'heartbeat_response'],
])
export const HEARTBEAT_MODES: Names = new Map([
  [1, 'peer_allowed_to_send'],
  [2, 'peer_not_allowed_to_send'],
])

/** ECHClientHelloType: RFC 9849 5. */
export const ECH_CLIENT_HELLO_TYPES: Names = new Map([
  [0, 'outer'],
  [1, 'inner'],
])

/** Extensions that are no part of IANA's registry but are met on the wire; the draft is named. */
export const UNREGISTERED_EXTENSIONS: Names = new Map([
  [13172, 'next_protocol_negotiation'], // draft-agl-tls-nextprotoneg
  [17613, 'application_settings'], // draft-vvv-tls-alps, its second code point
  [30032, 'channel_id'], // draft-balfanz-tls-channelid
  [65486, 'encrypted_server_name'], // draft-ietf-tls-esni-01
])

/** Signature schemes that the generated table lacks: RFC 5246 7.4.1.4.1 pairs with MD5; GOST in private use. */
export const UNREGISTERED_SIGNATURE_SCHEMES: Names = new Map([
  [0x0101, 'rsa_pkcs1_md5'],
  [0x0102, 'dsa_md5'],
  [0x0103, 'ecdsa_md5'],
  [0xeded, 'gostr34102001_gostr3411'],
  [0xeeee, 'gostr34102012_256_gostr34112012_256'],
  [0xefef, 'gostr34102012_512_gostr34112012_512'],
])

/** Cipher suites that IANA reserves or never had but that old and national stacks offer; the source is named. */
export const UNREGISTERED_CIPHER_SUITES: Names = new Map([
  // RFC 6101 A.6
  [0x001c, 'SSL_FORTEZZA_KEA_WITH_NULL_SHA'],
  [0x001d, 'SSL_FORTEZZA_KEA_WITH_FORTEZZA_CBC_SHA'],
  // draft-ietf-tls-56-bit-ciphersuites
  [0x0060, 'TLS_RSA_EXPORT1024_WITH_RC4_56_MD5'],
  [0x0061, 'TLS_RSA_EXPORT1024_WITH_RC2_CBC_56_MD5'],
  [0x0062, 'TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA'],
  [0x0063, 'TLS_DHE_DSS_EXPORT1024_WITH_DES_CBC_SHA'],
  [0x0064, 'TLS_RSA_EXPORT1024_WITH_RC4_56_SHA'],
  [0x0065, 'TLS_DHE_DSS_EXPORT1024_WITH_RC4_56_SHA'],
  [0x0066, 'TLS_DHE_DSS_WITH_RC4_128_SHA'],
  // draft-chudov-cryptopro-cptls
  [0x0080, 'TLS_GOSTR341094_WITH_28147_CNT_IMIT'],
  [0x0081, 'TLS_GOSTR341001_WITH_28147_CNT_IMIT'],
  [0x0082, 'TLS_GOSTR341094_WITH_NULL_GOSTR3411'],
  [0x0083, 'TLS_GOSTR341001_WITH_NULL_GOSTR3411'],
  // draft-agl-tls-chacha20poly1305, before RFC 7905 gave them other numbers
  [0xcc13, 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256'],
  [0xcc14, 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'],
  [0xcc15, 'TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256'],
  // GB/T 38636 (TLCP)
  [0xe011, 'ECDHE_SM4_CBC_SM3'],
  [0xe013, 'ECC_SM4_CBC_SM3'],
  [0xe051, 'ECDHE_SM4_GCM_SM3'],
  [0xe053, 'ECC_SM4_GCM_SM3'],
  // Netscape's, never registered
  [0xfefe, 'SSL_RSA_FIPS_WITH_DES_CBC_SHA'],
  [0xfeff, 'SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA'],
])

/** SSL 2.0 CIPHER-KINDs, three bytes wide (RFC 6101 E.1), as an SSLv2-format CLIENT-HELLO may list them. */
export const SSL2_CIPHER_KINDS: Names = new Map([
  [0x010080, 'SSL_CK_RC4_128_WITH_MD5'],
  [0x020080, 'SSL_CK_RC4_128_EXPORT40_WITH_MD5'],
  [0x030080, 'SSL_CK_RC2_128_CBC_WITH_MD5'],
  [0x040080, 'SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5'],
  [0x050080, 'SSL_CK_IDEA_128_CBC_WITH_MD5'],
  [0x060040, 'SSL_CK_DES_64_CBC_WITH_MD5'],
  [0x0700c0, 'SSL_CK_DES_192_EDE3_CBC_WITH_MD5'],
])
