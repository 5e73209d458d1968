import { open } from 'node:fs/promises'
import { fromHex } from '../../../../shared/bytes/text.ts'
import type { X509Certificate } from '../../../../shared/x509/certificate.ts'
import { readCertificates } from '../../../certificates/read-certificates.ts'
import { readSide, sideName } from '../../../engine/comparison/side.ts'
import { NO_OPTIONS } from '../../../engine/options.ts'
import { CredentialError, type PassphraseSource } from '../../../probe/credentials/index.ts'
import type { Material } from '../../../probe/credentials/material.ts'
import { CommandError } from '../../exit-status.ts'
import { credentialText } from '../probe/credential.ts'

/** Which end's certificates a capture is asked for. */
export type Side = 'client' | 'server'

/** Certificates of one input, in the order they stand there or were sent. */
export interface CertificateInput {
  /** As the user named it. */
  readonly name: string
  /** The handshake they were sent in; `null` for a file of certificates. */
  readonly handshake: { readonly id: string; readonly side: Side; readonly why: string } | null
  readonly certificates: readonly X509Certificate[]
  /** Keys and the list of contents; `null` for a capture. */
  readonly material: Material | null
}

export interface InputTerms {
  readonly passphrase: PassphraseSource
  /** Named for the message where a passphrase is missing. */
  readonly passphraseEnv: string | undefined
  /** The sides of a capture that may answer, the wanted one first. */
  readonly sides: readonly Side[]
  readonly signal: AbortSignal
}

/**
 * Reads what a name stands for: a file of certificates in any form, or a capture or saved probe, with `#h3` behind it
 * one handshake of it.
 * @throws CommandError naming the file
 */
export async function readCertificateInput(name: string, terms: InputTerms): Promise<CertificateInput> {
  const { path, handshake } = sideName(name)
  if (handshake !== null || (await isCapture(path))) return fromCapture(name, terms)
  try {
    return { name, handshake: null, ...(await readCertificates(name, terms.passphrase)) }
  } catch (error) {
    if (error instanceof CredentialError) {
      const { passphraseEnv } = terms
      throw new CommandError(credentialText(error, passphraseEnv === undefined ? {} : { passphraseEnv }))
    }
    throw error
  }
}

/** pcap in both orders and both resolutions, pcapng, gzip. */
const CAPTURE_BEGINNINGS = ['d4c3b2a1', 'a1b2c3d4', '4d3cb2a1', 'a1b23c4d', '0a0d0d0a', '1f8b'].map(
  (text) => fromHex(text) ?? new Uint8Array(0),
)

async function isCapture(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => null)
  if (file === null) return false
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(4), 0, 4, 0)
    return CAPTURE_BEGINNINGS.some(
      (beginning) => bytesRead >= beginning.length && beginning.every((byte, at) => buffer[at] === byte),
    )
  } catch {
    return false
  } finally {
    await file.close()
  }
}

/** The first handshake that shows a chain of the side that is wanted, unless one was named. */
async function fromCapture(name: string, { sides, signal }: InputTerms): Promise<CertificateInput> {
  const side = sideName(name)
  const { found, count } = await readSide(side, NO_OPTIONS, signal)
  for (const wanted of sides) {
    for (const { document, judged } of found) {
      const chain = wanted === 'client' ? judged.facts.clientChain : judged.facts.serverChain
      if (chain.length === 0) continue
      const why =
        side.handshake !== null || count === 1
          ? 'the one asked for'
          : `the first of ${count} handshakes that shows one`
      return {
        name,
        handshake: { id: document.id, side: wanted, why },
        certificates: chain.map(({ reading }) => reading.body),
        material: null,
      }
    }
  }
  const whose = sides.map((one) => `${one}'s`).join(' or ')
  throw new CommandError(
    `${name}: no handshake in it shows a ${whose} certificate; in TLS 1.3 it is encrypted, unless the capture holds the keys (tlscope probe --save F.pcapng --with-secrets)`,
  )
}

/** What an input held, for the document. */
export function inputDocument({ name, handshake, material }: CertificateInput) {
  return { path: name, handshake, contents: (material?.contents ?? []).map((item) => ({ ...item })) }
}
