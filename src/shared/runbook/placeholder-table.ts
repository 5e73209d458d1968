/** One name an article may write in angle brackets. */
export interface Placeholder {
  /** What to put there, in one line. */
  readonly meaning: string
  /** A value must match this to be filled in. Deliberately narrower than what Azure allows. */
  readonly pattern: RegExp
  /** A made-up value for documentation and tests. */
  readonly example: string
}

// No pattern admits white space, a quote, a shell metacharacter, or a leading hyphen (it would be read as an option).
const RESOURCE = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,88}[A-Za-z0-9_])?$/
const HOST =
  /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/
const FILE = /^(?:\.{0,2}\/)?[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/
const GUID = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/
const SMALL_NUMBER = /^\d{1,3}$/

const resource = (meaning: string, example: string): Placeholder => ({ meaning, pattern: RESOURCE, example })
const host = (meaning: string, example: string): Placeholder => ({ meaning, pattern: HOST, example })
const address = (meaning: string, example: string): Placeholder => ({ meaning, pattern: IPV4, example })
const file = (meaning: string, example: string): Placeholder => ({ meaning, pattern: FILE, example })

/** Every placeholder there is. Adding one here is all it takes to use it in an article. */
export const PLACEHOLDERS = {
  subscription: {
    meaning: 'Azure subscription id (GUID)',
    pattern: GUID,
    example: '00000000-0000-0000-0000-000000000000',
  },
  rg: resource('resource group that holds the gateway and API Management', 'rg-edge'),
  gateway: resource('Application Gateway resource name', 'agw-edge'),
  apim: resource('API Management service name', 'apim-contoso'),

  'server-name': host(
    'host name of the server in the session at hand, whichever leg it is',
    'apim.contoso.internal',
  ),
  'server-ip': address('IPv4 address of the server in the session at hand', '10.0.2.5'),
  host: host(
    'host name of the APIM gateway endpoint, as its certificate carries it',
    'apim.contoso.internal',
  ),
  'gateway-host': host('host name clients use for the Application Gateway listener', 'api.contoso.com'),
  sni: host('server name in the ClientHello, where it differs from the host name', 'apim.contoso.internal'),
  'backend-ip': address(
    'IPv4 address of the APIM gateway endpoint (the private address in internal mode)',
    '10.0.2.5',
  ),
  'gateway-ip': address('IPv4 address of the Application Gateway frontend', '10.0.1.5'),
  'responder-host': host('host name in the certificate\u2019s OCSP or CRL address', 'ocsp.example.com'),
  port: {
    meaning: 'TCP port of the TLS endpoint',
    pattern: /^(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/,
    example: '443',
  },
  path: {
    meaning: 'request path of an API operation, beginning with a slash',
    pattern: /^\/[A-Za-z0-9._~/-]*$/,
    example: '/echo/resource',
  },

  listener: resource('HTTPS listener on the gateway', 'listener-api'),
  rule: resource('routing rule on the gateway', 'rule-api'),
  pool: resource('backend pool on the gateway', 'pool-apim'),
  'http-settings': resource('backend setting (HTTP setting) on the gateway', 'https-apim'),
  probe: resource('health probe on the gateway', 'probe-apim'),
  'ssl-profile': resource('SSL profile on the gateway that holds the client authentication', 'mtls-profile'),
  'client-ca-name': resource('name of the trusted client CA object on the gateway', 'client-ca-2026'),
  'root-cert-name': resource(
    'name of the trusted root certificate object on the gateway (v2)',
    'apim-root-2026',
  ),
  'auth-cert-name': resource(
    'name of the authentication certificate object on the gateway (v1)',
    'apim-leaf-2026',
  ),
  'rewrite-set': resource('rewrite rule set on the gateway', 'forward-client-cert'),
  'tls-policy': resource('predefined TLS policy', 'AppGwSslPolicy20220101'),

  'root-cer': file('root CA certificate file, Base-64 X.509', 'apim-root.cer'),
  'leaf-cer': file('server certificate file without private key, Base-64 X.509', 'apim-leaf.cer'),
  'chain-pem': file('PEM file: leaf first, then its intermediates', 'chain.pem'),
  'client-ca-pem': file(
    'PEM file: all intermediates and exactly one root of the client\u2019s issuer',
    'client-ca.pem',
  ),
  'client-cert': file('client certificate file, PEM', 'client.crt'),
  'client-key': file('client private key file, PEM', 'client.key'),
  'client-chain': file('PEM file with the intermediates the client must send along', 'client-chain.pem'),
  'client-pfx': file('client certificate and key as PKCS#12', 'client.pfx'),
  capture: file('packet capture file', 'handshake.pcapng'),
  thumbprint: {
    meaning: 'SHA-1 thumbprint of a certificate, 40 hexadecimal digits without separators',
    pattern: /^[0-9a-fA-F]{40}$/,
    example: '0123456789ABCDEF0123456789ABCDEF01234567',
  },
  'hostname-index': {
    meaning: 'position of the host name in hostnameConfigurations, counted from 0',
    pattern: SMALL_NUMBER,
    example: '0',
  },
  'profile-index': {
    meaning: 'position of the SSL profile in sslProfiles, counted from 0',
    pattern: SMALL_NUMBER,
    example: '0',
  },
  'api-id': resource('API identifier in API Management', 'echo-api'),

  'self-hosted-gateway': resource('self-hosted gateway resource in API Management', 'gateway-plant'),

  location: { meaning: 'Azure region', pattern: /^[a-z][a-z0-9]{2,30}$/, example: 'westeurope' },
  vm: resource('virtual machine used as a jump box', 'vm-jump'),
  'vm-ip': address('private IPv4 address of the jump box', '10.0.3.4'),
  nic: resource('network interface of the jump box', 'vm-jump-nic'),
  nsg: resource('network security group', 'nsg-apim'),
  'gateway-subnet-range': {
    meaning: 'IPv4 range of the gateway\u2019s subnet',
    pattern:
      /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\/(?:[12]?\d|3[0-2])$/,
    example: '10.0.1.0/24',
  },
  vnet: resource('virtual network', 'vnet-edge'),
  'capture-name': resource('name for a Network Watcher packet capture', 'mtls-capture'),
  'storage-account': {
    meaning: 'storage account for a Network Watcher capture',
    pattern: /^[a-z0-9]{3,24}$/,
    example: 'stcaptures',
  },
  interface: {
    meaning: 'network interface on this machine',
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/,
    example: 'eth0',
  },
  'dns-zone': host('private DNS zone name', 'contoso.internal'),
  'dns-record': host('record name inside the zone', 'apim'),
} as const satisfies Readonly<Record<string, Placeholder>>

export type PlaceholderName = keyof typeof PLACEHOLDERS
