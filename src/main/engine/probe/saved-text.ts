import type { FindingDocument } from '../../../shared/contract/analysis.ts'
import type { ProbeDocument } from '../../../shared/contract/probe.ts'
import { savedProbeSchema } from './saved-schema.ts'
import { transcriptOfText, transcriptText } from './saved-transcript.ts'
import type { ToldCertificate, ToldProbe } from './told.ts'

/** A probe's own words beside its packets: what it is judged by, and what its document said. Nothing is secret. */
export interface SavedProbe extends DescribedProbe {
  readonly told: ToldProbe
}

export interface DescribedProbe {
  readonly probe: ProbeDocument
  /** Of no single handshake. */
  readonly findings: readonly FindingDocument[]
}

/** `tlscope-probe/1 2/3 …`: a comment may be 65,535 bytes long, so that the text is cut into pieces, in their order. */
const MARK = 'tlscope-probe/1'
const PIECE = 30_000
const MOST_PIECES = 400

/** Comments for a section header that a saved probe is read again by. */
export function savedComments({ told, probe, findings }: SavedProbe): string[] {
  const { live: _, ...plain } = told
  const saved = {
    told: {
      ...plain,
      trustedRoots: plain.trustedRoots.map(asText),
      clientCa: plain.clientCa.map(asText),
      clientCertificate: plain.clientCertificate.map(asText),
      transcript: plain.transcript === null ? null : transcriptText(plain.transcript),
    },
    probe,
    findings,
  }
  // ASCII alone, so that a piece is as many bytes as characters.
  const json = JSON.stringify(saved).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const count = Math.ceil(json.length / PIECE)
  return Array.from(
    { length: count },
    (_, at) => `${MARK} ${at + 1}/${count} ${json.slice(at * PIECE, (at + 1) * PIECE)}`,
  )
}

function asText({ file, der }: ToldCertificate): { file: string; der: string } {
  return { file, der: Buffer.from(der).toString('base64') }
}

/** Puts the pieces together again. What is damaged, or not of this version, is passed over: the packets still speak. */
export class SavedProbeReader {
  #pieces: string[] = []

  /** @returns the probe, once its last piece was read */
  read(comment: string): SavedProbe | null {
    if (!comment.startsWith(`${MARK} `)) return null
    const [, at = '', of = '', text = ''] = /^\S+ (\d{1,4})\/(\d{1,4}) ([\s\S]*)$/.exec(comment) ?? []
    const [number, count] = [Number(at), Number(of)]
    if (number === 1) this.#pieces = []
    if (text === '' || count > MOST_PIECES || number !== this.#pieces.length + 1) return null
    this.#pieces.push(text)
    if (number < count) return null
    return parsed(this.#pieces.splice(0).join(''))
  }
}

function parsed(json: string): SavedProbe | null {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return null
  }
  const read = savedProbeSchema.safeParse(value)
  if (!read.success) return null
  const { told, probe, findings } = read.data
  return {
    told: {
      ...told,
      live: false,
      trustedRoots: told.trustedRoots.map(asCertificate),
      clientCa: told.clientCa.map(asCertificate),
      clientCertificate: told.clientCertificate.map(asCertificate),
      transcript: told.transcript === null ? null : transcriptOfText(told.transcript),
    },
    probe,
    findings,
  }
}

function asCertificate({ file, der }: { file: string; der: string }): ToldCertificate {
  return { file, der: Uint8Array.from(Buffer.from(der, 'base64')) }
}
