import { equalBytes, printable } from '../../bytes/text.ts'
import { certificateExtension, type X509Certificate } from '../../x509/certificate.ts'
import { sha1Thumbprint } from '../../x509/summary.ts'

/** What a client's owner has to be asked for: the issuers that nobody here holds. */
export interface MissingIssuer {
  /** RFC 4514 name of the first certificate that is missing. */
  readonly issuer: string
  /** The certificate that names it: the client's own, or the last issuer that is here. */
  readonly below: X509Certificate
  /** Where `below` says it is to be had (caIssuers, RFC 5280 4.2.2.1); nobody asked there. */
  readonly places: readonly string[]
}

export function missingIssuer(below: X509Certificate): MissingIssuer {
  return {
    issuer: printable(below.issuer?.text ?? ''),
    below,
    places: (certificateExtension(below, 'authorityInfoAccess')?.caIssuers ?? []).map(printable),
  }
}

/** The text to send to whoever owns the client, ready to be pasted. Plain text, lines of bearable length. */
export function customerRequest(client: X509Certificate, missing: MissingIssuer): string {
  const { issuer, below, places } = missing
  const isOwn = equalBytes(below.der, client.der)
  const whose = isOwn ? 'it issued your client certificate' : `it issued ${name(below.subject?.text)}`
  return [
    `Subject: CA certificates for your client certificate ${name(client.subject?.text)}`,
    '',
    'Hello,',
    '',
    'our gateway checks your client certificate against the public certificates of the',
    'authority that issued it. Some of these are still missing. Please send us:',
    '',
    `  1. the CA certificate   ${issuer || '(no name)'}`,
    `     (${whose})`,
    '  2. every CA certificate above it, up to and including the root,',
    '     which is the one whose subject and issuer are the same',
    '',
    'as PEM (Base-64 .cer, .crt or .pem) or as .p7b. They are public; whoever runs your',
    'certification authority has them.',
    ...(places.length === 0
      ? []
      : ['Your certificate says that the first one is to be had at', ...places.map((place) => `  ${place}`)]),
    '',
    'Please do not send a private key, a .pfx or .p12 file, or a password. The client',
    'certificate alone is not enough, and the certificate that a browser shows for our',
    'site is a different one.',
    '',
    'The client certificate that this is about:',
    `  Subject      ${name(client.subject?.text)}`,
    `  Issuer       ${name(client.issuer?.text)}`,
    `  Serial       ${client.serial?.value ?? '?'}`,
    `  Thumbprint   ${sha1Thumbprint(client.der)} (SHA-1)`,
    `  Valid until  ${client.notAfter?.text ?? '?'}`,
    '',
    'Thank you.',
    '',
  ].join('\n')
}

function name(text: string | undefined): string {
  return printable(text ?? '') || '(no name)'
}
