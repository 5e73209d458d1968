import type { BundleCertificate } from './bundle-chains.ts'
import type { BundleFile } from './bundle-file.ts'

/** The control plane's own error codes, word for word (facts 2.21). */
export const UPLOAD_ERROR_CODES = [
  'ApplicationGatewayTrustedClientCertificateMustSpecifyData',
  'ApplicationGatewayTrustedClientCertificateMustNotHavePrivateKey',
  'ApplicationGatewayTrustedClientCertificateInvalidData',
  'ApplicationGatewayTrustedClientCertificateDoesNotContainAnyCACertificate',
  'ApplicationGatewayOnlyOneRootCAAllowedInTrustedClientCertificate',
] as const
export type UploadErrorCode = (typeof UPLOAD_ERROR_CODES)[number]

/** Facts 2.6. Whether a KB is 1,000 or 1,024 bytes there is not said. */
export const SURELY_SMALL_ENOUGH = 25_000
export const SURELY_TOO_LARGE = 25 * 1024

/** What the upload would come to. */
export interface UploadPrediction {
  /** `uncertain`: it hangs on something that is not documented; `reasons` say on what. */
  readonly accepted: 'yes' | 'no' | 'uncertain'
  /** The likeliest; `null` where it is taken, or where no code is known for what is wrong. */
  readonly code: UploadErrorCode | null
  /** Further codes that the file deserves: which the service looks for first is not documented. */
  readonly otherCodes: readonly UploadErrorCode[]
  /** One sentence each. Empty where it is accepted. */
  readonly reasons: readonly string[]
}

export function predictUpload(
  file: BundleFile,
  certificates: readonly BundleCertificate[],
): UploadPrediction {
  const [code = null, ...otherCodes] = codesOf(file, certificates)
  const tooLarge = file.size > SURELY_TOO_LARGE
  const doubts = doubtsOf(file, certificates)
  if (code !== null || tooLarge) {
    const size = tooLarge
      ? [`The file has ${file.size} bytes; 25 KB are allowed. No error code is recorded for it.`]
      : []
    return { accepted: 'no', code, otherCodes, reasons: size }
  }
  return { accepted: doubts.length > 0 ? 'uncertain' : 'yes', code: null, otherCodes: [], reasons: doubts }
}

function codesOf(file: BundleFile, certificates: readonly BundleCertificate[]): UploadErrorCode[] {
  if (file.form === 'empty') return ['ApplicationGatewayTrustedClientCertificateMustSpecifyData']
  const codes: UploadErrorCode[] = []
  if (file.privateKeys.length > 0)
    codes.push('ApplicationGatewayTrustedClientCertificateMustNotHavePrivateKey')
  if (!isReadableAsPem(file)) codes.push('ApplicationGatewayTrustedClientCertificateInvalidData')
  if (certificates.length === 0) return codes
  const roots = distinctRoots(certificates)
  const hasCa = certificates.some(({ role }) => role === 'root' || role === 'intermediate')
  if (!hasCa) codes.push('ApplicationGatewayTrustedClientCertificateDoesNotContainAnyCACertificate')
  else if (roots.length !== 1) codes.push('ApplicationGatewayOnlyOneRootCAAllowedInTrustedClientCertificate')
  return codes
}

/** PEM with markers, in one byte a character, every certificate block whole, and at least one of them. */
export function isReadableAsPem({ form, encoding, faulty, certificates, privateKeys }: BundleFile): boolean {
  const hasData = certificates.length > 0 || (privateKeys.length > 0 && faulty.length === 0)
  return form === 'pem' && encoding !== 'utf-16' && faulty.length === 0 && hasData
}

export function distinctRoots(certificates: readonly BundleCertificate[]): BundleCertificate[] {
  return certificates.filter(({ role, repeats }) => role === 'root' && repeats === null)
}

function doubtsOf(file: BundleFile, certificates: readonly BundleCertificate[]): string[] {
  const doubts: string[] = []
  if (file.size > SURELY_SMALL_ENOUGH) {
    doubts.push(
      `The file has ${file.size} bytes: whether 25 KB are 25,000 or 25,600 bytes is not documented.`,
    )
  }
  if (file.encoding === 'utf-8-with-mark') {
    doubts.push(
      'A byte order mark stands before the first line; whether the gateway skips it is not documented.',
    )
  }
  if (certificates.some(({ role, repeats }) => role === 'root' && repeats !== null)) {
    doubts.push(
      'The root stands in the file more than once; whether the gateway counts it twice is not documented.',
    )
  }
  if (certificates.some(({ label }) => label !== 'CERTIFICATE')) {
    doubts.push(
      'A certificate stands in a block that is not called CERTIFICATE; whether the gateway reads it is not documented.',
    )
  }
  if (file.others.length > 0) {
    doubts.push(
      `The file also holds ${file.others.map(({ label }) => label).join(', ')}; whether the gateway passes over it is not documented.`,
    )
  }
  return doubts
}
