import { pemOf } from '../lab/certificates/profile.ts'

/** Certificates as PEM (RFC 7468): 64 letters a line, LF. */
export function pemText(ders: readonly Uint8Array[]): string {
  return ders.map((der) => pemOf(der)).join('')
}

/** One certificate as Windows exports it as "Base-64 encoded X.509 (.CER)": the same, with CRLF. */
export function base64Cer(der: Uint8Array): string {
  return pemOf(der).replaceAll('\n', '\r\n')
}
