import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import type { ApimHostname, Listener, SslProfile } from '../../model.ts'
import { type CheckInput, type ConfigurationCheck, type ConfigurationDraft, fileEvidence } from '../check.ts'
import type { WireObservation } from '../context.ts'
import { isGatewayType } from '../support/apim-hosts.ts'
import { asksForCertificate, called, isTls, ofSameGateway, profileOf } from '../support/links.ts'
import { onListener } from '../support/listener-wire.ts'
import { wireEvidence, withServerName } from '../wire.ts'

/**
 * Settings mean to ask for a client certificate, and nobody is asked. On the listener: an SSL profile with client
 * authentication that is bound to no listener does nothing (facts 2.2), and one that is bound while packets show no
 * CertificateRequest contradicts them. On the direct leg: `negotiateClientCertificate` is true and packets show none
 * (facts 4.1). The opposite, a switch that is off, is `negotiate-client-certificate-off`.
 */
export const clientCertificateNotRequested: ConfigurationCheck = {
  id: 'client-certificate-not-requested',
  check(input) {
    return [
      ...unboundProfiles(input),
      ...input.model.listeners.flatMap((listener) => silentListener(input, listener) ?? []),
      ...input.model.apimHostnames.flatMap((hostname) => silentHostname(input, hostname) ?? []),
    ]
  },
}

/** Only where no listener of the gateway asks: a profile left over beside one that works breaks nothing. */
function unboundProfiles({ model, context }: CheckInput): ConfigurationDraft[] {
  if (model.listeners.length === 0) return []
  const asking = model.sslProfiles.filter(asksForCertificate)
  const bound = asking.filter((profile) =>
    model.listeners.some((listener) => profileOf(model, listener) === profile),
  )
  return asking
    .filter((profile) => !bound.some((other) => ofSameGateway(other, profile)))
    .flatMap((profile) => {
      const listeners = model.listeners.filter(
        (listener) => ofSameGateway(listener, profile) && isTls(listener.protocol) && !listener.partial,
      )
      if (listeners.length === 0) return []
      const shown = context.wire.find(({ leg, requested }) => leg === 'client-gateway' && requested === 'no')
      return [unbound(profile, listeners, shown)]
    })
}

function unbound(
  profile: SslProfile,
  listeners: readonly Listener[],
  shown: WireObservation | undefined,
): ConfigurationDraft {
  const names = list(listeners.map(({ name }) => `"${quoted(name)}"`))
  return {
    leg: 'client-gateway',
    basis: 'documented',
    confidence: shown === undefined ? CONFIDENCE.strong : CONFIDENCE.proven,
    summary: `No listener asks for a client certificate: ${called('SSL profile', profile)} is bound to none.`,
    explanation: `sslProfile of ${names} is not a profile with client authentication; on the listener that clients use it should be "${quoted(profile.name)}". A profile that is bound to no listener does nothing: no CertificateRequest is sent, and every client_certificate variable is empty.${
      shown === undefined ? '' : ` The packets agree: in ${shown.handshake} the listener asked for none.`
    }`,
    evidence: [
      fileEvidence(profile),
      ...listeners.map(fileEvidence),
      ...(shown === undefined ? [] : [absence(shown)]),
    ],
    disproof:
      'A capture of a connection to the listener with a CertificateRequest, or a listener that these documents do not show.',
    because: 'the SSL profile is bound to no listener',
  }
}

/** Bound, and yet the listener's own packets show that nobody was asked. */
function silentListener({ model, context }: CheckInput, listener: Listener): ConfigurationDraft | null {
  const profile = profileOf(model, listener)
  if (profile === null || !asksForCertificate(profile)) return null
  const seen = onListener(model, context.wire, listener)
  const silent = seen.find(({ requested }) => requested === 'no')
  if (silent === undefined || seen.some(({ requested }) => requested === 'initial')) return null
  return {
    leg: 'client-gateway',
    basis: 'documented',
    severity: 'warning',
    confidence: CONFIDENCE.likely,
    summary: `Settings and packets contradict each other: ${called('listener', listener)} should ask for a client certificate, and in ${silent.handshake} it did not.`,
    explanation: `sslProfile of ${called('listener', listener)} is "${quoted(profile.name)}", which asks for client certificates, so a CertificateRequest should come; in ${silent.handshake} none came. Either another listener answered (an unknown or missing server name gets the certificate of the first HTTPS listener), or the address is not this gateway’s, or the profile was bound after the capture.`,
    evidence: [fileEvidence(listener), fileEvidence(profile), absence(silent)],
    disproof:
      'A capture taken after the document, to this listener’s host name and address, with a CertificateRequest.',
  }
}

function silentHostname({ context }: CheckInput, hostname: ApimHostname): ConfigurationDraft | null {
  if (hostname.negotiateClientCertificate !== true || !isGatewayType(hostname)) return null
  const seen = withServerName(
    context.wire.filter(({ leg }) => leg === 'direct'),
    hostname.hostName,
  )
  const silent = seen.find(({ requested }) => requested === 'no')
  if (silent === undefined || seen.some(({ requested }) => requested === 'initial')) return null
  const name = quoted(hostname.hostName)
  return {
    leg: 'direct',
    basis: 'documented',
    severity: 'warning',
    confidence: CONFIDENCE.likely,
    summary: `Settings and packets contradict each other: API Management should ask for a client certificate at ${name}, and in ${silent.handshake} it did not.`,
    explanation: `negotiateClientCertificate of ${name} is true, so a CertificateRequest should come in the first handshake; in ${silent.handshake}, for that very name, none came. Either something else answered at ${silent.serverAddress ?? 'that address'}, or the switch was thrown less than 45 minutes before the capture, or the tier is Consumption or v2, where enableClientCertificate is the switch.`,
    evidence: [fileEvidence(hostname), absence(silent)],
    disproof:
      'A capture taken after the document, straight to API Management under this name, with a CertificateRequest.',
  }
}

function absence(seen: WireObservation) {
  return wireEvidence(seen, seen.frames.serverHello, 'CertificateRequest', 'none')
}
