import type { CertificateRequest } from '../../../shared/tls/message/handshake.ts'
import { isTls13, VERSION } from '../../../shared/tls/registry/index.ts'
import { type ClientCredential, RSA_PKCS1_MD5_SHA1 } from '../credential.ts'
import type { ClientAuthentication, Context } from './context.ts'
import { Faulty } from './ending.ts'
import { fitsCurve, isTls13Scheme, publicKeyOf } from './signature.ts'

/** What will be sent: an empty chain without a scheme, or a chain and how to sign for it. */
export interface Answer {
  readonly chain: readonly Uint8Array[]
  readonly signer: { readonly credential: ClientCredential; readonly scheme: number } | null
  readonly authentication: ClientAuthentication
}

const ECDSA_SHA1 = 0x0203

/** @param request as the server made it; the profile's habits decide what it is answered with */
export function answerRequest(context: Context, request: CertificateRequest, version: number): Answer {
  const credential = chosen(context, request)
  const scheme = credential === null ? null : commonScheme(credential, request, version)
  const authentication: ClientAuthentication = {
    requested: whenRequested(context, version),
    request,
    answer: credential === null ? 'empty' : scheme === null ? 'no-common-scheme' : 'sent',
    scheme,
  }
  context.authentications.push(authentication)
  if (credential === null || scheme === null) return { chain: [], signer: null, authentication }
  const chain = context.sendChain === 'leaf' ? credential.chain.slice(0, 1) : credential.chain
  return { chain, signer: { credential, scheme }, authentication }
}

function whenRequested({ progress }: Context, version: number): ClientAuthentication['requested'] {
  if (progress.stage !== 'late-client-auth') return 'initial'
  return isTls13(version) ? 'post-handshake' : 'renegotiation'
}

/** @throws Faulty where whoever chooses cannot; what it said is not told */
function chosen(context: Context, request: CertificateRequest): ClientCredential | null {
  try {
    return context.choose(request)
  } catch {
    throw new Faulty({
      kind: 'credential',
      subject: 'CertificateRequest',
      expected: 'a choice of certificate',
      found: 'an error of the choice',
    })
  }
}

/** The credential's first choice that the version and the server take. */
function commonScheme(
  { schemes, chain }: ClientCredential,
  request: CertificateRequest,
  version: number,
): number | null {
  if (version < VERSION.tls12) {
    return schemes.find((code) => code === RSA_PKCS1_MD5_SHA1 || code === ECDSA_SHA1) ?? null
  }
  const accepted = new Set(request.signatureAlgorithms.map(({ value }) => value))
  // In TLS 1.3 an ECDSA scheme has one curve (RFC 8446 4.2.3): a P-256 key cannot answer ecdsa_secp384r1_sha384.
  const key = version === VERSION.tls12 || chain[0] === undefined ? null : publicKeyOf(chain[0])
  const fits = (code: number): boolean =>
    accepted.has(code) &&
    (version === VERSION.tls12 || (isTls13Scheme(code) && (key === null || fitsCurve(code, key))))
  return schemes.find(fits) ?? null
}

/** @throws Faulty where the credential cannot after all; what it said is not told, it may speak of the key */
export async function signWith(
  { credential, scheme }: NonNullable<Answer['signer']>,
  data: Uint8Array,
): Promise<Uint8Array> {
  try {
    return await credential.sign(scheme, data)
  } catch {
    throw new Faulty({
      kind: 'credential',
      subject: 'CertificateVerify',
      expected: "a signature of the client's key",
      found: 'an error of the key',
    })
  }
}
