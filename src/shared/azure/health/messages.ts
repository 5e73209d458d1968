import type { FindingId } from '../../diagnosis/taxonomy.ts'
import type { Confidence, GatewaySku } from '../../runbook/article.ts'

/**
 * What backend health says, word for word, with the row of the fact sheet it stands in. Wordings move: `matchHealthLog`
 * compares them normalised, and where a wording is new, by what its family always says.
 */
export interface HealthMessage {
  readonly id: HealthFindingId
  readonly row: string
  readonly skus: readonly GatewaySku[]
  /** `{errorCode}` stands for a number. */
  readonly text: string
  /** Wordings of earlier years and of the portal's "test probe", with their rows. */
  readonly older: readonly { readonly row: string; readonly text: string }[]
  /** What every wording of it holds, normalised, in this order; any one of the lists will do. */
  readonly family: readonly (readonly string[])[]
  /** That the product says this at all. */
  readonly confidence: Confidence
}

export type HealthFindingId = Extract<FindingId, `backend-health-${string}`>

export const HEALTH_MESSAGES = {
  timeout: {
    id: 'backend-health-timeout',
    row: '3.1',
    skus: ['v2'],
    text: "Time taken by the backend to respond to application gateway's health probe is more than the timeout threshold in the probe setting.",
    older: [],
    family: [
      ['time taken by the backend', 'more than the timeout'],
      ['health probe', 'timeout threshold'],
    ],
    confidence: 'documented',
  },
  'fqdn-unresolvable': {
    id: 'backend-health-fqdn-unresolvable',
    row: '3.2',
    skus: ['v2'],
    text: 'Application Gateway could not create a probe for this backend. This usually happens when the FQDN of the backend has not been entered correctly.',
    older: [
      {
        row: '3.2',
        text: 'Application Gateway could not create a probe for this backend. This usually happens when the FQDN of the backend is not entered correctly.',
      },
    ],
    family: [
      ['could not create a probe for this backend'],
      ['fqdn of the backend', 'not', 'entered correctly'],
    ],
    confidence: 'documented',
  },
  'cannot-connect': {
    id: 'backend-health-cannot-connect',
    row: '3.3',
    skus: ['v2'],
    text: 'Application Gateway could not connect to the backend. Check that the backend responds on the port used for the probe. Also check whether any NSG/UDR/Firewall is blocking access to the Ip and port of this backend.',
    older: [],
    family: [['could not connect to the backend']],
    confidence: 'documented',
  },
  'cannot-connect-server': {
    id: 'backend-health-cannot-connect',
    row: '3.4',
    skus: ['v1', 'v2'],
    text: 'Cannot connect to backend server. Check whether any NSG/UDR/Firewall is blocking access to the server. Check if application is running on correct port.',
    older: [],
    family: [['can not connect to backend server'], ['can not connect to the backend']],
    confidence: 'observed',
  },
  'status-mismatch': {
    id: 'backend-health-status-mismatch',
    row: '3.5',
    skus: ['v1', 'v2'],
    text: "Status code of the backend's HTTP response did not match the probe setting. Expected:{HTTPStatusCode0} Received:{HTTPStatusCode1}.",
    older: [],
    family: [['status code of the backend', 'did not match'], ['received invalid status code']],
    confidence: 'documented',
  },
  'body-mismatch': {
    id: 'backend-health-body-mismatch',
    row: '3.6',
    skus: ['v1', 'v2'],
    text: "Body of the backend's HTTP response did not match the probe setting. Received response body doesn't contain {string}.",
    older: [],
    family: [['body of the backend', 'did not match'], ['response body does not contain']],
    confidence: 'documented',
  },
  'cn-mismatch': {
    id: 'backend-health-cn-mismatch',
    row: '3.7',
    skus: ['v2'],
    text: 'The Common Name of the leaf certificate presented by the backend server does not match the Probe or Backend Setting hostname of the application gateway.',
    older: [
      {
        row: '3.8b',
        text: 'The Common Name (CN) of the backend certificate does not match the host header of the probe.',
      },
      {
        row: '3.8b',
        text: 'The Common Name (CN) of the backend server certificate does not match the host header entered in the health probe configuration (v2 SKU) or the FQDN in the backend pool (v1 SKU). Verify if the hostname matches with the CN of the backend server certificate',
      },
    ],
    family: [['common name', 'leaf certificate', 'does not match']],
    confidence: 'documented',
  },
  'v1-cn-mismatch': {
    id: 'backend-health-cn-mismatch',
    row: '3.8',
    skus: ['v1'],
    text: "The Common Name (CN) of the backend certificate doesn't match.",
    older: [
      {
        row: '3.8b',
        text: 'The Common Name (CN) of the backend certificate does not match the host header of the probe.',
      },
    ],
    family: [['common name', 'certificate', 'does not match']],
    confidence: 'documented',
  },
  'certificate-dates': {
    id: 'backend-health-certificate-dates',
    row: '3.9',
    skus: ['v1', 'v2'],
    text: 'Backend certificate is invalid. Current date is not within the "Valid from" and "Valid to" date range on the certificate.',
    older: [],
    family: [
      ['certificate is invalid', 'current date is not within'],
      ['valid from', 'valid to', 'date range'],
    ],
    confidence: 'documented',
  },
  'intermediate-missing': {
    id: 'backend-health-intermediate-missing',
    row: '3.10',
    skus: ['v2'],
    text: 'The Intermediate certificate is missing from the certificate chain presented by the backend server. Ensure the certificate chain is complete and correctly ordered on the backend server.',
    older: [],
    family: [['intermediate certificate is missing']],
    confidence: 'documented',
  },
  'leaf-missing': {
    id: 'backend-health-leaf-missing',
    row: '3.11',
    skus: ['v2'],
    text: 'The Leaf certificate is missing from the certificate chain presented by the backend server. Ensure the chain is complete and correctly ordered on the backend server.',
    older: [],
    family: [['leaf certificate is missing']],
    confidence: 'documented',
  },
  'leaf-only': {
    id: 'backend-health-leaf-only',
    row: '3.12',
    skus: ['v2'],
    text: 'The backend server is presenting an incomplete certificate chain, including only the leaf certificate. Please ensure that the certificate chain is fully configured with all necessary certificates in the correct order.',
    older: [],
    family: [['incomplete certificate chain', 'only the leaf']],
    confidence: 'documented',
  },
  'not-well-known-ca': {
    id: 'backend-health-not-well-known-ca',
    row: '3.13',
    skus: ['v2'],
    text: 'The backend Server certificate is not signed by a well-known Certificate Authority (CA). To use unknown CA certificates, its Root certificate must be uploaded to the Backend Setting of the application gateway.',
    older: [
      {
        row: '3.13b',
        text: 'The server certificate used by the backend is not signed by a well-known Certificate Authority (CA). Allow the backend on the Application Gateway by uploading the root certificate of the server certificate used by the backend.',
      },
    ],
    family: [['certificate', 'not signed by a well known']],
    confidence: 'documented',
  },
  'intermediate-not-well-known': {
    id: 'backend-health-intermediate-not-well-known',
    row: '3.14',
    skus: ['v2'],
    text: 'The Intermediate certificate is not signed by a well-known Certificate Authority (CA). Ensure the certificate chain is complete and correctly ordered on the backend server.',
    older: [],
    family: [['intermediate certificate is not signed by a well known']],
    confidence: 'documented',
  },
  'intermediate-wrong-root': {
    id: 'backend-health-intermediate-wrong-root',
    row: '3.15',
    skus: ['v2'],
    text: 'The Intermediate certificate not signed by any Root certificates uploaded to the application gateway. Ensure the certificate chain is complete and correctly ordered on the backend server.',
    older: [],
    family: [['intermediate certificate', 'not signed by any root']],
    confidence: 'documented',
  },
  'root-mismatch': {
    id: 'backend-health-root-mismatch',
    row: '3.16',
    skus: ['v2'],
    text: "The root certificate of the server certificate used by the backend doesn't match the trusted root certificate added to the application gateway. Ensure that you add the correct root certificate to allowlist the backend.",
    older: [
      {
        row: '3.16',
        text: 'The root certificate of the server certificate used by the backend does not match the trusted root certificate added to the application gateway. Ensure that you add the correct root certificate to whitelist the backend',
      },
    ],
    family: [['root certificate of the server certificate', 'does not match', 'trusted root']],
    confidence: 'documented',
  },
  'leaf-not-topmost': {
    id: 'backend-health-leaf-not-topmost',
    row: '3.17',
    skus: ['v2'],
    text: 'The Leaf certificate is not the topmost certificate in the chain presented by the backend server. Ensure the certificate chain is correctly ordered on the backend server.',
    older: [],
    family: [['leaf certificate is not the topmost']],
    confidence: 'documented',
  },
  'verify-code': {
    id: 'backend-health-verify-code',
    row: '3.18',
    skus: ['v2'],
    text: 'The validity of the backend certificate could not be verified. To find out the reason, check OpenSSL diagnostics for the message associated with error code {errorCode}',
    older: [],
    family: [
      ['validity of the backend certificate could not be verified'],
      ['openssl diagnostics', 'error code'],
    ],
    confidence: 'documented',
  },
  'proxy-protocol': {
    id: 'backend-health-proxy-protocol',
    row: '3.19',
    skus: ['v2'],
    text: 'Verify that the backend server is set up to accept the Proxy protocol header sent by the probes.',
    older: [],
    family: [['accept the proxy protocol header'], ['proxy protocol header sent by the probe']],
    confidence: 'documented',
  },
  'v1-not-allow-listed': {
    id: 'backend-health-v1-not-allow-listed',
    row: '3.20',
    skus: ['v1'],
    text: 'Backend server certificate is not whitelisted with Application Gateway. Make sure that the certificate uploaded to Application Gateway matches with the certificate configured in your backend server. To learn more visit - https://aka.ms/authcertificatemismatch',
    older: [],
    family: [['backend server certificate is not allowlist'], ['backend certificate is not allowlist']],
    confidence: 'documented',
  },
  'v1-invalid': {
    id: 'backend-health-v1-invalid',
    row: '3.21',
    skus: ['v1'],
    text: 'Backend certificate has been marked invalid. Either the certificate is not within its validity period, or it has been revoked by the issuing authority, or there is a problem with the certificate chain.',
    older: [],
    family: [['backend certificate has been marked invalid'], ['certificate is marked invalid']],
    confidence: 'documented',
  },
  unknown: {
    id: 'backend-health-unknown',
    row: '3.22',
    skus: ['v1', 'v2'],
    text: 'The backend health status could not be retrieved. This happens when an NSG/UDR/Firewall on the application gateway subnet is blocking traffic on ports 65503-65534 in case of v1 SKU, and ports 65200-65535 in case of the v2 SKU or if the FQDN configured in the backend pool could not be resolved to an IP address. To learn more visit - https://aka.ms/UnknownBackendHealth.',
    older: [],
    family: [['backend health status could not be retrieved']],
    confidence: 'documented',
  },
  'no-permission': {
    id: 'backend-health-no-permission',
    row: '3.24',
    skus: ['v1', 'v2'],
    text: 'No results.',
    older: [],
    family: [],
    confidence: 'documented',
  },
} as const satisfies Record<string, HealthMessage>

export type HealthMessageKey = keyof typeof HEALTH_MESSAGES
