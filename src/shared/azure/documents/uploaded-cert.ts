import type { UploadedCertificate } from '../model.ts'
import type { Entry } from './entry.ts'
import { type DocumentKind, partialOf } from './kind.ts'
import { ownName, parentName } from './resource-id.ts'

/** `az network application-gateway root-cert list`: roots that v2 trusts a backend by (facts 1.3.1). */
export const rootCertKind: DocumentKind = {
  id: 'root-cert',
  title: 'trusted root certificates of an application gateway',
  command: 'az network application-gateway root-cert list',
  types: ['microsoft.network/applicationgateways/trustedrootcertificates'],
  looksLike: (entry) => entry.hasAll('name', 'data', 'keyVaultSecretId'),
  read: (entry, parts, { owner }) => push(parts.trustedRootCertificates, entry, owner),
}

/** `az network application-gateway auth-cert list`: copies of backend leaves, v1 (facts 1.3.1). */
export const authCertKind: DocumentKind = {
  id: 'auth-cert',
  title: 'authentication certificates of an application gateway',
  command: 'az network application-gateway auth-cert list',
  types: ['microsoft.network/applicationgateways/authenticationcertificates'],
  looksLike: () => false,
  read: (entry, parts, { owner }) => push(parts.authenticationCertificates, entry, owner),
}

function push(list: UploadedCertificate[], entry: Entry, owner: string | null): void {
  const name = ownName(entry)
  if (name === null) return
  list.push({
    at: entry.at,
    ...partialOf(entry),
    gateway: parentName(entry) ?? owner,
    name,
    data: entry.text('data'),
  })
}
