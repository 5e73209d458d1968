/** What cures a fault of the backend leg. */
export interface HealthFix {
  /** Where it is set: a property of the backend setting, of the probe, or of the backend itself. */
  readonly setting: string
  readonly text: string
  /** Runbook article ids, the first one first. */
  readonly articles: readonly string[]
}

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
    text: 'Renew the certificate that is out of its dates, install the whole chain, and attach the root again only if the root itself changed.',
    articles: ['certificate-validity', 'backend-health'],
  },
  v1Renew: {
    setting: 'authenticationCertificates of the backend setting',
    text: 'Renew the certificate and upload the new leaf: v1 compares the leaf itself.',
    articles: ['certificate-validity', 'solution-a-trusted-root'],
  },
  reissue: {
    setting: "the backend's certificate",
    text: 'Have the certificate issued again with the right contents (see the cause).',
    articles: ['certificate-profile', 'server-chain', 'backend-health'],
  },
  replaceRevoked: {
    setting: "the backend's certificate",
    text: 'Replace the revoked certificate. Where it is not revoked, look at what the gateway reaches of its revocation lists.',
    articles: ['revocation', 'backend-health'],
  },
  uploadLeaf: {
    setting: 'authenticationCertificates of the backend setting',
    text: 'Upload the leaf (.cer) that the backend serves for the name the gateway sends. Without a name the backend may serve its default one.',
    articles: ['solution-a-trusted-root', 'sni-and-hostname', 'backend-health'],
  },
  answerFaster: {
    setting: 'timeout of the probe',
    text: 'Find out why the backend answers slowly, or give the probe a longer timeout. A default probe waits 30 s and cannot be changed: make a custom one.',
    articles: ['backend-health', 'solution-d-probe'],
  },
  resolveName: {
    setting: 'the FQDN in the backend pool, and the DNS that the gateway asks',
    text: 'Correct the name, or the private zone and its link to the gateway\u2019s network. After a change of the network\u2019s DNS servers the gateway has to be stopped and started.',
    articles: ['dns-and-hosts', 'backend-health'],
  },
  openPath: {
    setting: 'port of the backend setting and probe; NSG, routes and firewall between gateway and backend',
    text: 'Find what stops TCP on the probe\u2019s port. Where nothing does, compare TLS versions: the same message was seen when the backend asks for a newer version than the gateway offers.',
    articles: ['network-path', 'tls-policy', 'backend-health'],
  },
  probePath: {
    setting: 'path, host and accepted status codes of the probe',
    text: 'Probe a path that answers 200 without a certificate or a key: /status-0123456789abcdef on the gateway host name of API Management.',
    articles: ['solution-d-probe', 'backend-health'],
  },
  probeBody: {
    setting: 'match body of the probe',
    text: 'Correct the text that the probe looks for, or take the match off.',
    articles: ['solution-d-probe', 'backend-health'],
  },
  proxyProtocol: {
    setting: 'PROXY protocol of the layer-4 backend setting',
    text: 'Let the backend read the PROXY header, or switch it off (--enable-l4-client-ip false): it stands before the ClientHello.',
    articles: ['not-tls', 'backend-health'],
  },
  controlPorts: {
    setting: 'NSG, routes and DNS of the gateway\u2019s subnet',
    text: 'Allow inbound 65200-65535 (v2) or 65503-65534 (v1) from GatewayManager; let the default route reach the Internet; make the pool\u2019s names and the CRL hosts resolvable and reachable. It is no sign of a missing probe.',
    articles: ['backend-health', 'network-path', 'dns-and-hosts'],
  },
  rights: {
    setting: 'your role on the gateway',
    text: 'Ask for a role with Microsoft.Network/applicationGateways/backendhealth/action (Network Contributor has it), or have somebody else run the command.',
    articles: ['backend-health'],
  },
  upstream: {
    setting: 'the backend leg',
    text: 'Read backend health: it says what the gateway holds against its backend.',
    articles: ['backend-health'],
  },
} as const satisfies Record<string, HealthFix>
