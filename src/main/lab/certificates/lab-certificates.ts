import { type EcKind, generateEcKey, issueEc } from './ec.ts'
import type { CertificateProfile, Identity, KeyPair, NameLabel } from './profile.ts'
import { generateRsaKey, issueRsa } from './rsa.ts'

/**
 * The lab's certification authorities and everything they issue: fictional names, keys that live in memory for
 * as long as the process does. Each certificate is made when it is first asked for.
 */
export class LabCertificates {
  readonly #made = new Map<string, Promise<unknown>>()
  readonly #now: number

  /** @param now milliseconds since 1970 UTC that validity is laid around */
  constructor(now: number = Date.now()) {
    this.#now = now
  }

  serverRoot = (): Promise<Identity> =>
    this.#rsa('serverRoot', authority('Contoso Server Root CA', this.#years(-5, 15)))

  serverIntermediate = (): Promise<Identity> =>
    this.#rsa(
      'serverIntermediate',
      authority('Contoso Server Issuing CA', this.#years(-3, 5), 0),
      this.serverRoot,
    )

  /** What APIM and the gateway present when all is well. */
  server = (): Promise<Identity> =>
    this.#rsa('server', this.#serverLeaf(), this.serverIntermediate, 'serverKey')

  serverForOtherHost = (): Promise<Identity> =>
    this.#rsa(
      'serverForOtherHost',
      {
        ...this.#serverLeaf('portal.contoso.internal'),
        subjectAltNames: ['DNS:portal.contoso.internal', 'DNS:*.dev.contoso.internal'],
      },
      this.serverIntermediate,
      'serverKey',
    )

  serverExpired = (): Promise<Identity> =>
    this.#rsa(
      'serverExpired',
      { ...this.#serverLeaf(), ...this.#days(-400, -10) },
      this.serverIntermediate,
      'serverKey',
    )

  serverNotYetValid = (): Promise<Identity> =>
    this.#rsa(
      'serverNotYetValid',
      { ...this.#serverLeaf(), ...this.#days(3, 300) },
      this.serverIntermediate,
      'serverKey',
    )

  serverWithoutServerAuth = (): Promise<Identity> =>
    this.#rsa(
      'serverWithoutServerAuth',
      { ...this.#serverLeaf(), purposes: ['clientAuth'] },
      this.serverIntermediate,
      'serverKey',
    )

  /** RSA-1024, signed with SHA-1. */
  serverWeak = (): Promise<Identity> =>
    this.#rsa(
      'serverWeak',
      { ...this.#serverLeaf(), hash: 'SHA-1' },
      this.serverIntermediate,
      'weakKey',
      1024,
    )

  /** Its own issuer, and no CA: what a machine makes for itself on installation. */
  serverSelfSigned = (): Promise<Identity> =>
    this.#rsa('serverSelfSigned', this.#serverLeaf(), null, 'serverKey')

  clientRoot = (): Promise<Identity> =>
    this.#rsa('clientRoot', authority('Contoso Client Root CA', this.#years(-5, 15)))

  clientIntermediate = (): Promise<Identity> =>
    this.#rsa(
      'clientIntermediate',
      authority('Contoso Client Issuing CA', this.#years(-3, 5), 0),
      this.clientRoot,
    )

  /** Under the root that everybody trusts, and not the CA that clients are expected to come from. */
  clientSiblingIntermediate = (): Promise<Identity> =>
    this.#rsa(
      'clientSiblingIntermediate',
      authority('Contoso Devices Issuing CA', this.#years(-3, 5), 0),
      this.clientRoot,
    )

  clientOfSibling = (): Promise<Identity> =>
    this.#rsa('clientOfSibling', this.#clientLeaf(), this.clientSiblingIntermediate, 'clientKey')

  client = (): Promise<Identity> =>
    this.#rsa('client', this.#clientLeaf(), this.clientIntermediate, 'clientKey')

  clientExpired = (): Promise<Identity> =>
    this.#rsa(
      'clientExpired',
      { ...this.#clientLeaf(), ...this.#days(-400, -10) },
      this.clientIntermediate,
      'clientKey',
    )

  clientNotYetValid = (): Promise<Identity> =>
    this.#rsa(
      'clientNotYetValid',
      { ...this.#clientLeaf(), ...this.#days(3, 300) },
      this.clientIntermediate,
      'clientKey',
    )

  clientWithoutClientAuth = (): Promise<Identity> =>
    this.#rsa(
      'clientWithoutClientAuth',
      { ...this.#clientLeaf(), purposes: ['serverAuth'] },
      this.clientIntermediate,
      'clientKey',
    )

  /** RSA-1024, signed with SHA-1. */
  clientWeak = (): Promise<Identity> =>
    this.#rsa(
      'clientWeak',
      { ...this.#clientLeaf(), hash: 'SHA-1' },
      this.clientIntermediate,
      'weakKey',
      1024,
    )

  rogueRoot = (): Promise<Identity> =>
    this.#rsa('rogueRoot', authority('Fabrikam Root CA', this.#years(-2, 8), undefined, 'Fabrikam'))

  /** A client certificate of a CA that nobody here trusts. */
  clientRogue = (): Promise<Identity> =>
    this.#rsa('clientRogue', { ...this.#clientLeaf('device-17', 'Fabrikam') }, this.rogueRoot, 'clientKey')

  ecRoot = (kind: EcKind): Promise<Identity> =>
    this.#ec(`ecRoot-${kind}`, kind, authority(`Contoso ${kind} Root CA`, this.#years(-5, 15)), null)

  ecServer = (kind: EcKind): Promise<Identity> =>
    this.#ec(`ecServer-${kind}`, kind, this.#serverLeaf(), () => this.ecRoot(kind))

  ecClient = (kind: EcKind): Promise<Identity> =>
    this.#ec(`ecClient-${kind}`, kind, this.#clientLeaf(), () => this.ecRoot(kind))

  #serverLeaf(host = 'apim.contoso.internal'): CertificateProfile {
    return {
      subject: name('Contoso', host),
      ...this.#days(-30, 335),
      subjectAltNames: [`DNS:${host}`],
      purposes: ['serverAuth'],
    }
  }

  #clientLeaf(device = 'device-17', organization = 'Contoso'): CertificateProfile {
    return { subject: name(organization, device), ...this.#days(-30, 335), purposes: ['clientAuth'] }
  }

  #rsa(
    id: string,
    profile: CertificateProfile,
    issuer: (() => Promise<Identity>) | null = null,
    key = `${id}Key`,
    bits: 1024 | 2048 = 2048,
  ): Promise<Identity> {
    return this.#once(id, async () => {
      const [keys, signer] = await Promise.all([this.#key(key, bits), issuer?.() ?? null])
      return issueRsa(profile, keys, signer)
    })
  }

  #ec(
    id: string,
    kind: EcKind,
    profile: CertificateProfile,
    issuer: (() => Promise<Identity>) | null,
  ): Promise<Identity> {
    return this.#once(id, async () => {
      const [keys, signer] = await Promise.all([generateEcKey(kind), issuer?.() ?? null])
      return issueEc(profile, kind, keys, signer)
    })
  }

  /** Leaves of one owner share a key: only the certificate is wrong with them. */
  #key(id: string, bits: 1024 | 2048): Promise<KeyPair> {
    return this.#once(`key:${id}`, () => generateRsaKey(bits))
  }

  #once<T>(id: string, make: () => Promise<T>): Promise<T> {
    const made = (this.#made.get(id) as Promise<T> | undefined) ?? make()
    this.#made.set(id, made)
    return made
  }

  #years(from: number, to: number) {
    return this.#days(from * 365, to * 365)
  }

  #days(from: number, to: number): Pick<CertificateProfile, 'notBefore' | 'notAfter'> {
    const day = 86_400_000
    const at = (days: number) => new Date(Math.floor((this.#now + days * day) / 1000) * 1000)
    return { notBefore: at(from), notAfter: at(to) }
  }
}

function name(organization: string, common: string): [NameLabel, string][] {
  return [
    ['C', 'NO'],
    ['O', organization],
    ['CN', common],
  ]
}

function authority(
  common: string,
  validity: Pick<CertificateProfile, 'notBefore' | 'notAfter'>,
  pathLength?: number,
  organization = 'Contoso',
): CertificateProfile {
  const ca = pathLength === undefined ? {} : { pathLength }
  return { subject: name(organization, common), ...validity, ca }
}
