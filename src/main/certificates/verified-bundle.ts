import {
  type BundleFile,
  type ClientCaBundle,
  issuerPairs,
  judgeBundle,
  readBundleFile,
  type SignatureVerdict,
} from '../../shared/azure/client-ca/index.ts'
import type { X509Certificate } from '../../shared/x509/certificate.ts'
import { candidate } from '../trust/candidate.ts'
import { checkSignature } from '../trust/signature.ts'

/** Signatures that are verified in one file; a hostile one may hold hundreds of namesakes. */
const MOST_SIGNATURES = 256

/** A client CA file, judged with every signature in it verified. Never throws on bytes. */
export async function verifiedBundle(bytes: Uint8Array, file: string): Promise<ClientCaBundle> {
  const read = readBundleFile(bytes, file)
  return judgeBundle(read, { signatures: await signaturesIn(read) })
}

async function signaturesIn(file: BundleFile): Promise<SignatureVerdict> {
  const origin = { kind: 'sent', position: 0 } as const
  const verdicts = new Map<X509Certificate, Map<X509Certificate, ReturnType<SignatureVerdict>>>()
  for (const [subject, issuer] of issuerPairs(file).slice(0, MOST_SIGNATURES)) {
    const { verdict } = await checkSignature(candidate(subject.der, origin), candidate(issuer.der, origin))
    const known = verdicts.get(subject) ?? new Map()
    verdicts.set(subject, known.set(issuer, verdict))
  }
  return (subject, issuer) => verdicts.get(subject)?.get(issuer) ?? 'unknown'
}
