import type { GatewayFix } from './judgement.ts'

/** The cures, each named once: the setting, what to do, and the articles that tell how. */
export const FIXES = {
  installChain: {
    setting: "the backend's certificate chain",
    text: 'Install leaf, intermediates and root on the backend, in this order. The gateway fetches no missing certificate itself.',
    articles: ['server-chain', 'backend-health'],
  },
  reorderChain: {
    setting: "the backend's certificate chain",
    text: 'Put the leaf first, then each issuer below the certificate it signed, the root last.',
    articles: ['server-chain', 'backend-health'],
  },
  installLeaf: {
    setting: "the backend's certificate chain",
    text: 'Install the server certificate itself in front of its issuers.',
    articles: ['server-chain', 'backend-health'],
  },
  makeRealCa: {
    setting: "the backend's certificate",
    text: 'Make a root with CA:TRUE, sign a server certificate with it, present both, and upload the root.',
    articles: ['server-chain', 'solution-a-trusted-root'],
  },
  uploadRoot: {
    setting: 'trustedRootCertificates of the backend setting',
    text: 'Set the backend setting to "not a well-known CA" and attach the root certificate (.cer, Base-64) that this chain ends at.',
    articles: ['solution-a-trusted-root', 'backend-health'],
  },
  rightRoot: {
    setting: 'trustedRootCertificates of the backend setting',
    text: 'Attach the root certificate that this chain really ends at. The list is replaced: name every root that must stay.',
    articles: ['solution-a-trusted-root', 'server-chain', 'backend-health'],
  },
  removeRoots: {
    setting: 'trustedRootCertificates of the backend setting',
    text: 'Take the custom roots off this backend setting: a public CA needs none, and while any is attached only those count.',
    articles: ['solution-a-trusted-root', 'backend-health'],
  },
  hostName: {
    setting: 'host of the probe and hostName of the backend setting',
    text: 'Set both to a name that the certificate is for, or renew the certificate with the name in subjectAltName.',
    articles: ['solution-c-hostname', 'backend-health'],
  },
  v1PoolName: {
    setting: 'the FQDN in the backend pool',
    text: 'Put the name of the certificate into the backend pool; v1 looks at nothing else.',
    articles: ['solution-c-hostname', 'backend-health'],
  },
  renew: {
    setting: "the backend's certificate",
    text: 'Renew the certificate named, install the whole chain, and attach the root again only if the root itself changed.',
    articles: ['certificate-validity', 'backend-health'],
  },
  v1Renew: {
    setting: 'authenticationCertificates of the backend setting',
    text: 'Renew the certificate and upload the new leaf: v1 compares the leaf itself.',
    articles: ['certificate-validity', 'solution-a-trusted-root'],
  },
  reissue: {
    setting: "the backend's certificate",
    text: 'Have the certificate named issued again with the right contents (see the cause).',
    articles: ['certificate-profile', 'server-chain', 'backend-health'],
  },
  uploadLeaf: {
    setting: 'authenticationCertificates of the backend setting',
    text: 'Upload the leaf (.cer) that the backend serves for the name the gateway sends. Without a name the backend may serve its default one.',
    articles: ['solution-a-trusted-root', 'sni-and-hostname', 'backend-health'],
  },
} as const satisfies Record<string, GatewayFix>
