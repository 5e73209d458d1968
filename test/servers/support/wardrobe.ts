import { type EcKind, generateEcKey, issueEc } from '../../../src/main/lab/certificates/ec.ts'
import { LabCertificates } from '../../../src/main/lab/certificates/lab-certificates.ts'
import {
  type CertificateProfile,
  chainPem,
  type Identity,
  keyPem,
} from '../../../src/main/lab/certificates/profile.ts'
import { generateRsaKey, issueRsa } from '../../../src/main/lab/certificates/rsa.ts'
import type { ClientCredential } from '../../../src/main/probe/credential.ts'
import {
  clientCredential,
  NO_PASSPHRASE,
  type OpenedCredential,
  openCredential,
} from '../../../src/main/probe/credentials/index.ts'
import { credentialOf } from '../../../src/main/probe/tls-client/index.ts'
import { ServerFolder } from './program.ts'
import { revocationList } from './revocation.ts'

/** What the servers are dressed in, and what their clients come with: in memory for us, as files for the others. */

export type ServerKey = 'RSA' | 'P-256' | 'P-384' | 'Ed25519'
/** What a gateway minds in its backend. */
export type FaultyServer = 'expired' | 'another name' | 'self-signed'

/** Each differs from a good certificate in one thing. */
export const CLIENTS = [
  'none',
  'RSA',
  'P-256',
  'P-384',
  'Ed25519',
  'unknown CA',
  'expired RSA',
  'expired P-256',
  'not yet valid',
  'no clientAuth',
  'P-256 without clientAuth',
  'no intermediate',
  'weak',
  'another key',
  /** By a list that some listeners have. */
  'revoked',
] as const
export type ClientKind = (typeof CLIENTS)[number]

export interface CertificateFiles {
  /** PEM, the leaf first. */
  readonly chain: string
  readonly leaf: string
  readonly issuers: string | null
  readonly key: string
}

export interface DressedClient extends CertificateFiles {
  readonly credential: ClientCredential
  readonly opened: OpenedCredential
  readonly sendChain: 'leaf' | 'full'
}

const DAY = 86_400_000

export class Wardrobe {
  readonly #folder = new ServerFolder('wardrobe')
  readonly #lab = new LabCertificates()
  readonly #clients = new Map<ClientKind, DressedClient>()
  readonly #servers = new Map<ServerKey | FaultyServer, CertificateFiles>()
  #trusted = ''
  #serverRoot = ''
  #revocations = ''

  /** Makes everything at once. */
  static async made(): Promise<Wardrobe> {
    const wardrobe = new Wardrobe()
    await wardrobe.#make()
    return wardrobe
  }

  get folder(): string {
    return this.#folder.path
  }

  /** PEM file of the CAs that clients' certificates are judged by: roots alone. */
  get clientRoots(): string {
    return this.#trusted
  }

  /** PEM file of a CRL. */
  get revocations(): string {
    return this.#revocations
  }

  /** PEM file of the CA of the RSA servers. */
  get serverRoot(): string {
    return this.#serverRoot
  }

  server(key: ServerKey | FaultyServer): CertificateFiles {
    return known(this.#servers.get(key))
  }

  client(kind: Exclude<ClientKind, 'none'>): DressedClient {
    return known(this.#clients.get(kind))
  }

  /** A file beside the certificates. */
  write(name: string, content: string | Uint8Array): string {
    return this.#folder.write(name, content)
  }

  clear(): void {
    this.#folder.remove()
  }

  async #make(): Promise<void> {
    const lab = this.#lab
    const kinds: EcKind[] = ['P-256', 'P-384', 'Ed25519']
    const roots = [await lab.clientRoot(), ...(await Promise.all(kinds.map((kind) => lab.ecRoot(kind))))]
    this.#trusted = this.write('client-roots.pem', chainPem(...roots))
    this.#servers.set('RSA', this.#files('server-RSA', [await lab.server(), await lab.serverIntermediate()]))
    this.#serverRoot = this.write('server-root.pem', (await lab.serverRoot()).pem)
    const issuer = await lab.serverIntermediate()
    this.#servers.set('expired', this.#files('server-expired', [await lab.serverExpired(), issuer]))
    this.#servers.set('another name', this.#files('server-other', [await lab.serverForOtherHost(), issuer]))
    this.#servers.set('self-signed', this.#files('server-self', [await lab.serverSelfSigned()]))
    for (const kind of kinds) {
      this.#servers.set(kind, this.#files(`server-${kind}`, [await lab.ecServer(kind)]))
      await this.#dress(kind, [await lab.ecClient(kind)])
    }
    const intermediate = await lab.clientIntermediate()
    const sound = await lab.client()
    await this.#dress('RSA', [sound, intermediate])
    await this.#dress('no intermediate', [sound, intermediate], 'leaf')
    await this.#dress('unknown CA', [await lab.clientRogue()])
    await this.#dress('expired RSA', [await lab.clientExpired(), intermediate])
    await this.#dress('no clientAuth', [await lab.clientWithoutClientAuth(), intermediate])
    await this.#dress('weak', [await lab.clientWeak(), intermediate])
    const early: CertificateProfile = { ...sound.profile, ...validity(10, 300) }
    const { privateKey, publicKey } = sound
    await this.#dress('not yet valid', [
      issueRsa(early, { privateKey, publicKey }, intermediate),
      intermediate,
    ])
    const stranger = await generateRsaKey()
    await this.#dress('another key', [{ ...sound, privateKey: stranger.privateKey }, intermediate])
    await this.#dressEc('expired P-256', validity(-400, -10))
    const revoked = await this.#dressEc('revoked', {})
    this.#revocations = this.write('crl.pem', await revocationList(await lab.ecRoot('P-256'), revoked))
    await this.#dressEc('P-256 without clientAuth', { purposes: ['serverAuth'] })
  }

  async #dressEc(kind: ClientKind, change: Partial<CertificateProfile>): Promise<Identity> {
    const root = await this.#lab.ecRoot('P-256')
    const { profile } = await this.#lab.ecClient('P-256')
    const made = await issueEc({ ...profile, ...change }, 'P-256', await generateEcKey('P-256'), root)
    await this.#dress(kind, [made])
    return made
  }

  async #dress(
    kind: ClientKind,
    chain: readonly Identity[],
    sendChain: 'leaf' | 'full' = 'full',
  ): Promise<void> {
    const files = this.#files(`client-${kind.replaceAll(' ', '-')}`, chain)
    const opened = await openCredential([files.chain, files.key], NO_PASSPHRASE)
    // A key that is not the certificate's is refused before a packet is sent; here it has to get through.
    const credential =
      opened.pairing === 'matched'
        ? clientCredential(opened)
        : credentialOf(
            chain.map(({ der }) => der),
            known(chain[0]).privateKey,
          )
    this.#clients.set(kind, { ...files, credential, opened, sendChain })
  }

  #files(name: string, chain: readonly Identity[]): CertificateFiles {
    const [leaf, ...issuers] = chain
    return {
      chain: this.write(`${name}.chain.pem`, chainPem(...chain)),
      leaf: this.write(`${name}.pem`, known(leaf).pem),
      issuers: issuers.length === 0 ? null : this.write(`${name}.issuers.pem`, chainPem(...issuers)),
      key: this.write(`${name}.key`, keyPem(known(leaf).privateKey)),
    }
  }
}

function validity(from: number, to: number): Pick<CertificateProfile, 'notBefore' | 'notAfter'> {
  const at = (days: number): Date => new Date(Math.floor((Date.now() + days * DAY) / 1000) * 1000)
  return { notBefore: at(from), notAfter: at(to) }
}

function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the wardrobe has no such thing')
  return value
}
