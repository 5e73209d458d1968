import { basename } from 'node:path'
import type { ClientCaBundleDocument } from '../../shared/contract/certificate-document.ts'
import { readFacts } from '../../shared/conversation/facts.ts'
import type { CertificateSource, MadeBundle, MadeRoot } from '../../shared/ipc/certificate-channels.ts'
import type { Request } from '../../shared/ipc/contract.ts'
import type { X509Certificate } from '../../shared/x509/certificate.ts'
import { mayHaveIssued } from '../../shared/x509/chain.ts'
import { certificateSummary } from '../../shared/x509/summary.ts'
import type { PoolCertificate } from '../certificates/build-bundle.ts'
import { exportRoot } from '../certificates/export-root.ts'
import { makeBundle } from '../certificates/make-bundle.ts'
import { base64Cer } from '../certificates/pem-text.ts'
import { readCertificates } from '../certificates/read-certificates.ts'
import { rootDocument } from '../certificates/root-document.ts'
import { CredentialError, NO_PASSPHRASE, type PreflightClock } from '../probe/credentials/index.ts'
import type { OpenHandshake } from './kept-handshakes.ts'
import { readGivenCertificates } from './options.ts'
import { Refusal } from './refusal.ts'

/**
 * The files that a gateway wants, made of what the window shows: certificates alone, as text. The main process writes
 * them where the user says; keys never leave this process.
 */
export class WindowGatewayFiles {
  readonly #handshake: (analysis: string, id: string) => Promise<OpenHandshake>
  readonly #proven: Set<string>

  /** @param proven passphrases that opened something before */
  constructor(handshake: (analysis: string, id: string) => Promise<OpenHandshake>, proven: Set<string>) {
    this.#handshake = handshake
    this.#proven = proven
  }

  readonly answers = {
    'certificates:make-bundle': async ({
      from,
    }: Request<'certificates:make-bundle'>): Promise<MadeBundle> => {
      const { pool, files } = await this.#taken(from, 'client')
      const { pem, document } = await makeBundle(pool, files, clockNow(), 'client-ca.pem')
      return { text: pem, document }
    },
    'certificates:make-root': async ({
      from,
      end,
      roots,
      sku,
    }: Request<'certificates:make-root'>): Promise<MadeRoot> => {
      const { pool, name, handshake } = await this.#taken(from, 'server')
      const clock = clockNow()
      const given = (await Promise.all(roots.map(readGivenCertificates))).flat()
      const result = await exportRoot({
        source: name,
        sent: withEndFirst(
          pool.map(({ certificate }) => certificate),
          end,
        ),
        roots: given.map(({ der }) => der),
        sku,
        atMillis: clock.nowMillis,
      })
      const { exported } = result
      return {
        text: exported && base64Cer(exported.der),
        document: rootDocument(result, clock, { sku, source: name, handshake }, FILE_NAMES[sku]),
      }
    },
  }

  async #taken(from: CertificateSource, side: 'client' | 'server'): Promise<Taken> {
    if ('files' in from) return await this.#fromFiles(from.files)
    const { conversation, probe, document } = await this.#handshake(from.analysis, from.handshake)
    const { clientChain, serverChain } = readFacts(conversation, probe)
    const pool = (side === 'client' ? clientChain : serverChain).map(({ reading }) => ({
      file: document.id,
      certificate: reading.body,
    }))
    if (pool.length === 0)
      throw new Refusal(
        'no-certificates',
        `${document.id} shows no certificate of the ${side}.`,
        'In TLS 1.3 it is encrypted: decrypt the capture, or open the certificate file.',
      )
    const handshake = { id: document.id, side, why: 'the one on show' }
    return {
      name: document.id,
      handshake,
      pool,
      files: [{ path: document.id, handshake, contents: [] }],
    }
  }

  /** What cannot be read is told in the list of files; here it is left out. */
  async #fromFiles(paths: readonly string[]): Promise<Taken> {
    const pool: PoolCertificate[] = []
    const files: ClientCaBundleDocument['files'] = []
    for (const path of paths) {
      try {
        const { certificates, material } = await readCertificates(path, NO_PASSPHRASE, this.#proven)
        pool.push(...certificates.map((certificate) => ({ file: basename(path), certificate })))
        files.push({ path, handshake: null, contents: material.contents.map((item) => ({ ...item })) })
      } catch (error) {
        if (!(error instanceof CredentialError)) throw error
      }
    }
    if (pool.length === 0)
      throw new Refusal('no-certificates', 'No certificate could be read in these files.')
    return { name: paths.map((path) => basename(path)).join(', '), handshake: null, pool, files }
  }
}

interface Taken {
  readonly name: string
  readonly handshake: ClientCaBundleDocument['files'][number]['handshake']
  readonly pool: readonly PoolCertificate[]
  readonly files: ClientCaBundleDocument['files']
}

const FILE_NAMES = { v1: 'backend-authentication.cer', v2: 'backend-root.cer' } as const

function clockNow(): PreflightClock {
  return { nowMillis: Date.now(), clock: 'local' }
}

/** The certificate whose chain is meant, then all others; where none is named, the first that issued no other. */
function withEndFirst(all: readonly X509Certificate[], end: string | null): X509Certificate[] {
  const meant =
    end === null
      ? all.find((one) => all.every((other) => other === one || !mayHaveIssued(one, other)))
      : all.find((one) => certificateSummary(one).sha256 === end)
  return meant === undefined ? [...all] : [meant, ...all.filter((one) => one !== meant)]
}
