import { isBuiltInName } from '../../shared/azure/trusted-root/index.ts'
import type { RoleDocument } from '../../shared/contract/certificate-document.ts'
import { SMALLEST_RSA } from '../../shared/diagnosis/support/weakness.ts'
import { list, quoted } from '../../shared/diagnosis/words.ts'
import { certificateExtension, type X509Certificate } from '../../shared/x509/certificate.ts'
import { ANY_PURPOSE, CLIENT_AUTH, purposeName, SERVER_AUTH } from '../../shared/x509/key-purpose.ts'
import type { LinkReport } from '../trust/index.ts'

/** What decides which part a certificate can play. */
export interface RoleQuestion {
  readonly certificate: X509Certificate
  readonly kind: CertificateKind
  readonly validity: LinkReport['validity']
  readonly weakness: string | null
  /** Its private key is in the files. */
  readonly hasKey: boolean
  /** It came out of a PKCS#12 file. */
  readonly inPkcs12: boolean
  /** Every platform knows it. */
  readonly isPublicRoot: boolean
  /** Its issuer is among the files; true for a root. */
  readonly issuerHeld: boolean
}

export type CertificateKind = 'root' | 'intermediate' | 'leaf' | 'self-signed'

/**
 * The parts that a certificate can play between clients, Application Gateway and API Management, each with why, or why
 * not. The gateway never presents a client certificate to its backend (facts 1.1.6), so there is no part for that.
 */
export function rolesOf(question: RoleQuestion): RoleDocument[] {
  return [
    role('listener-certificate', listener(question)),
    role('trusted-root-v2', trustedRoot(question)),
    role('authentication-certificate-v1', authentication(question)),
    role('client-ca', clientCa(question)),
    role('client-certificate', client(question)),
    role('apim-ca', apimCa(question)),
  ]
}

/** What rules it out, what is still to be done, and what is to be known. */
interface Reasons {
  readonly against: readonly (string | null)[]
  readonly todo?: readonly (string | null)[]
  readonly notes?: readonly (string | null)[]
}

function role(name: RoleDocument['role'], { against, todo = [], notes = [] }: Reasons): RoleDocument {
  const told = (reasons: readonly (string | null)[]) => reasons.filter((reason) => reason !== null)
  const no = told(against)
  if (no.length > 0) return { role: name, suits: 'no', why: no }
  const conditions = told(todo)
  return { role: name, suits: conditions.length > 0 ? 'if' : 'yes', why: [...conditions, ...told(notes)] }
}

function listener(question: RoleQuestion): Reasons {
  const { certificate, hasKey, inPkcs12, issuerHeld, kind } = question
  const names = hostNames(certificate)
  return {
    against: [isAuthority(question), lacksPurpose(certificate, SERVER_AUTH), outOfDate(question)],
    todo: [
      hasKey ? null : 'its private key comes with it',
      inPkcs12 ? null : 'certificate, issuers and key are put into one .pfx',
      issuerHeld ? null : 'its intermediates are put into the .pfx too: the gateway sends what it was given',
      names.length === 0
        ? 'clients go by its common name, which current ones do not: it names no host in subjectAltName'
        : null,
      kind === 'self-signed' ? 'clients trust this very certificate: it is self-signed' : null,
    ],
    notes: [names.length === 0 ? null : `for ${list(names, 3)}`],
  }
}

function trustedRoot(question: RoleQuestion): Reasons {
  const { certificate, kind, isPublicRoot } = question
  const why: Readonly<Record<CertificateKind, string | null>> = {
    root: null,
    intermediate: `it is an intermediate; v2 wants the root above it, ${issuerOf(certificate)}`,
    leaf: `it is a leaf; v2 wants the root of its chain`,
    'self-signed': 'it is self-signed without CA:TRUE: v2 reports a missing intermediate',
  }
  return {
    against: [why[kind], outOfDate(question)],
    todo: [
      isPublicRoot
        ? 'this one CA shall count and no other: it is a public root, which v2 knows anyway'
        : null,
    ],
    notes: ['as Base-64 .cer: tlscope cert export-root'],
  }
}

function authentication(question: RoleQuestion): Reasons {
  const { certificate } = question
  return {
    against: [
      isAuthority(question) === null ? null : 'it is a CA; v1 wants an exact copy of the backend’s leaf',
      lacksPurpose(certificate, SERVER_AUTH),
      outOfDate(question),
    ],
    todo: ['the gateway is v1, retired since 2026-04-28, and this is the very leaf that the backend sends'],
    notes: [
      hostNames(certificate).some((name) => isBuiltInName(name))
        ? 'not for *.azure-api.net: that certificate is renewed without notice'
        : null,
    ],
  }
}

function clientCa(question: RoleQuestion): Reasons {
  const { kind, certificate, isPublicRoot } = question
  const why: Readonly<Record<CertificateKind, string | null>> = {
    root: null,
    intermediate: null,
    leaf: 'it is no CA; the gateway ignores it in that file',
    'self-signed': 'it is self-signed without CA:TRUE, which counts as no CA',
  }
  return {
    against: [
      why[kind],
      kind === 'root' || kind === 'intermediate' ? lacksPurpose(certificate, CLIENT_AUTH) : null,
    ],
    todo: [
      kind === 'intermediate' ? `its root and all between stand in the same file` : null,
      isPublicRoot ? 'every client certificate of this public CA shall be let in, whoever owns it' : null,
    ],
    notes: [
      kind === 'root' ? 'with the intermediates below it in the same file' : null,
      'tlscope cert client-ca-bundle makes the file',
    ],
  }
}

function client(question: RoleQuestion): Reasons {
  const { certificate, hasKey, issuerHeld, weakness, kind } = question
  const usage = certificateExtension(certificate, 'keyUsage')
  return {
    against: [
      isAuthority(question),
      lacksPurpose(certificate, CLIENT_AUTH),
      usage !== null && !usage.usages.includes('digitalSignature')
        ? 'its key usage lacks digitalSignature, so it cannot prove to own its key'
        : null,
      outOfDate(question),
    ],
    todo: [
      hasKey ? null : 'the client has its private key',
      issuerHeld ? null : 'the server, or the client’s own file, holds its issuer',
      kind === 'self-signed' ? 'the server pins this very certificate: Application Gateway cannot' : null,
      weakness === null
        ? null
        : `the server takes ${weakness}: current ones want RSA ${SMALLEST_RSA} and SHA-256`,
    ],
  }
}

function apimCa(question: RoleQuestion): Reasons {
  const { kind } = question
  return {
    against: [
      kind === 'leaf' || kind === 'self-signed'
        ? 'it is no CA; a client certificate itself is pinned by its thumbprint in the policy'
        : null,
      outOfDate(question),
    ],
    notes: [
      `store ${kind === 'root' ? 'Root' : 'CertificateAuthority'}, Base64 without PEM markers, at most 10`,
      'not in Consumption and the v2 tiers',
    ],
  }
}

function isAuthority({ kind }: RoleQuestion): string | null {
  return kind === 'root' || kind === 'intermediate' ? 'it is a CA' : null
}

function lacksPurpose(certificate: X509Certificate, wanted: string): string | null {
  const usage = certificateExtension(certificate, 'extKeyUsage')
  if (usage === null) return null
  const oids = usage.purposes.map(({ value }) => value)
  if (oids.includes(wanted) || oids.includes(ANY_PURPOSE)) return null
  return `its purposes lack ${purposeName(wanted)}: ${list(oids.map((oid) => purposeName(oid) ?? oid)) || 'none at all'}`
}

function outOfDate({ certificate, validity }: RoleQuestion): string | null {
  switch (validity) {
    case 'valid':
      return null
    case 'expired':
      return `it expired on ${certificate.notAfter?.text}`
    case 'not-yet-valid':
      return `it is valid from ${certificate.notBefore?.text} only`
    case 'unreadable':
      return 'its dates cannot be read'
  }
}

function hostNames(certificate: X509Certificate): string[] {
  const names = certificateExtension(certificate, 'subjectAltName')?.names ?? []
  return names.flatMap(({ kind, value }) => (kind === 'dns' ? [quoted(value)] : []))
}

function issuerOf({ issuer }: X509Certificate): string {
  return quoted(issuer?.text ?? '')
}
