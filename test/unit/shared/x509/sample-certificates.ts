import { type EcKind, generateEcKey, issueEc } from '../../../../src/main/lab/certificates/ec.ts'
import type { CertificateProfile, Identity } from '../../../../src/main/lab/certificates/profile.ts'
import { generateRsaKey, issueRsa } from '../../../../src/main/lab/certificates/rsa.ts'

/** Certificates made for the tests of the reader by two independent libraries. */

const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2027-01-01T12:34:56Z') }

export const rootProfile: CertificateProfile = {
  ...validity,
  subject: [
    ['C', 'NO'],
    ['O', 'Contoso'],
    ['CN', 'Contoso Test Root'],
  ],
  ca: { pathLength: 1 },
}

export const leafProfile: CertificateProfile = {
  ...validity,
  subject: [
    ['C', 'NO'],
    ['O', 'Contoso, "Ltd" + <Sons>'],
    ['OU', ' edge '],
    ['emailAddress', 'pki@contoso.internal'],
    ['CN', '#1; Blåbær'],
  ],
  subjectAltNames: ['DNS:apim.contoso.internal', 'DNS:*.contoso.internal', 'IP:10.20.0.4', 'IP:fd00::1'],
  purposes: ['serverAuth', 'clientAuth'],
}

export interface Sample {
  readonly title: string
  readonly root: Identity
  readonly leaf: Identity
}

export async function rsaSample(): Promise<Sample> {
  const [rootKeys, leafKeys] = await Promise.all([generateRsaKey(), generateRsaKey()])
  const root = issueRsa(rootProfile, rootKeys, null)
  return { title: 'RSA', root, leaf: issueRsa(leafProfile, leafKeys, root) }
}

export async function ecSample(kind: EcKind): Promise<Sample> {
  const root = await issueEc(rootProfile, kind, await generateEcKey(kind), null)
  return { title: kind, root, leaf: await issueEc(leafProfile, kind, await generateEcKey(kind), root) }
}

let made: Promise<Sample[]> | undefined

/** One root and one leaf of each kind of key; made once a test file. */
export function samples(): Promise<Sample[]> {
  made ??= Promise.all([rsaSample(), ecSample('P-256'), ecSample('P-384'), ecSample('Ed25519')])
  return made
}
