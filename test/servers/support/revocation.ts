import { webcrypto, X509Certificate } from 'node:crypto'
import { type Identity, pemOf } from '../../../src/main/lab/certificates/profile.ts'

const WEEK = 7 * 86_400_000

/** A CRL of an authority with a P-256 key, that revokes one certificate. @returns PEM */
export async function revocationList(issuer: Identity, revoked: Identity): Promise<string> {
  // Its dependency container wants the polyfill to be there before it loads.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  const key = { name: 'ECDSA', namedCurve: 'P-256' }
  const pkcs8 = issuer.privateKey.export({ type: 'pkcs8', format: 'der' })
  const list = await x509.X509CrlGenerator.create({
    issuer: new x509.X509Certificate(issuer.pem).subjectName,
    thisUpdate: new Date(Date.now() - WEEK),
    nextUpdate: new Date(Date.now() + WEEK),
    entries: [
      {
        serialNumber: new X509Certificate(revoked.der).serialNumber.toLowerCase(),
        revocationDate: new Date(Date.now() - WEEK),
      },
    ],
    signingKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, key, false, ['sign']),
    signingAlgorithm: { ...key, hash: 'SHA-256' },
  })
  return pemOf(new Uint8Array(list.rawData), 'X509 CRL')
}
