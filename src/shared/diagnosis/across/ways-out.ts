/** What stands between a client's certificate and API Management's policies (facts 1.1.6, 4.5.4). */
export const ENDS_THERE =
  'Application Gateway ends TLS and opens a session of its own to API Management, in which it has no client certificate to present: no setting offers one. A policy that reads context.Request.Certificate gets null.'

/** As the article forward-client-certificate says: three ways, each with its risk (facts 1.1.9, 2.3 to 2.5, 2.13, 2.16, 2.17). */
export const WAYS_OUT =
  'Ways out: (A) a listener that verifies the certificate (strict) and passes it on in a header of its own (X-Client-Certificate; X-ARR-ClientCert reaches the policies of the v2 tiers empty). Every other listener that reaches API Management must strip that header, and only the gateway may reach API Management, else anybody can forge it; a firewall in prevention mode needs an exclusion for it. ' +
  '(B) The same with a passthrough listener: the gateway then verifies nothing, and the policy is the only guard. ' +
  '(C) A layer-4 TCP listener, which leaves the client’s own session to API Management: without web application firewall and header rewriting, and inferred rather than documented for mutual TLS, so test it.'
