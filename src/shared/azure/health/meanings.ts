import { FIXES, type HealthFix } from './fixes.ts'
import type { HealthFindingId } from './messages.ts'

/** What a health message means, whatever its wording. */
export interface HealthMeaning {
  /** As a clause: `the backend answers more slowly than the probe waits`. */
  readonly cause: string
  /** What else is worth knowing before anything is changed: a sentence, or nothing. */
  readonly beside: string
  readonly fix: HealthFix
  /** What would show that this is wrong. */
  readonly disproof: string
}

/** `upstream-error` comes from the access log, not from a message. */
export const MEANINGS: Readonly<Record<HealthFindingId, HealthMeaning>> = {
  'backend-health-timeout': {
    cause: 'the backend answers more slowly than the probe waits',
    beside: 'TCP and TLS are fine: the gateway was waiting for the HTTP answer.',
    fix: FIXES.answerFaster,
    disproof:
      'The same request from the gateway\u2019s network, timed with curl, is answered well within the probe\u2019s timeout.',
  },
  'backend-health-fqdn-unresolvable': {
    cause: 'the gateway cannot resolve the name in the backend pool',
    beside: 'The DNS servers of the gateway\u2019s own network count, not those of the jump box.',
    fix: FIXES.resolveName,
    disproof:
      'The name resolves from the gateway\u2019s network, through the same DNS servers, and the gateway was restarted since they changed.',
  },
  'backend-health-cannot-connect': {
    cause: 'the gateway gets no connection to the backend',
    beside: 'Usually TCP: nothing listens, or an NSG, a route or a firewall is in the way.',
    fix: FIXES.openPath,
    disproof: 'A capture at the backend shows the gateway\u2019s SYN answered and a ServerHello sent.',
  },
  'backend-health-status-mismatch': {
    cause: 'the backend answered the probe with a status that the probe does not accept',
    beside: 'An HTTP answer means that TCP works on this leg, and TLS where the setting speaks it.',
    fix: FIXES.probePath,
    disproof:
      'The same path and host, asked from the gateway\u2019s network, give a status that the probe accepts.',
  },
  'backend-health-body-mismatch': {
    cause: 'the backend\u2019s answer lacks the text that the probe looks for',
    beside: 'An HTTP answer means that TCP works on this leg, and TLS where the setting speaks it.',
    fix: FIXES.probeBody,
    disproof: 'The answer to the same path and host holds the text.',
  },
  'backend-health-cn-mismatch': {
    cause: 'the backend\u2019s certificate is for another name than the gateway asks for',
    beside:
      'Where a certificate has a subjectAltName, only that counts. A gateway that sends no server_name may get the backend\u2019s default certificate.',
    fix: FIXES.hostName,
    disproof: 'The certificate served for exactly the name that the probe sends is for that name.',
  },
  'backend-health-certificate-dates': {
    cause: 'a certificate that the backend presents has expired, or is not valid yet',
    beside: 'It may be an intermediate, and not the leaf.',
    fix: FIXES.renew,
    disproof: 'Every certificate in the chain that the backend sends is within its dates.',
  },
  'backend-health-intermediate-missing': {
    cause: 'the backend leaves the intermediate certificate out, or its certificate is self-signed and no CA',
    beside: 'The gateway fetches no missing certificate. Browsers do, so they are no test.',
    fix: FIXES.installChain,
    disproof: 'openssl s_client -showcerts shows leaf and intermediates, each issued by the next.',
  },
  'backend-health-leaf-missing': {
    cause: 'the backend presents CA certificates and no server certificate',
    beside: '',
    fix: FIXES.installLeaf,
    disproof: 'The first certificate that the backend sends is for its own name.',
  },
  'backend-health-leaf-only': {
    cause: 'the backend presents its leaf alone, without the certificates that lead to a root',
    beside: 'The gateway fetches no missing certificate. Browsers do, so they are no test.',
    fix: FIXES.installChain,
    disproof: 'openssl s_client -showcerts shows more than the leaf.',
  },
  'backend-health-not-well-known-ca': {
    cause:
      'the backend\u2019s certificate comes from a private CA, and the backend setting trusts well-known CAs only',
    beside:
      'The built-in certificate of *.azure-api.net is publicly trusted: there it is another certificate that is served.',
    fix: FIXES.uploadRoot,
    disproof: 'The chain that the backend sends ends at a public root.',
  },
  'backend-health-intermediate-not-well-known': {
    cause:
      'the backend\u2019s intermediate comes from a private CA, and the backend setting trusts well-known CAs only',
    beside: '',
    fix: FIXES.uploadRoot,
    disproof: 'The chain that the backend sends ends at a public root.',
  },
  'backend-health-intermediate-wrong-root': {
    cause: 'none of the roots attached to the backend setting issued the backend\u2019s intermediate',
    beside: '',
    fix: FIXES.rightRoot,
    disproof:
      'An attached root is the issuer of the last intermediate that the backend sends, and verifies it.',
  },
  'backend-health-root-mismatch': {
    cause: 'the root that the backend\u2019s chain ends at is not the one attached to the backend setting',
    beside: 'It is also said where the chain is incomplete: look at what the backend sends first.',
    fix: FIXES.rightRoot,
    disproof: 'The attached root has the same fingerprint as the root that the complete chain ends at.',
  },
  'backend-health-leaf-not-topmost': {
    cause: 'the backend sends its certificates in the wrong order',
    beside: '',
    fix: FIXES.reorderChain,
    disproof: 'The first certificate that the backend sends is its leaf.',
  },
  'backend-health-verify-code': {
    cause: 'OpenSSL in the gateway does not accept the backend\u2019s certificate',
    beside: '',
    fix: FIXES.reissue,
    disproof:
      'openssl s_client with the attached root and -verify_hostname reports code 0 for the same chain.',
  },
  'backend-health-proxy-protocol': {
    cause: 'the gateway sends a PROXY header ahead of the ClientHello and the backend does not read it',
    beside: 'Layer-4 backend settings only.',
    fix: FIXES.proxyProtocol,
    disproof: 'The backend is set up to read PROXY headers on this port, or the header is switched off.',
  },
  'backend-health-v1-not-allow-listed': {
    cause:
      'the certificate that the backend serves is not the authentication certificate uploaded to the gateway (v1)',
    beside:
      'Often the gateway sends no name and the backend serves its default certificate. v1 has been retired since 2026-04-28.',
    fix: FIXES.uploadLeaf,
    disproof: 'The leaf that the backend serves has the fingerprint of the uploaded one.',
  },
  'backend-health-v1-invalid': {
    cause: 'the backend\u2019s certificate is expired, revoked or has a broken chain (v1 does not say which)',
    beside: 'v1 has been retired since 2026-04-28.',
    fix: FIXES.v1Renew,
    disproof: 'Dates, revocation and chain of what the backend serves are all in order.',
  },
  'backend-health-unknown': {
    cause: 'the control plane cannot tell how the backend is',
    beside:
      'This is about the gateway\u2019s own network: it says nothing against the backend, and traffic may flow.',
    fix: FIXES.controlPorts,
    disproof: 'Backend health shows Healthy or Unhealthy a few minutes later, with nothing changed.',
  },
  'backend-health-no-permission': {
    cause: 'your account may not read backend health',
    beside: '',
    fix: FIXES.rights,
    disproof: 'The same command, run by somebody with Network Contributor on the gateway, gives no more.',
  },
  'backend-health-upstream-error': {
    cause: 'the gateway got no usable answer from its backend',
    beside: 'v2 answers 504 where the backend took too long, v1 502.',
    fix: FIXES.upstream,
    disproof: 'The backend\u2019s own log shows that it answered these requests.',
  },
}
