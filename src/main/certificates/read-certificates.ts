import { readCertificateOnce, type X509Certificate } from '../../shared/x509/certificate.ts'
import type { PassphraseSource } from '../probe/credentials/index.ts'
import type { Material } from '../probe/credentials/material.ts'
import { Unlocker } from '../probe/credentials/passphrase.ts'
import { readCredentialFile } from '../probe/credentials/read-file.ts'
import { readMaterial } from '../probe/credentials/read-material.ts'

/** What a file of certificates holds. Keys in it stay in this process. */
export interface CertificateFileContent {
  readonly certificates: readonly X509Certificate[]
  readonly material: Material
}

/**
 * Reads a file of certificates and keys in any form, told by its content.
 * @param proven passphrases that opened something before: tried without asking again, and added to
 * @throws CredentialError naming the file
 */
export async function readCertificates(
  name: string,
  passphrase: PassphraseSource,
  proven: Set<string> = new Set(),
): Promise<CertificateFileContent> {
  const material = await readMaterial(new Unlocker(name, passphrase, proven), await readCredentialFile(name))
  return { certificates: material.certificates.map(({ der }) => readCertificateOnce(der).body), material }
}
