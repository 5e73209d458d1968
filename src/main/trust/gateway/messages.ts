import type { FindingId } from '../../../shared/diagnosis/taxonomy.ts'
import type { Confidence, GatewaySku } from '../../../shared/runbook/article.ts'

/**
 * What backend health says of certificates, word for word, with the row of the fact sheet it stands in. Wordings
 * move: compare them lower-cased, without asterisks, and with contractions spelled out.
 */
export interface HealthMessage {
  readonly id: FindingId
  readonly row: string
  readonly skus: readonly GatewaySku[]
  /** `{errorCode}` stands for a number. */
  readonly text: string
  /** Wordings of earlier years and of the portal's "test probe", with their rows. */
  readonly older: readonly { readonly row: string; readonly text: string }[]
  /** That the product says this at all. */
  readonly confidence: Confidence
}

export const HEALTH_MESSAGES = {
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
    confidence: 'documented',
  },
  'certificate-dates': {
    id: 'backend-health-certificate-dates',
    row: '3.9',
    skus: ['v1', 'v2'],
    text: 'Backend certificate is invalid. Current date is not within the "Valid from" and "Valid to" date range on the certificate.',
    older: [],
    confidence: 'documented',
  },
  'intermediate-missing': {
    id: 'backend-health-intermediate-missing',
    row: '3.10',
    skus: ['v2'],
    text: 'The Intermediate certificate is missing from the certificate chain presented by the backend server. Ensure the certificate chain is complete and correctly ordered on the backend server.',
    older: [],
    confidence: 'documented',
  },
  'leaf-missing': {
    id: 'backend-health-leaf-missing',
    row: '3.11',
    skus: ['v2'],
    text: 'The Leaf certificate is missing from the certificate chain presented by the backend server. Ensure the chain is complete and correctly ordered on the backend server.',
    older: [],
    confidence: 'documented',
  },
  'leaf-only': {
    id: 'backend-health-leaf-only',
    row: '3.12',
    skus: ['v2'],
    text: 'The backend server is presenting an incomplete certificate chain, including only the leaf certificate. Please ensure that the certificate chain is fully configured with all necessary certificates in the correct order.',
    older: [],
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
    confidence: 'documented',
  },
  'intermediate-not-well-known': {
    id: 'backend-health-intermediate-not-well-known',
    row: '3.14',
    skus: ['v2'],
    text: 'The Intermediate certificate is not signed by a well-known Certificate Authority (CA). Ensure the certificate chain is complete and correctly ordered on the backend server.',
    older: [],
    confidence: 'documented',
  },
  'intermediate-wrong-root': {
    id: 'backend-health-intermediate-wrong-root',
    row: '3.15',
    skus: ['v2'],
    text: 'The Intermediate certificate not signed by any Root certificates uploaded to the application gateway. Ensure the certificate chain is complete and correctly ordered on the backend server.',
    older: [],
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
    confidence: 'documented',
  },
  'leaf-not-topmost': {
    id: 'backend-health-leaf-not-topmost',
    row: '3.17',
    skus: ['v2'],
    text: 'The Leaf certificate is not the topmost certificate in the chain presented by the backend server. Ensure the certificate chain is correctly ordered on the backend server.',
    older: [],
    confidence: 'documented',
  },
  'verify-code': {
    id: 'backend-health-verify-code',
    row: '3.18',
    skus: ['v2'],
    text: 'The validity of the backend certificate could not be verified. To find out the reason, check OpenSSL diagnostics for the message associated with error code {errorCode}',
    older: [],
    confidence: 'documented',
  },
  'v1-not-allow-listed': {
    id: 'backend-health-v1-not-allow-listed',
    row: '3.20',
    skus: ['v1'],
    text: 'Backend server certificate is not whitelisted with Application Gateway. Make sure that the certificate uploaded to Application Gateway matches with the certificate configured in your backend server. To learn more visit - https://aka.ms/authcertificatemismatch',
    older: [],
    confidence: 'documented',
  },
  'v1-invalid': {
    id: 'backend-health-v1-invalid',
    row: '3.21',
    skus: ['v1'],
    text: 'Backend certificate has been marked invalid. Either the certificate is not within its validity period, or it has been revoked by the issuing authority, or there is a problem with the certificate chain.',
    older: [],
    confidence: 'documented',
  },
} as const satisfies Record<string, HealthMessage>

export type HealthMessageKey = keyof typeof HEALTH_MESSAGES

/** OpenSSL's X509 verify codes that a chain can provoke (x509_vfy.h), for message 3.18. */
export const VERIFY_CODES = {
  'signature-invalid': 7,
  'not-a-ca': 24,
  'path-length': 25,
  purpose: 26,
  'no-cert-sign': 32,
  'critical-extension': 34,
  'not-permitted': 47,
  excluded: 48,
  'weak-leaf-key': 66,
  'weak-ca-key': 67,
  'weak-digest': 68,
} as const
