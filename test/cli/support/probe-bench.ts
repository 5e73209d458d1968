import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import forge from 'node-forge'
import { afterAll, beforeAll } from 'vitest'
import { chainPem, type Identity, keyPem } from '../../../src/main/lab/certificates/profile.ts'
import { type AnalysisDocument, analysisSchema } from '../../../src/shared/contract/analysis.ts'
import type { ProbeDocument } from '../../../src/shared/contract/probe.ts'
import { certificates, type Loopback, loopback } from '../../unit/main/probe/support/loopback.ts'
import { type Folder, temporaryFolder } from './captures.ts'
import { type How, type Ran, tlscope, warmUp } from './run.ts'

/** What the servers' certificates are for. */
export const HOST = 'apim.contoso.internal'
/** Opens `locked.key` and `client.pfx`. */
export const PASSPHRASE = 'correct horse battery staple'

/** Servers on loopback and a folder of certificates and keys, for tests that run the command. */
export interface Bench {
  readonly lab: Loopback
  readonly folder: Folder
  /** The path of a file in the folder. */
  at(name: string): string
  /** Ports, once `beforeAll` is over: no client authentication, strict in TLS 1.3, strict in TLS 1.2. */
  readonly ports: { plain: number; mutual: number; mutual12: number }
}

export function probeBench(): Bench {
  const lab = loopback()
  const folder = temporaryFolder()
  const ports = { plain: 0, mutual: 0, mutual12: 0 }
  const at = (name: string): string => join(folder.path, name)
  beforeAll(async () => {
    await warmUp()
    await fill(folder)
    mkdirSync(at('folder'))
    const [root, issuer] = [await certificates.clientRoot(), await certificates.clientIntermediate()]
    const asking = { requestCert: true, rejectUnauthorized: true, ca: [root.pem, issuer.pem] }
    ports.plain = await lab.tlsServer()
    ports.mutual = await lab.tlsServer({ ...asking, minVersion: 'TLSv1.3' })
    ports.mutual12 = await lab.tlsServer({ ...asking, maxVersion: 'TLSv1.2' })
  }, 180_000)
  afterAll(() => folder.remove())
  return { lab, folder, at, ports }
}

async function fill(folder: Folder): Promise<void> {
  const [client, issuer, rogue, expired] = await Promise.all([
    certificates.client(),
    certificates.clientIntermediate(),
    certificates.clientRogue(),
    certificates.clientExpired(),
  ])
  folder.file('root.pem', (await certificates.serverRoot()).pem)
  folder.file('client-root.pem', (await certificates.clientRoot()).pem)
  folder.file('client.pem', chainPem(client, issuer))
  folder.file('client.key', keyPem(client.privateKey))
  const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE } as const
  folder.file('locked.key', client.privateKey.export(locked).toString())
  folder.file('rogue.pem', `${rogue.pem}\n${keyPem(rogue.privateKey)}`)
  folder.file('expired.pem', `${chainPem(expired, issuer)}\n${keyPem(expired.privateKey)}`)
  folder.file('client.pfx', pfx(PASSPHRASE, client, issuer))
  folder.file('other.key', keyPem((await certificates.server()).privateKey))
  folder.file('empty.key', '')
  folder.file('notes.key', 'Nothing but words.\n')
}

function pfx(passphrase: string, ...chain: readonly [Identity, ...Identity[]]): Uint8Array {
  const key = forge.pki.privateKeyFromPem(keyPem(chain[0].privateKey))
  const certified = chain.map(({ pem }) => forge.pki.certificateFromPem(pem))
  const asn1 = forge.pkcs12.toPkcs12Asn1(key, certified, passphrase, { algorithm: 'aes256' })
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1')
}

/** Probes a port on loopback under the name that the certificates are for. */
export function probe(port: number, args: readonly string[] = [], how: How = {}): Promise<Ran> {
  return tlscope(['probe', `${HOST}:${port}`, '--connect', `127.0.0.1:${port}`, ...args], how)
}

export function analysis(ran: Ran): AnalysisDocument {
  return analysisSchema.parse(JSON.parse(ran.stdout))
}

export function probed(ran: Ran): ProbeDocument {
  const [source] = analysis(ran).sources
  if (source?.probe === undefined) throw new Error('no probe in the document')
  return source.probe
}
