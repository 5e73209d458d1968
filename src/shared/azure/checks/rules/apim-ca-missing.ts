import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { momentText } from '../../../diagnosis/support/clock.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import type { Apim, ApimCaCertificate } from '../../model.ts'
import { type CheckInput, type ConfigurationCheck, type ConfigurationDraft, fileEvidence } from '../check.ts'
import { serviceName } from '../support/apim-hosts.ts'
import { isRootStore, leadsTo, refusalEvidence, refusedClient, storeOf } from '../support/apim-store.ts'

/**
 * API Management (classic tiers) lacks the CA of its clients (facts 4.5.6): a client on the direct leg was refused and
 * nothing in the store issued its certificate; or the store holds intermediates and no root; or what it holds has
 * expired. An empty store alone says nothing: clients of public CAs and policies that pin a thumbprint need none.
 */
export const apimCaMissing: ConfigurationCheck = {
  id: 'apim-ca-missing',
  check(input) {
    return input.model.apims
      .filter(({ tier }) => tier === 'classic')
      .flatMap((apim) => {
        const store = storeOf(input, apim)
        return ofClient(input, apim, store) ?? ofStore(input, apim, store) ?? []
      })
  },
}

/** What a refused client shows. */
function ofClient(
  input: CheckInput,
  apim: Apim,
  store: readonly ApimCaCertificate[],
): ConfigurationDraft | null {
  const refused = refusedClient(input)
  if (refused === null || (apim.partial && store.length === 0)) return null
  const { observation, leaf } = refused
  if (store.some((stored) => leadsTo(stored, observation.clientChain))) return null
  const issuer = quoted(observation.clientChain.at(-1)?.issuer ?? leaf.issuer)
  return {
    leg: 'direct',
    basis: 'documented',
    confidence: CONFIDENCE.likely,
    summary: `The CA that issued the client’s certificate, ${issuer}, is not among the CA certificates of API Management.`,
    explanation: `In ${observation.handshake} the client came straight to API Management with ${quoted(leaf.subject)} and got HTTP ${observation.httpStatus}. certificates of ${serviceName(apim)} holds ${storeText(store)}; it should hold ${issuer} (storeName Root) and the intermediates between (storeName CertificateAuthority). Without them validate-trust and Verify() refuse a certificate of a private CA. A policy that compares a thumbprint refuses for other reasons.`,
    evidence: [fileEvidence(apim), ...store.map(fileEvidence), ...refusalEvidence(refused)],
    disproof: `A policy that does not build a chain (it compares a thumbprint or calls VerifyNoRevocation with nothing to trust), or ${issuer} being a public CA.`,
    because: `API Management does not know the CA ${issuer}`,
  }
}

function storeText(store: readonly ApimCaCertificate[]): string {
  return store.length === 0 ? 'nothing' : list(store.map(({ subject }) => quoted(subject ?? '(no subject)')))
}

/** What the store shows by itself. */
function ofStore(
  input: CheckInput,
  apim: Apim,
  store: readonly ApimCaCertificate[],
): ConfigurationDraft | null {
  const expired = store.filter((one) => hasExpired(one, input.context.nowMillis))
  const valid = store.filter((one) => !expired.includes(one))
  if (store.length > 0 && store.every(({ storeName }) => storeName !== null) && !store.some(isRootStore)) {
    return {
      leg: 'direct',
      basis: 'documented',
      confidence: CONFIDENCE.likely,
      summary: `The CA certificates of API Management are intermediates alone: no root is among them.`,
      explanation: `certificates of ${serviceName(apim)} holds ${storeText(store)}, all with storeName CertificateAuthority; the root that they lead to should be there with storeName Root. A chain that ends at no trusted root is refused by validate-trust and Verify().`,
      evidence: [fileEvidence(apim), ...store.map(fileEvidence)],
      disproof: 'A root that is a public one: API Management knows those by itself.',
      because: 'API Management knows no root for its clients’ CAs',
    }
  }
  if (expired.length === 0) return null
  return {
    leg: 'direct',
    basis: 'documented',
    severity: valid.some(isRootStore) ? 'warning' : 'error',
    confidence: valid.some(isRootStore) ? CONFIDENCE.likely : CONFIDENCE.strong,
    summary: `A CA certificate of API Management has expired: ${list(expired.map(({ subject }) => quoted(subject ?? '(no subject)')))}.`,
    explanation: `certificates of ${serviceName(apim)} holds ${list(
      expired.map(
        ({ subject, expiry }) => `${quoted(subject ?? '(no subject)')}, until ${quoted(expiry ?? '')}`,
      ),
    )}; it is ${momentText(input.context.nowMillis)}. Its successor should be there: certificates of clients below it no longer lead to a valid CA.`,
    evidence: expired.map(fileEvidence),
    disproof: 'The clients’ certificates leading to another CA of the store.',
    because: 'a CA certificate of API Management has expired',
  }
}

function hasExpired({ expiry }: ApimCaCertificate, nowMillis: number): boolean {
  const until = expiry === null ? Number.NaN : Date.parse(expiry)
  return until < nowMillis
}
