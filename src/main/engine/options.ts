import { readFile, stat } from 'node:fs/promises'
import type { UpstreamPort } from '../../shared/diagnosis/across/paths/shape.ts'
import type { GivenCertificate } from '../../shared/diagnosis/context.ts'
import type { Topology } from '../../shared/diagnosis/leg.ts'
import { readCertificate } from '../../shared/x509/certificate.ts'
import { readCertificateFile } from '../../shared/x509/pem.ts'
import { GivenFileError } from './given-file-error.ts'
import { NO_SECRETS, type SecretInputs } from './secrets.ts'

/** What the user told beside the captures: the options of `tlscope analyze`, read and checked. */
export interface EngineOptions {
  readonly topology: Topology
  /** Source ports that the gateway used, by its own log. */
  readonly upstreamPorts: readonly UpstreamPort[]
  readonly host: string | null
  /** A port on which TLS is expected, beside 443. */
  readonly port: number | null
  readonly expectMtls: boolean
  /** Milliseconds since 1970 UTC; `null`: each capture's own time. */
  readonly atMillis: number | null
  readonly trustedRoots: readonly GivenCertificate[]
  readonly clientCa: readonly GivenCertificate[]
  readonly clientCertificate: readonly GivenCertificate[]
  /** Key logs and RSA keys that open protected records. */
  readonly secrets: SecretInputs
}

export const NO_OPTIONS: EngineOptions = {
  topology: { gateway: null, apim: null },
  upstreamPorts: [],
  host: null,
  port: null,
  expectMtls: false,
  atMillis: null,
  trustedRoots: [],
  clientCa: [],
  clientCertificate: [],
  secrets: NO_SECRETS,
}

export { GivenFileError }

const LARGEST_CERTIFICATE_FILE = 4 * 1024 * 1024

/** Reads the certificates of a PEM or DER file. Keys in it are neither read nor kept. */
export async function readGivenCertificates(file: string): Promise<GivenCertificate[]> {
  const bytes = await readSmallFile(file)
  const given = readCertificateFile(bytes).certificates.map((der) => ({
    der,
    reading: readCertificate(der),
    file,
  }))
  const readable = given.filter(({ reading }) => reading.body.subject !== null)
  if (readable.length === 0) {
    throw new GivenFileError(`${file}: no certificate in it, expected PEM (BEGIN CERTIFICATE) or DER`)
  }
  return readable
}

async function readSmallFile(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file)
    if (size > LARGEST_CERTIFICATE_FILE) {
      throw new GivenFileError(`${file}: ${size} bytes are too many for a certificate file`)
    }
    return await readFile(file)
  } catch (error) {
    if (error instanceof GivenFileError) throw error
    throw new GivenFileError(`${file}: ${reason(error)}`)
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT') return 'no such file'
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied'
  if (code === 'EISDIR') return 'is a directory, expected a certificate file'
  return 'could not be read'
}
