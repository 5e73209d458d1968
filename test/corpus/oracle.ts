import { readFileSync } from 'node:fs'
import { sha256 } from '@noble/hashes/sha2.js'
import { readSource } from '../../src/main/engine/read-source.ts'
import { hex, hexNumber } from '../../src/shared/bytes/text.ts'
import type { LadderMessage } from '../../src/shared/conversation/conversation.ts'
import { negotiatedVersion, sniOf } from '../../src/shared/conversation/facts.ts'
import type { Endpoint } from '../../src/shared/packet/segment.ts'
import { ja3 } from '../../src/shared/tls/fingerprint/ja3.ts'

/**
 * Holds the messages found in a capture against tshark's, line by line of the oracle. Only what both can see
 * without keys is judged: plaintext handshake messages and plaintext alerts, in order, by sender and receiver
 * (not by stream number: tshark's SOCKS dissector uses up numbers of its own).
 */

const PLAIN_ALERT = 2

/** One line of the oracle (see the head of oracle.sh), as far as it is judged. */
interface OracleRow {
  readonly stream: number
  readonly dir: 'c2s' | 's2c' | '?'
  readonly src: string
  readonly dst: string
  readonly rec_len?: number | null
  readonly opaque_type?: number | null
  readonly kind: 'handshake' | 'alert' | 'sslv2' | 'ccs'
  readonly hs_type?: number | null
  readonly hs_len?: number | null
  readonly encrypted: boolean
  readonly decrypted?: boolean
  readonly malformed: boolean
  readonly sni?: string | null
  readonly ja3?: string | null
  readonly selected_version?: string
  readonly cipher?: string | null
  readonly cert_sha256?: string[] | null
  readonly ca_dn_count?: number | null
  readonly alert_level?: number | null
  readonly alert_desc?: number | null
}

export interface Agreement {
  readonly agreed: number
  /** One line a sender and receiver, with what tshark saw and what was found. */
  readonly differences: readonly string[]
  readonly notJudged: number
}

export async function compareWithOracle(capture: string, oracle: string): Promise<Agreement> {
  const theirs = new Map<string, string[]>()
  const dirty = new Set<string>()
  let notJudged = 0
  const rows = readOracle(oracle)
  const tls13 = new Set(rows.filter((row) => row.selected_version === '0x0304').map((row) => row.stream))
  for (const row of rows) {
    const key = `${row.src} > ${row.dst}`
    if (row.malformed) dirty.add(key)
    const text = textOfRow(row, tls13.has(row.stream))
    if (text === null) notJudged++
    else theirs.set(key, [...(theirs.get(key) ?? []), text])
  }
  const ours = await messagesOf(capture)
  let agreed = 0
  const differences: string[] = []
  for (const key of new Set([...theirs.keys(), ...ours.keys()])) {
    const expected = theirs.get(key) ?? []
    const found = ours.get(key) ?? []
    if (dirty.has(key) || expected.length === 0) {
      // Malformed to tshark, or tshark is silent (a single direction, a port of another dissector).
      notJudged += Math.max(expected.length, found.length)
      continue
    }
    const same = expected.filter((text, at) => text === found[at]).length
    agreed += same
    if (same < Math.max(expected.length, found.length)) {
      const at = Array.from({ length: Math.max(expected.length, found.length) }, (_, i) => i).find(
        (i) => expected[i] !== found[i],
      )
      differences.push(
        `${key}, message ${at}: tshark ${expected[at ?? 0] ?? 'has none'}, found ${found[at ?? 0] ?? 'none'} (${expected.length} and ${found.length} in all)`,
      )
    }
  }
  return { agreed, differences, notJudged }
}

function readOracle(file: string): OracleRow[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as OracleRow)
}

function textOfRow(row: OracleRow, tls13: boolean): string | null {
  // The oracle calls decrypted what follows a ChangeCipherSpec; in TLS 1.3 that is a dummy, and the second
  // ClientHello behind a HelloRetryRequest is as plain as the first.
  const decrypted = tls13 ? row.opaque_type === 23 : row.decrypted === true
  if (row.encrypted || decrypted || row.dir === '?' || row.kind === 'ccs') return null
  // An alert of another length was decrypted with the key log.
  if (row.kind === 'alert' && row.rec_len !== PLAIN_ALERT) return null
  if (row.kind === 'alert') return `alert ${row.alert_level}/${row.alert_desc}`
  if (row.kind === 'sslv2') return row.hs_type === 1 ? 'SSLv2 ClientHello' : null
  const facts: Record<number, unknown> = {
    1: [row.sni ?? null, row.ja3],
    2: [row.selected_version, row.cipher],
    11: row.cert_sha256 ?? [],
    13: row.ca_dn_count ?? 0,
  }
  return `${row.hs_type}/${row.hs_len} ${JSON.stringify(facts[row.hs_type ?? -1] ?? null)}`
}

async function messagesOf(capture: string): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  await readSource(capture, 0, {
    conversation: (conversation) => {
      for (const message of conversation.messages) {
        const text = textOfMessage(message)
        if (text === null) continue
        const { client, server } = conversation
        const key = message.from === 'client' ? between(client, server) : between(server, client)
        found.set(key, [...(found.get(key) ?? []), text])
      }
    },
  })
  return found
}

function between(from: Endpoint | null, to: Endpoint | null): string {
  return `${endpointText(from)} > ${endpointText(to)}`
}

function endpointText(endpoint: Endpoint | null): string {
  if (endpoint === null) return '?'
  const { address, port } = endpoint
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

function textOfMessage(message: LadderMessage): string | null {
  if (message.layer !== 'tls' || message.cut) return null
  if (message.alert !== null) {
    return `alert ${message.alert.level?.value}/${message.alert.description?.value}`
  }
  const body = message.handshake
  if (body === null || message.raw === null) return null
  if (message.form === 'sslv2-client-hello') return 'SSLv2 ClientHello'
  return `${message.raw[0]}/${message.length - 4} ${JSON.stringify(factsOf(body))}`
}

function factsOf(body: NonNullable<LadderMessage['handshake']>): unknown {
  switch (body.type) {
    case 'ClientHello':
      return [sniOf(body), ja3(body)?.hash]
    case 'ServerHello':
    case 'HelloRetryRequest':
      return [hexNumber(negotiatedVersion(body) ?? 0, 4), hexNumber(body.cipherSuite?.value ?? 0, 4)]
    case 'Certificate':
      return body.entries.map(({ certificate }) => hex(sha256(certificate.value)))
    case 'CertificateRequest':
      return body.certificateAuthorities.length
    default:
      return null
  }
}
