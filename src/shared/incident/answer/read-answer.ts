import { decodeText } from '../../azure/documents/decode-text.ts'
import { isLogTable } from '../../azure/documents/log-table.ts'
import { type FileRead, readAzureFile } from '../../azure/documents/read-file.ts'
import { printable } from '../../bytes/text.ts'
import { count } from '../../diagnosis/words.ts'
import type { X509Certificate } from '../../x509/certificate.ts'
import { type CurlReading, readCurl } from './curl.ts'
import { certificatesIn, readSClient, type SClientReading } from './s-client.ts'
import { type CleanText, withoutSecrets } from './secrets.ts'

/** What was pasted or dropped as an answer, and what it was understood as. */
export interface AnswerRead {
  /** The file's name, or what the paste is called. */
  readonly name: string
  /** The item it was given to; `null`: to none in particular. */
  readonly item: string | null
  readonly azure: FileRead | null
  readonly sClient: readonly SClientReading[]
  readonly curl: CurlReading | null
  /** Certificates that were given alone. */
  readonly certificates: readonly X509Certificate[]
  /** Text that is none of these: kept as it is, shortened, without secrets. */
  readonly note: string | null
  /** What it was understood as, in one clause. */
  readonly said: string
  /** What could not be read, or was taken out; one sentence each. */
  readonly problems: readonly string[]
}

const LONGEST_NOTE = 4_000

/**
 * Reads an answer, whatever it is: `az` output first, then `openssl s_client`, certificates, `curl`. Never throws on
 * bytes, and keeps no secret.
 */
export function readAnswer(bytes: Uint8Array, name: string, item: string | null = null): AnswerRead {
  const captured = captureForm(bytes)
  if (captured !== null) {
    return nothing(name, item, [
      `${name}: this is ${captured}, not the output of a command; open it as a capture`,
    ])
  }
  const clean = withoutSecrets(decodeText(bytes).text)
  const removed = clean.removed.map(
    (what) =>
      `${name}: a ${what} stood in it and was left out${what === 'private key' ? '; whoever saw it could use it' : ''}`,
  )
  // The firewall's log quotes requests, certificates and all.
  const isLog = isLogTable(clean.text)
  const sClient = isLog ? [] : readSClient(clean.text)
  const curl = isLog || sClient.length > 0 ? null : readCurl(clean.text)
  const certificates = isLog || sClient.length > 0 ? [] : certificatesIn(clean.text)
  const known = sClient.length > 0 || certificates.length > 0 || curl !== null
  const azure = known ? null : azureIn(bytes, clean, name)
  if (azure !== null) {
    return {
      ...nothing(name, item, [...azure.problems, ...removed]),
      azure,
      said: azureSaid(azure),
    }
  }
  if (!known) return asNote(clean.text, name, item, removed)
  const said = [
    ...sClient.map(sClientSaid),
    ...(certificates.length > 0 ? [count(certificates.length, 'certificate')] : []),
    ...(curl === null ? [] : [curlSaid(curl)]),
  ]
  return { ...nothing(name, item, removed), sClient, curl, certificates, said: said.join('; ') }
}

function nothing(name: string, item: string | null, problems: readonly string[]): AnswerRead {
  return {
    name,
    item,
    azure: null,
    sClient: [],
    curl: null,
    certificates: [],
    note: null,
    said: 'not read',
    problems,
  }
}

/**
 * Where it holds anything of `az`, or is meant to: JSON that is broken, or of another command, is told as such, but
 * for a text with secrets in it, whose beginning is not to be quoted.
 */
function azureIn(bytes: Uint8Array, { text, removed }: CleanText, name: string): FileRead | null {
  const read = readAzureFile(bytes, name)
  if (read.documents.length > 0 || read.parts.healthReports.length > 0) return read
  if (removed.length > 0) return null
  return /^\s*(?:[[{"]|null\b|ERROR: )/.test(text) || isLogTable(text) || read.notes.length > 0 ? read : null
}

function azureSaid({ documents, parts, notes }: FileRead): string {
  if (documents.length > 0)
    return documents.map(({ title, items }) => (items === 1 ? title : `${title} (${items})`)).join(', ')
  if (parts.healthReports.length > 0) return 'az was refused'
  return notes.length > 0 ? 'az printed nothing' : 'not read'
}

function asNote(text: string, name: string, item: string | null, removed: readonly string[]): AnswerRead {
  const note = lines(text).slice(0, LONGEST_NOTE)
  if (note === '') return { ...nothing(name, item, [...removed, `${name}: there is nothing in it`]) }
  return { ...nothing(name, item, removed), note, said: 'kept as a note' }
}

/** Line by line, so that line ends stay and nothing else that is invisible. */
function lines(text: string): string {
  return text
    .slice(0, LONGEST_NOTE * 2)
    .split(/\r?\n/)
    .map((line) => printable(line).trimEnd())
    .join('\n')
    .trim()
}

function sClientSaid({ subjects, requested, noConnection, alert }: SClientReading): string {
  if (noConnection !== null) return `openssl s_client: ${NO_CONNECTION[noConnection]}`
  const chain = subjects.length === 0 ? 'no certificate' : `a chain of ${subjects.length}`
  const asks = { yes: 'a client certificate asked for', no: 'none asked for', unknown: 'asking not seen' }
  return `openssl s_client: ${chain}, ${asks[requested]}${alert === null ? '' : `, alert ${alert}`}`
}

export const NO_CONNECTION = {
  refused: 'the connection was refused',
  timeout: 'nobody answered the connection',
  unresolved: 'the name has no address there',
  unreachable: 'there is no route to the address',
} as const

function curlSaid({ status, error }: CurlReading): string {
  return error === null ? `curl: HTTP ${status ?? 'answer not seen'}` : `curl failed with ${error.code}`
}

/** Captures begin with a magic number: pcap in both orders and resolutions, pcapng, gzip. */
export function captureForm(bytes: Uint8Array): string | null {
  const [first, second, third, fourth] = bytes
  const magic = [first, second, third, fourth]
    .map((byte) => (byte ?? 0).toString(16).padStart(2, '0'))
    .join('')
  if (['d4c3b2a1', 'a1b2c3d4', '4d3cb2a1', 'a1b23c4d', '0a0d0d0a'].includes(magic)) return 'a packet capture'
  return magic.startsWith('1f8b') ? 'a gzip file' : null
}
