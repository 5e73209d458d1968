import { FIXES, type HealthFix } from './fixes.ts'

/** Codes of OpenSSL's X509 verifier that a chain alone can provoke, by what is wrong (x509_vfy.h), for message 3.18. */
export const VERIFY_CODES = {
  'signature-invalid': 7,
  'not-a-ca': 24,
  'path-length': 25,
  purpose: 26,
  'no-cert-sign': 32,
  'critical-extension': 34,
  'not-permitted': 47,
  excluded: 48,
  'weak-leaf-key': 66,
  'weak-ca-key': 67,
  'weak-digest': 68,
} as const

/** What a verify code says. */
export interface VerifyCode {
  /** OpenSSL's own words (`X509_verify_cert_error_string`). */
  readonly text: string
  /** What it comes from at a backend, as a clause. */
  readonly cause: string
  readonly fix: HealthFix
}

const {
  installChain: chain,
  rightRoot: root,
  renew: dates,
  reissue: profile,
  hostName: name,
  replaceRevoked,
} = FIXES

/** By code (x509_vfy.h of OpenSSL 3; 10 to 21, 26, 62, 66 and 68 stand in facts 3.18). */
const CODES: Readonly<Record<number, VerifyCode>> = {
  2: {
    text: 'unable to get issuer certificate',
    cause: 'an issuer is missing in the middle of the chain',
    fix: chain,
  },
  7: {
    text: 'certificate signature failure',
    cause: 'a signature does not verify with the key of the issuer that was sent',
    fix: chain,
  },
  9: { text: 'certificate is not yet valid', cause: 'a certificate is not valid yet', fix: dates },
  10: {
    text: 'certificate has expired',
    cause: 'a certificate of the chain, not always the leaf, has expired',
    fix: dates,
  },
  18: {
    text: 'self-signed certificate',
    cause: 'the certificate is self-signed and is not trusted itself',
    fix: root,
  },
  19: {
    text: 'self-signed certificate in certificate chain',
    cause: 'the chain ends at a root that is not attached to the backend setting',
    fix: root,
  },
  20: {
    text: 'unable to get local issuer certificate',
    cause: 'the issuer of the last certificate sent is neither sent nor trusted',
    fix: chain,
  },
  21: {
    text: 'unable to verify the first certificate',
    cause: 'the leaf came alone and its issuer is not known',
    fix: chain,
  },
  23: { text: 'certificate revoked', cause: 'a certificate of the chain is revoked', fix: replaceRevoked },
  24: {
    text: 'invalid CA certificate',
    cause: 'a certificate that issued another one does not say CA:TRUE',
    fix: profile,
  },
  25: {
    text: 'path length constraint exceeded',
    cause: 'there are more intermediates than a CA of the chain allows',
    fix: profile,
  },
  26: {
    text: 'unsuitable certificate purpose',
    cause: 'the leaf may not be used for servers (EKU serverAuth is missing)',
    fix: profile,
  },
  27: { text: 'certificate not trusted', cause: 'the root is not trusted for this use', fix: root },
  28: { text: 'certificate rejected', cause: 'the root is marked as rejected for this use', fix: root },
  32: {
    text: 'key usage does not include certificate signing',
    cause: 'an issuer may not sign certificates (key usage)',
    fix: profile,
  },
  34: {
    text: 'unhandled critical extension',
    cause: 'a certificate holds a critical extension that OpenSSL does not know',
    fix: profile,
  },
  47: {
    text: 'permitted subtree violation',
    cause: 'a CA of the chain may not issue for this name',
    fix: profile,
  },
  48: {
    text: 'excluded subtree violation',
    cause: 'a CA of the chain is forbidden to issue for this name',
    fix: profile,
  },
  62: {
    text: 'hostname mismatch',
    cause: 'the certificate is for another name than the one the gateway asks for',
    fix: name,
  },
  66: { text: 'EE certificate key too weak', cause: 'the key of the leaf is too short', fix: profile },
  67: { text: 'CA certificate key too weak', cause: 'the key of an issuer is too short', fix: profile },
  68: {
    text: 'CA signature digest algorithm too weak',
    cause: 'an issuer signed with SHA-1 or MD5',
    fix: profile,
  },
}

export function verifyCode(code: number): VerifyCode | null {
  return CODES[code] ?? null
}
