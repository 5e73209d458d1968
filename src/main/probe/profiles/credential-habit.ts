import { acceptName } from '../../../shared/credential/ca-names.ts'
import { VERSION } from '../../../shared/tls/registry/index.ts'
import { readCertificateOnce } from '../../../shared/x509/certificate.ts'
import type { ClientCredential } from '../credential.ts'
import type { ChooseCredential } from '../tls-client/context.ts'
import type { Profile } from './schema.ts'

/**
 * What the profile's client answers a CertificateRequest with: nothing where it has no certificate to give (the
 * gateway, facts 1.1.6), nothing where it filters and no CA name fits (facts 5.1.16), else the certificate. A habit
 * that nobody could confirm is taken for none.
 */
export function habitualCredential(profile: Profile, credential: ClientCredential): ChooseCredential {
  const { canPresent, filtersByCaNames } = profile.clientCertificate
  if (!canPresent) return () => null
  if (filtersByCaNames !== 'yes') return () => credential
  const chain = credential.chain.map((der) => readCertificateOnce(der).body)
  return (request) => {
    // Names mean the same in every version.
    const { match } = acceptName({ request, problems: [], version: VERSION.tls12, chain }).acceptance
    return FITS.has(match) ? credential : null
  }
}

/** `anything`: the server names no CA. A list that was cut is believed as it stands: the client knows no better. */
const FITS: ReadonlySet<string> = new Set(['exact', 'equal-after-normalisation', 'anything'])
