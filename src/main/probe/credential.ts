/**
 * A client certificate with something that can sign for it. The TLS client knows no more of a key than this, so
 * that a key may lie in a file, in memory or in a device. Nothing of the private key passes through here.
 */
export interface ClientCredential {
  /** DER, the leaf first, then its issuers in order; at least one. Sent whole or leaf only, as the probe is told. */
  readonly chain: readonly Uint8Array[]
  /**
   * SignatureScheme code points (RFC 8446 4.2.3) that the key can do, the preferred one first. The TLS client takes
   * the first that the server accepts too. `RSA_PKCS1_MD5_SHA1` and `ecdsa_sha1` (0x0203) are for TLS 1.0 and 1.1,
   * which name no scheme: an RSA key should list the former, an ECDSA key the latter.
   */
  readonly schemes: readonly number[]
  /**
   * Signs `data`, which is not hashed yet, as the scheme says. ECDSA signatures are DER (RFC 8422 5.4); PSS has a
   * salt as long as its hash. @throws where the key cannot; the message must not tell anything of the key
   */
  sign(scheme: number, data: Uint8Array): Promise<Uint8Array> | Uint8Array
}

/**
 * What RSA keys sign in TLS 1.0 and 1.1: PKCS#1 v1.5 over MD5(data) + SHA1(data), 36 bytes without a DigestInfo
 * (RFC 2246 7.4.3). No code point of IANA's; the number is BoringSSL's, from the range for private use.
 */
export const RSA_PKCS1_MD5_SHA1 = 0xff01
