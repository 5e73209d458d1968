import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import type { SslProfile, TrustedClientCertificate } from '../../model.ts'
import {
  type CheckInput,
  type ConfigurationCheck,
  type ConfigurationDraft,
  corroborated,
  fileEvidence,
} from '../check.ts'
import { sameDistinguishedName } from '../support/apim-store.ts'
import { bundleOf } from '../support/client-ca.ts'
import { called, clientCasOf, isPassthrough, profileOf } from '../support/links.ts'
import { onListener } from '../support/listener-wire.ts'
import { wireEvidence } from '../wire.ts'

/**
 * `verifyClientCertIssuerDN` is on, so a client's immediate issuer must be the one DN that the gateway took from the
 * file (facts 2.7): a client that packets showed has another, or the file holds further intermediates whose clients
 * are refused. Passthrough turns the check off (facts 2.5).
 */
export const clientCaBundleIssuerDn: ConfigurationCheck = {
  id: 'client-ca-bundle-issuer-dn',
  check(input) {
    return input.model.sslProfiles
      .filter((profile) => profile.verifyClientCertIssuerDn === true && !isPassthrough(profile))
      .flatMap((profile) => refusedClient(input, profile) ?? otherIntermediates(input, profile) ?? [])
  },
}

/** A client on the listener's leg whose issuer is none of the DNs. */
function refusedClient(input: CheckInput, profile: SslProfile): ConfigurationDraft | null {
  const { model, context } = input
  const trusted = clientCasOf(model, profile)
  const names = trusted.flatMap((one) => issuerDn(one) ?? [])
  if (names.length === 0 || names.length < profile.trustedClientCertificates.length) return null
  const seen = model.listeners
    .filter((listener) => profileOf(model, listener) === profile)
    .flatMap((listener) => onListener(model, context.wire, listener))
  for (const one of seen.reverse()) {
    const [leaf] = one.clientChain
    if (leaf === undefined || names.some((name) => sameDistinguishedName(name, leaf.issuer))) continue
    const is = quoted(leaf.issuer)
    const refused = one.httpStatus === 400
    return {
      leg: 'client-gateway',
      basis: 'documented',
      confidence: refused ? corroborated(CONFIDENCE.strong) : CONFIDENCE.strong,
      summary: `The listener refuses this client by its issuer: ${is} is not the DN that the gateway compares with.`,
      explanation: `verifyClientCertIssuerDN of ${called('SSL profile', profile)} is true, so the issuer of a client’s certificate must be ${list(
        names.map(quoted),
      )}; in ${one.handshake} it is ${is}. It should be false, or a file whose deepest intermediate is ${is} should be added. The root does not help: with this check on, only the immediate issuer counts.${
        refused ? ' The answer was HTTP 400.' : ''
      }`,
      evidence: [
        fileEvidence(profile),
        ...trusted.map(fileEvidence),
        wireEvidence(one, one.frames.clientCertificate, 'certificate_list[0].issuer', is),
      ],
      disproof: `sslClientVerify SUCCESS in the gateway’s access log for a client of ${is}.`,
      because: `the listener wants another issuer than ${is}`,
    }
  }
  return null
}

/** The DN that the service shows, else the one that its rule gives. */
function issuerDn(trusted: TrustedClientCertificate): string | null {
  return trusted.clientCertIssuerDn ?? bundleOf(trusted)?.issuer?.text ?? null
}

const REFUSED_BY_ISSUER = /unable to verify the client certificate issuer/i

function otherIntermediates({ model }: CheckInput, profile: SslProfile): ConfigurationDraft | null {
  for (const trusted of clientCasOf(model, profile)) {
    const bundle = bundleOf(trusted)
    const dn = issuerDn(trusted)
    if (bundle === null || dn === null) continue
    const others = bundle.certificates.flatMap(({ role, repeats, certificate }) => {
      const name = certificate.subject?.text ?? ''
      return role === 'intermediate' && repeats === null && !sameDistinguishedName(name, dn)
        ? [{ certificate, name }]
        : []
    })
    // An intermediate that only issued the one below it has no clients of its own.
    const issuing = others.filter(
      ({ name }) =>
        !bundle.certificates.some(
          ({ role, certificate }) => role === 'intermediate' && certificate.issuer?.text === name,
        ),
    )
    if (issuing.length === 0) continue
    // The reason that the gateway's log gives for this very check (facts 2.12).
    const logged = model.accessLog.find(({ sslClientVerify }) =>
      REFUSED_BY_ISSUER.test(sslClientVerify ?? ''),
    )
    const names = list(issuing.map(({ name }) => quoted(name)))
    return {
      leg: 'client-gateway',
      basis: 'documented',
      confidence: logged === undefined ? CONFIDENCE.likely : CONFIDENCE.strong,
      summary: `Of the intermediates in ${called('client CA', trusted)} only one counts: clients of ${names} are refused.`,
      explanation: `verifyClientCertIssuerDN of ${called('SSL profile', profile)} is true, and ${called('client CA', trusted)} gives the DN ${quoted(dn)}: the deepest intermediate of its longest chain, the first where there are several. Clients issued by ${names} get HTTP 400. verifyClientCertIssuerDN should be false, or each intermediate should have a file of its own with its root.${
        logged === undefined
          ? ''
          : ' The access log says so of a client: unable to verify the client certificate issuer.'
      }`,
      evidence: [profile, trusted, ...(logged === undefined ? [] : [logged])].map(fileEvidence),
      disproof: `No client being issued by ${names}, or one of them with sslClientVerify SUCCESS in the access log.`,
      because: `the listener takes clients of ${quoted(dn)} alone`,
    }
  }
  return null
}
