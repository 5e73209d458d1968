/** Key purposes of the extended key usage extension (RFC 5280 4.2.1.12 and those Windows and Java issue). */

export const ANY_PURPOSE = '2.5.29.37.0'
export const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'
export const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2'

const PURPOSES = new Map<string, string>([
  [ANY_PURPOSE, 'anyExtendedKeyUsage'],
  [SERVER_AUTH, 'serverAuth'],
  [CLIENT_AUTH, 'clientAuth'],
  ['1.3.6.1.5.5.7.3.3', 'codeSigning'],
  ['1.3.6.1.5.5.7.3.4', 'emailProtection'],
  ['1.3.6.1.5.5.7.3.5', 'ipsecEndSystem'],
  ['1.3.6.1.5.5.7.3.6', 'ipsecTunnel'],
  ['1.3.6.1.5.5.7.3.7', 'ipsecUser'],
  ['1.3.6.1.5.5.7.3.8', 'timeStamping'],
  ['1.3.6.1.5.5.7.3.9', 'OCSPSigning'],
  ['1.3.6.1.5.5.7.3.17', 'ipsecIKE'],
  ['1.3.6.1.5.2.3.5', 'pkInitKDC'],
  ['1.3.6.1.4.1.311.10.3.4', 'microsoftEncryptingFileSystem'],
  ['1.3.6.1.4.1.311.10.3.12', 'microsoftDocumentSigning'],
  ['1.3.6.1.4.1.311.20.2.2', 'microsoftSmartcardLogon'],
  ['1.3.6.1.4.1.311.54.1.2', 'microsoftRemoteDesktop'],
  ['2.16.840.1.113730.4.1', 'netscapeServerGatedCrypto'],
])

/** The RFC's name of a key purpose, or `undefined`. */
export function purposeName(oid: string): string | undefined {
  return PURPOSES.get(oid)
}
