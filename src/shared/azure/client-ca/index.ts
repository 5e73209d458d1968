/** The file of CAs that Application Gateway accepts clients from: its rules, and what it makes of a client. */

export {
  type BundleCertificate,
  type BundleRole,
  issuerPairs,
  NOT_VERIFIED,
  type SignatureVerdict,
} from './bundle-chains.ts'
export { type BundleFile, type BundleForm, readBundleFile } from './bundle-file.ts'
export { type BundlePlace, bundleFinding } from './bundle-findings.ts'
export {
  type BundleOptions,
  type ClientCaBundle,
  checkClientCaBundle,
  judgeBundle,
} from './check-bundle.ts'
export { customerRequest, type MissingIssuer, missingIssuer } from './customer-request.ts'
export { type ExtractedIssuer, type IssuerDnMatch, matchIssuerDn } from './issuer-dn.ts'
export { UPLOAD_ERROR_CODES, type UploadErrorCode, type UploadPrediction } from './upload.ts'
