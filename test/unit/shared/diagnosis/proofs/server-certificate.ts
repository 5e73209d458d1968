import {
  type CertificateValues,
  makeCertificate,
  makeChain,
} from '../../../../support/conversation/certificates.ts'
import { diagnosisOf, given } from '../../../../support/conversation/diagnosis.ts'
import { fault, probeDiagnosisOf } from '../../../../support/conversation/probed.ts'
import {
  completed,
  refused,
  refusedTls13,
  served,
  silentlyClosed,
} from '../../../../support/conversation/situations.ts'
import type { Proof } from './proof.ts'

const BAD_CERTIFICATE = 42
const UNSUPPORTED_CERTIFICATE = 43
const CERTIFICATE_EXPIRED = 45
const CERTIFICATE_UNKNOWN = 46
const UNKNOWN_CA = 48
const INTERNAL_ERROR = 80

const { root, intermediate, leaf } = makeChain()
const chain = [leaf, intermediate]
const stranger = makeCertificate({ cn: 'Fabrikam Root CA', ca: true, keyName: 'other' })
const faulty = (values: CertificateValues) => [makeChain(values).leaf, intermediate]
const selfSigned = makeCertificate({ san: ['DNS:apim.contoso.internal'] })
const strangerGiven = { trustedRoots: [given(stranger.der)] }

const expired = faulty({ notAfter: '2026-02-01T00:00:00Z' })
const early = faulty({ notBefore: '2026-12-01T00:00:00Z' })
const forClients = faulty({ eku: ['clientAuth'] })
const weak = faulty({ keyName: 'weak', hash: 'sha1' })
const elsewhere = faulty({ san: ['DNS:other.example'] })

/**
 * A fault that the certificate provably has: with its own alert, with one that stacks say to any fault, with one that
 * names none, by a silent close, unjudged by a probe, and where nobody minded.
 */
function weighed(faultyChain: typeof chain, exact: number) {
  const ways = [
    () => diagnosisOf(refused(faultyChain, exact)),
    () => diagnosisOf(refused(faultyChain, CERTIFICATE_UNKNOWN)),
    () => diagnosisOf(refused(faultyChain, INTERNAL_ERROR)),
    () => diagnosisOf(silentlyClosed(faultyChain)),
    () => probeDiagnosisOf(served(faultyChain), {}),
    () => diagnosisOf(completed(faultyChain)),
  ] as const
  return ways
}

export const SERVER_CERTIFICATE = {
  'server-root-untrusted': {
    proof:
      'alert 48 to a chain that climbs to a CA, or a chain that meets none of the roots given; a candidate where the leaf came alone or TLS 1.3 hides the chain',
    facts: ['5.1.1', '3.13', '3.14', '3.15', '3.16'],
    fires: [
      () => diagnosisOf(refused(chain, UNKNOWN_CA)),
      () => diagnosisOf(refused(chain, UNKNOWN_CA), strangerGiven),
      () => diagnosisOf(refused(chain, UNKNOWN_CA), { trustedRoots: [given(root.der)] }),
      () => diagnosisOf(refused([leaf], UNKNOWN_CA)),
      () => diagnosisOf(refusedTls13(UNKNOWN_CA)),
      () => diagnosisOf(refused(chain, CERTIFICATE_UNKNOWN), strangerGiven),
      () => diagnosisOf(completed(chain), strangerGiven),
    ],
    silent: [
      () => diagnosisOf(refused(chain, BAD_CERTIFICATE)),
      () => diagnosisOf(completed(chain), { trustedRoots: [given(root.der)] }),
    ],
  },
  'server-chain-incomplete': {
    proof:
      'a leaf that came alone and alert 48, or that none of the roots given issued; a gap between the certificates sent; a remote candidate where TLS 1.3 hides the chain',
    facts: ['5.1.1', '3.10', '3.12'],
    fires: [
      () => diagnosisOf(refused([leaf], UNKNOWN_CA)),
      () => diagnosisOf(refused([leaf, stranger], UNKNOWN_CA)),
      () => diagnosisOf(refused([leaf], UNKNOWN_CA), strangerGiven),
      () => diagnosisOf(refused([leaf], BAD_CERTIFICATE)),
      () => diagnosisOf(refusedTls13(UNKNOWN_CA)),
      () => diagnosisOf(completed([leaf, stranger])),
    ],
    silent: [
      () => diagnosisOf(refused(chain, UNKNOWN_CA)),
      () => diagnosisOf(refused([selfSigned], UNKNOWN_CA)),
      () => diagnosisOf(completed([leaf])),
    ],
  },
  'server-chain-misordered': {
    proof:
      'every certificate is there, and they do not follow one another; seldom the reason where only intermediates are out of order',
    facts: ['3.17'],
    fires: [
      () => diagnosisOf(refused([intermediate, leaf, root], UNKNOWN_CA)),
      () => diagnosisOf(refused([leaf, root, intermediate], UNKNOWN_CA)),
      () => diagnosisOf(refused([intermediate, leaf, root], BAD_CERTIFICATE)),
      () => diagnosisOf(completed([leaf, root, intermediate])),
    ],
    silent: [() => diagnosisOf(refused([leaf, intermediate, root], UNKNOWN_CA))],
  },
  'server-self-signed-not-ca': {
    proof: 'the leaf is its own issuer, and no CA',
    facts: ['1.3.8'],
    fires: weighed([selfSigned], UNKNOWN_CA),
    silent: [
      () => diagnosisOf(refused([makeCertificate({ ca: true })], UNKNOWN_CA)),
      () => diagnosisOf(refused([leaf], UNKNOWN_CA)),
    ],
  },
  'server-name-mismatch': {
    proof:
      'the host given, else the SNI, is not in the subjectAltName; the common name counts only where there is none. An error where the client refused; where the host was given, also in a capture without an end and for a probe',
    facts: ['5.1.2', '1.3.6', '3.7', '3.8'],
    fires: weighed(elsewhere, BAD_CERTIFICATE),
    silent: [
      () => diagnosisOf(refused(chain, BAD_CERTIFICATE)),
      () => diagnosisOf(refused([makeCertificate({ issuer: root }), root], BAD_CERTIFICATE)),
    ],
  },
  'server-certificate-expired': {
    proof: 'notAfter before the clock in use, of the leaf or an issuer; alert 45',
    facts: ['5.1.3', '3.9'],
    fires: [
      ...weighed(expired, CERTIFICATE_EXPIRED),
      () => diagnosisOf(refusedTls13(CERTIFICATE_EXPIRED)),
      () => diagnosisOf(refused(chain, CERTIFICATE_EXPIRED)),
    ],
    silent: [
      () => diagnosisOf(refused(chain, BAD_CERTIFICATE)),
      () => diagnosisOf(refused(early, CERTIFICATE_EXPIRED)),
    ],
  },
  'server-certificate-not-yet-valid': {
    proof:
      'notBefore after the clock in use, of the leaf or an issuer; OpenSSL says alert 42 to it, others 45',
    facts: ['5.1.4'],
    fires: [...weighed(early, BAD_CERTIFICATE), () => diagnosisOf(refused(early, CERTIFICATE_EXPIRED))],
    silent: [() => diagnosisOf(refused(chain, BAD_CERTIFICATE))],
  },
  'server-eku-missing': {
    proof: 'an extended key usage without serverAuth; alert 43 where the certificate is hidden',
    facts: ['5.1.5'],
    fires: [
      ...weighed(forClients, UNSUPPORTED_CERTIFICATE),
      () => diagnosisOf(refusedTls13(UNSUPPORTED_CERTIFICATE)),
    ],
    silent: [
      () => diagnosisOf(refused(chain, UNSUPPORTED_CERTIFICATE)),
      () =>
        diagnosisOf(
          refused(
            [makeCertificate({ issuer: root, san: ['DNS:apim.contoso.internal'] }), root],
            BAD_CERTIFICATE,
          ),
        ),
    ],
  },
  'server-certificate-weak': {
    proof:
      'RSA below 2048 bits or a signature with SHA-1 or MD5 below the root; an error where the client refused in words',
    facts: ['5.1.6'],
    fires: weighed(weak, BAD_CERTIFICATE),
    silent: [() => diagnosisOf(refused(chain, BAD_CERTIFICATE))],
  },
  'server-certificate-rejected': {
    proof:
      'the client refused the certificate, by an alert or by hanging up, and no cause is likely: the bucket of these; a probe that found the server without the key of its certificate',
    facts: ['8.4', '5.1.2'],
    fires: [
      () => diagnosisOf(refused(chain, BAD_CERTIFICATE)),
      () => diagnosisOf(refusedTls13(BAD_CERTIFICATE)),
      () => diagnosisOf(served(chain).fin('client').fin('server')),
      () =>
        probeDiagnosisOf(served(chain).alert('client', 51).fin('client'), {
          end: {
            kind: 'own',
            stage: 'server-certificate',
            alert: 80,
            fault: fault('bad-signature', 'ServerKeyExchange'),
          },
        }),
    ],
    silent: [
      () => diagnosisOf(refused(expired, CERTIFICATE_EXPIRED)),
      () => diagnosisOf(silentlyClosed(chain)),
    ],
  },
  'server-certificate-rejected-silently': {
    proof:
      'the handshake completes, the client closes first, and no application data went either way. An error only with a second cue: the certificate provably bad, or the leg gateway-apim',
    facts: ['5.1.7'],
    fires: [
      () => diagnosisOf(silentlyClosed(chain), { leg: 'gateway-apim' }),
      () => diagnosisOf(silentlyClosed(expired)),
      () => diagnosisOf(silentlyClosed(chain)),
    ],
    silent: [
      () => diagnosisOf(completed(chain), { leg: 'gateway-apim' }),
      () =>
        diagnosisOf(served(chain).finishHandshake().hiddenAlert('server').fin('server').fin('client'), {
          leg: 'gateway-apim',
        }),
    ],
  },
  'server-certificate-expiring': {
    proof: 'valid for fewer than 30 days more, the leaf or an issuer',
    facts: ['3.9', '4.4.10'],
    fires: [() => diagnosisOf(completed(faulty({ notAfter: '2026-06-20T00:00:00Z' })))],
    silent: [() => diagnosisOf(completed(chain)), () => diagnosisOf(refused(expired, CERTIFICATE_EXPIRED))],
  },
} satisfies Record<string, Proof>
