import { readFileSync } from 'node:fs'
import { sha256 } from '@noble/hashes/sha2.js'
import { openSecrets, readSecretFiles } from '../../src/main/engine/secrets.ts'
import { hex, hexNumber } from '../../src/shared/bytes/text.ts'
import type { LadderMessage } from '../../src/shared/conversation/conversation.ts'
import { negotiatedVersion, sniOf } from '../../src/shared/conversation/facts.ts'
import type { Endpoint } from '../../src/shared/packet/segment.ts'
import { ja3 } from '../../src/shared/tls/fingerprint/ja3.ts'
import { readConversations } from '../support/engine/read-conversations.ts'

/**
 * Holds the messages found in a capture against tshark's, line by line of the oracle: handshake messages and
 * alerts, those that a key log opens too, in order, by sender and receiver (not by stream number: tshark's
 * SOCKS dissector uses up numbers of its own). Where only one of the two had the means to decrypt, what was
 * decrypted is not judged.
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
  /** Of those, the ones that were decrypted. */
  readonly decrypted: number
  /** One line a sender and receiver, with what tshark saw and what was found. */
  readonly differences: readonly string[]
  readonly notJudged: number
}

/** One message in words that both sides use. */
interface Said {
  readonly text: string
  readonly decrypted: boolean
}

/** @param keyLog with which the oracle was made; `null`: none but what the capture itself carries */
export async function compareWithOracle(
  capture: string,
  oracle: string,
  keyLog: string | null,
): Promise<Agreement> {
  const rows = readOracle(oracle)
  const dirty = new Set(rows.filter(({ malformed }) => malformed).map(keyOf))
  const tls13 = new Set(rows.filter((row) => row.selected_version === '0x0304').map((row) => row.stream))
  const theirs = new Map<string, Said[]>()
  let [agreed, decrypted, notJudged] = [0, 0, 0]
  for (const row of rows) {
    const said = saidByRow(row, tls13.has(row.stream))
    if (said === null) notJudged++
    else put(theirs, keyOf(row), said)
  }
  const { messages: ours, withSecrets } = await messagesOf(capture, keyLog)
  const differences: string[] = []
  for (const key of new Set([...theirs.keys(), ...ours.keys()])) {
    let [expected, found] = [theirs.get(key) ?? [], ours.get(key) ?? []]
    if (dirty.has(key) || expected.length === 0) {
      // Malformed to tshark, or tshark is silent (a single direction, a port of another dissector).
      notJudged += Math.max(expected.length, found.length)
      continue
    }
    if (!withSecrets || !expected.some((said) => said.decrypted)) {
      const before = Math.max(expected.length, found.length)
      expected = expected.filter((said) => !said.decrypted)
      found = found.filter((said) => !said.decrypted)
      notJudged += before - Math.max(expected.length, found.length)
    }
    const length = Math.max(expected.length, found.length)
    const same = expected.filter(({ text }, at) => text === found[at]?.text)
    agreed += same.length
    decrypted += same.filter((said) => said.decrypted).length
    if (same.length === length) continue
    const at = Array.from({ length }, (_, i) => i).find((i) => expected[i]?.text !== found[i]?.text) ?? 0
    differences.push(
      `${key}, message ${at}: tshark ${expected[at]?.text ?? 'has none'}, found ${found[at]?.text ?? 'none'} (${expected.length} and ${found.length} in all)`,
    )
  }
  return { agreed, decrypted, differences, notJudged }
}

function keyOf(row: OracleRow): string {
  return `${row.src} > ${row.dst}`
}

function put(said: Map<string, Said[]>, key: string, one: Said): void {
  said.set(key, [...(said.get(key) ?? []), one])
}

function readOracle(file: string): OracleRow[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as OracleRow)
}

function saidByRow(row: OracleRow, tls13: boolean): Said | null {
  if (row.encrypted || row.dir === '?' || row.kind === 'ccs') return null
  // The oracle calls decrypted what follows a ChangeCipherSpec; in TLS 1.3 that is a dummy, and the second
  // ClientHello behind a HelloRetryRequest is as plain as the first.
  const opaque = row.opaque_type === 23
  if (row.kind === 'alert') {
    const text = `alert ${row.alert_level}/${row.alert_desc}`
    return { text, decrypted: opaque || row.rec_len !== PLAIN_ALERT }
  }
  if (row.kind === 'sslv2') return row.hs_type === 1 ? { text: 'SSLv2 ClientHello', decrypted: false } : null
  const facts: Record<number, unknown> = {
    1: [row.sni ?? null, row.ja3],
    2: [row.selected_version, row.cipher],
    11: row.cert_sha256 ?? [],
    13: row.ca_dn_count ?? 0,
  }
  const text = `${row.hs_type}/${row.hs_len} ${JSON.stringify(facts[row.hs_type ?? -1] ?? null)}`
  return { text, decrypted: tls13 ? opaque : row.decrypted === true }
}

async function messagesOf(
  capture: string,
  keyLog: string | null,
): Promise<{ messages: Map<string, Said[]>; withSecrets: boolean }> {
  const messages = new Map<string, Said[]>()
  const secrets = openSecrets(await readSecretFiles(keyLog === null ? [] : [keyLog], false, []))
  await readConversations(
    capture,
    (conversation) => {
      for (const message of conversation.messages) {
        const text = textOfMessage(message)
        if (text === null) continue
        const { client, server } = conversation
        const key = message.from === 'client' ? between(client, server) : between(server, client)
        put(messages, key, { text, decrypted: message.decrypted })
      }
    },
    secrets,
  )
  return { messages, withSecrets: secrets.hasAny }
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
