import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { synthesiseCapture } from '../../../../src/main/capture-file/synthesise.ts'
import { LabCertificates } from '../../../../src/main/lab/certificates/lab-certificates.ts'
import { findScenario, listScenarios, recordLab, runScenario } from '../../../../src/main/lab/index.ts'
import type { LabRecord } from '../../../../src/main/lab/scenario.ts'
import { isFindingId } from '../../../../src/shared/diagnosis/taxonomy.ts'
import { readConversations } from '../../../support/engine/read-conversations.ts'
import { ladder } from './ladder.ts'

const certificates = new LabCertificates()

const UNANSWERED = ['C SYN', 'C Retransmission', 'C Retransmission', 'C Retransmission', 'C Retransmission']

/** Rows that have to stand in the ladder, in this order, others between them allowed. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'tls12-mutual-ok': [
    'C OPEN',
    'S CertificateRequest',
    'C Certificate',
    'C CertificateVerify',
    'S ChangeCipherSpec',
    'C 23',
    'S 23',
    'C FIN',
  ],
  'tls13-mutual-ok': ['C ClientHello', 'S ServerHello', 'S 23', 'C 23', 'S 23', 'C FIN'],
  'tls13-ecdsa-mutual-ok': ['C ClientHello', 'S ServerHello', 'S 23', 'C 23', 'S 23', 'C FIN'],
  'tcp-refused': ['C SYN', 'S RST'],
  'reset-after-client-hello': ['C OPEN', 'C ClientHello', 'S RST'],
  'no-answer-to-client-hello': ['C OPEN', 'C ClientHello', 'C FIN'],
  'plain-http-on-tls-port': ['C ClientHello', 'S FIN'],
  'protocol-version': ['C ClientHello', 'S Alert protocol_version'],
  'tls10-only-server': ['C ClientHello', 'S ServerHello', 'C Alert protocol_version'],
  'cipher-mismatch': ['C ClientHello', 'S Alert handshake_failure'],
  'sni-rejected': ['C ClientHello', 'S Alert unrecognized_name'],
  'alpn-mismatch': ['C ClientHello', 'S Alert no_application_protocol'],
  'server-root-untrusted': ['S Certificate', 'S ServerHelloDone', 'C Alert unknown_ca', 'C FIN'],
  'server-root-untrusted-tls13': ['C ClientHello', 'S ServerHello', 'S 23', 'C Alert unknown_ca', 'C FIN'],
  'server-chain-incomplete': ['S Certificate', 'S ServerHelloDone', 'C Alert unknown_ca', 'C FIN'],
  'server-chain-misordered': ['S Certificate', 'S ServerHelloDone', 'C Alert unknown_ca', 'C FIN'],
  'server-name-mismatch': ['S Certificate', 'S ServerHelloDone', 'C Alert bad_certificate', 'C FIN'],
  'server-certificate-expired': [
    'S Certificate',
    'S ServerHelloDone',
    'C Alert certificate_expired',
    'C FIN',
  ],
  'server-certificate-not-yet-valid': [
    'S Certificate',
    'S ServerHelloDone',
    'C Alert bad_certificate',
    'C FIN',
  ],
  'server-eku-missing': ['S Certificate', 'S ServerHelloDone', 'C Alert unsupported_certificate', 'C FIN'],
  'server-self-signed': ['S Certificate', 'S ServerHelloDone', 'C Alert unknown_ca', 'C FIN'],
  'server-certificate-weak': ['S Certificate', 'S ServerHelloDone', 'C Alert bad_certificate', 'C FIN'],
  'backend-refused-silently': [
    'S ServerHelloDone',
    'C ChangeCipherSpec',
    'S ChangeCipherSpec',
    'C 21',
    'C FIN',
  ],
  'client-certificate-required-tls12': [
    'S CertificateRequest',
    'C Certificate',
    'C ChangeCipherSpec',
    'S Alert handshake_failure',
    'S FIN',
  ],
  'late-rejection-tls13': ['S ServerHello', 'C 23', 'C 23', 'S 23', 'S FIN'],
  'client-ca-unknown': ['S CertificateRequest', 'C Certificate', 'C CertificateVerify', 'S Alert unknown_ca'],
  'client-ca-unknown-tls13': ['S ServerHello', 'S 23', 'C 23', 'S 23', 'S FIN'],
  'client-chain-incomplete': [
    'S CertificateRequest',
    'C Certificate',
    'C CertificateVerify',
    'S Alert unknown_ca',
  ],
  'client-certificate-expired': ['C Certificate', 'C CertificateVerify', 'S Alert certificate_expired'],
  'client-eku-missing': ['C Certificate', 'C CertificateVerify', 'S Alert unsupported_certificate'],
  'client-certificate-weak': ['C Certificate', 'C CertificateVerify', 'S Alert bad_certificate'],
  'client-certificate-revoked': ['C Certificate', 'C CertificateVerify', 'S Alert certificate_revoked'],
  'gateway-400-no-certificate': ['S CertificateRequest', 'C Certificate', 'C 23', 'S 23', 'S 21', 'S FIN'],
  'gateway-400-certificate-error': [
    'S CertificateRequest',
    'C Certificate',
    'C CertificateVerify',
    'C 23',
    'S 23',
    'S 21',
    'S FIN',
  ],
  'client-certificate-not-requested': ['S ServerHelloDone', 'C 23', 'S 23', 'S 21', 'S FIN'],
  'renegotiated-for-client-certificate': [
    'C 23',
    'S 22',
    'C 22',
    'S 22',
    'C 22',
    'C 20',
    'S 20',
    'S 22',
    'S 23',
    'C 21',
    'C FIN',
  ],
  'renegotiation-refused': ['C 23', 'S 22', 'C 21', 'S 21', 'S FIN'],
  'client-certificate-not-yet-valid': ['C Certificate', 'C CertificateVerify', 'S Alert bad_certificate'],
  'client-proof-failed': ['C Certificate', 'C CertificateVerify', 'S Alert decrypt_error'],
  'closed-after-client-hello': ['C ClientHello', 'S FIN'],
  'hello-internal-error': ['C ClientHello', 'S Alert internal_error'],
  'ssh-on-tls-port': ['C OPEN', 'C ClientHello', 'C Alert unexpected_message', 'C FIN'],
  'post-handshake-auth-tls13': ['S ServerHello', 'C 23', 'C 23', 'S 23', 'C 23', 'S 23', 'S FIN'],
  'post-handshake-auth-unavailable-tls13': ['S ServerHello', 'C 23', 'C 23', 'S 23', 'S FIN'],
  'renegotiation-stalled': ['C 23', 'S 22', 'C 23', 'C 23', 'C FIN'],
  'ca-names-empty': ['S CertificateRequest', 'C Certificate', 'C CertificateVerify', 'C 23', 'S 23'],
  'ca-names-truncated': ['S CertificateRequest', 'C Certificate', 'S Alert handshake_failure'],
  'apim-403-tls13': ['C ClientHello', 'S ServerHello', 'C 23', 'S 23', 'S FIN'],
  'gateway-502': ['S CertificateRequest', 'C CertificateVerify', 'C 23', 'S 23', 'S FIN'],
  'probe-path-404': ['S ServerHelloDone', 'C 23', 'S 23', 'S FIN'],
  'gateway-400-certificate-error-tls13': ['C ClientHello', 'S ServerHello', 'C 23', 'S 23', 'S FIN'],
  'tls12-silence-before-certificate': ['C ClientHello', 'S ServerHello', 'C FIN'],
  'tls12-closed-before-certificate': ['C ClientHello', 'S ServerHello', 'S FIN'],
  'tls12-alert-before-certificate': ['C ClientHello', 'S ServerHello', 'S Alert internal_error', 'S FIN'],
  'tls12-reset-in-server-flight': ['S ServerHello', 'S Certificate', 'S ServerKeyExchange', 'S RST'],
  'tls12-alert-before-finished': ['S ServerHelloDone', 'C ChangeCipherSpec', 'S Alert handshake_failure'],
  'tls12-closed-after-client-certificate': ['S CertificateRequest', 'C Certificate', 'C 22', 'S FIN'],
  'tls12-reset-after-client-certificate': ['S CertificateRequest', 'C Certificate', 'C 22', 'S RST'],
  'tls12-silence-after-client-certificate': ['S CertificateRequest', 'C Certificate', 'C 22', 'C FIN'],
  'tls13-silence-after-server-hello': ['C ClientHello', 'S ServerHello', 'C FIN'],
  'tls13-closed-before-certificate': ['C ClientHello', 'S ServerHello', 'S 23', 'S FIN'],
  'tls13-alert-before-certificate': ['C ClientHello', 'S ServerHello', 'S 23', 'S 23', 'S FIN'],
  'tls13-reset-before-finished': ['S ServerHello', 'S 23', 'S 23', 'S 23', 'S RST'],
  'tls12-byte-by-byte': ['C ClientHello', 'C Certificate', 'C 22', 'S 22', 'S 22', 'C 23', 'S 23'],
  'tls13-byte-by-byte': ['C ClientHello', 'S 23', 'S 23', 'S 23', 'C 23', 'S 23'],
  'tls12-request-never-answered': ['S ServerHelloDone', 'C 22', 'S 22', 'C 23', 'C FIN'],
  'tls13-request-never-answered': ['C ClientHello', 'S ServerHello', 'S 23', 'C 23', 'C FIN'],
  'gateway-400-no-certificate-read-tls12': [
    'S CertificateRequest',
    'C Certificate',
    'C 22',
    'S 22',
    'C 23',
    'S 23',
    'S FIN',
  ],
  'gateway-400-no-certificate-read-tls13': [
    'C ClientHello',
    'S ServerHello',
    'S 23',
    'C 23',
    'S 23',
    'S FIN',
  ],
  'gateway-400-no-certificate-sealed-tls13': [
    'C ClientHello',
    'S ServerHello',
    'S 23',
    'C 23',
    'S 23',
    'S FIN',
  ],
  'gateway-400-expired-tls13': ['C ClientHello', 'S ServerHello', 'S 23', 'C 23', 'S 23', 'S FIN'],
  'gateway-400-issuer-dn-tls12': [
    'S CertificateRequest',
    'C Certificate',
    'C CertificateVerify',
    'S 22',
    'C 23',
    'S 23',
    'S FIN',
  ],
  'gateway-400-foreign-ca-tls12': [
    'S CertificateRequest',
    'C Certificate',
    'C CertificateVerify',
    'S 22',
    'C 23',
    'S 23',
    'S FIN',
  ],
  'gateway-400-passed-on-tls12': [
    'S Certificate',
    'S ServerKeyExchange',
    'S ServerHelloDone',
    'C 22',
    'S 22',
    'C 23',
    'S 23',
    'S FIN',
  ],
  'passthrough-no-certificate-tls13': ['C ClientHello', 'S ServerHello', 'S 23', 'C 23', 'S 23'],
  'listener-tls13-mutual-read-ok': ['C ClientHello', 'S ServerHello', 'S 23', 'C 23', 'S 23'],
  'gateway-504-tls13': ['C ClientHello', 'S ServerHello', 'S 23', 'C 23', 'S 23', 'S FIN'],
  'group-mismatch-tls13': ['C ClientHello', 'S Alert handshake_failure'],
  'signature-algorithm-mismatch-tls12': ['C ClientHello', 'S Alert handshake_failure'],
  'hello-rejected-tls13': ['C ClientHello', 'S Alert handshake_failure'],
  'backend-tls12-ok': [
    'S Certificate',
    'S ServerKeyExchange',
    'S ServerHelloDone',
    'C 22',
    'S 22',
    'C 23',
    'S 23',
  ],
  'backend-tls13-ok': ['C ClientHello', 'S ServerHello', 'S 23', 'C 23', 'S 23'],
  'backend-asks-and-serves-tls12': [
    'S CertificateRequest',
    'C Certificate',
    'C ClientKeyExchange',
    'C 22',
    'S 22',
    'C 23',
    'S 23',
  ],
  'backend-asks-and-serves-tls13': ['C ClientHello', 'S ServerHello', 'S 23', 'C 23', 'S 23'],
  'backend-requires-certificate-tls12': [
    'S CertificateRequest',
    'C Certificate',
    'S Alert handshake_failure',
    'S FIN',
  ],
  'backend-requires-certificate-tls13': ['C ClientHello', 'S ServerHello', 'S 23', 'C 23', 'S 23', 'S FIN'],
  'backend-refused-silently-tls13': ['C ClientHello', 'S ServerHello', 'S 23', 'C 23', 'C FIN'],
  'backend-refused-silently-sealed-tls13': ['C ClientHello', 'S ServerHello', 'S 23', 'C 23', 'C FIN'],
  'backend-refused-silently-name-tls12': [
    'S Certificate',
    'S ServerHelloDone',
    'C 22',
    'S 22',
    'C 21',
    'C FIN',
  ],
  'backend-refused-silently-sound-tls12': [
    'S Certificate',
    'S ServerHelloDone',
    'C 22',
    'S 22',
    'C 21',
    'C FIN',
  ],
  'backend-sni-missing-tls12': ['S Certificate', 'S ServerHelloDone', 'C 22', 'S 22', 'C 21', 'C FIN'],
  'backend-sni-missing-reset-tls13': ['C OPEN', 'C ClientHello', 'S RST'],
  'apim-backend-502': ['S ServerHelloDone', 'C 22', 'S 22', 'C 23', 'S 23', 'S FIN'],
  'backend-status-path-401-tls13': ['C ClientHello', 'S ServerHello', 'S 23', 'C 23', 'S 23', 'S FIN'],
  'backend-weak-certificate-tls12': ['S Certificate', 'S ServerHelloDone', 'C 22', 'S 22', 'C 23', 'S 23'],
  'direct-tls12-mutual-ok': [
    'S CertificateRequest',
    'C Certificate',
    'C CertificateVerify',
    'S 22',
    'C 23',
    'S 23',
  ],
  'direct-tls13-mutual-sealed-ok': ['C ClientHello', 'S ServerHello', 'S 23', 'C 23', 'S 23'],
  'apim-403-no-certificate-tls12': [
    'S CertificateRequest',
    'C Certificate',
    'C ClientKeyExchange',
    'S 22',
    'C 23',
    'S 23',
  ],
  'apim-401-tls13': ['C ClientHello', 'S ServerHello', 'S 23', 'C 23', 'S 23', 'S FIN'],
  'connection-test-tls13': ['C ClientHello', 'S ServerHello', 'S 23', 'C 23', 'C FIN'],
  'client-ca-unknown-read-tls13': ['C ClientHello', 'S ServerHello', 'S 23', 'C 23', 'S 23', 'S FIN'],
  'client-certificate-expired-read-tls13': [
    'C ClientHello',
    'S ServerHello',
    'S 23',
    'C 23',
    'S 23',
    'S FIN',
  ],
  'client-eku-missing-read-tls13': ['C ClientHello', 'S ServerHello', 'S 23', 'C 23', 'S 23', 'S FIN'],
  'client-certificate-not-yet-valid-read-tls13': [
    'C ClientHello',
    'S ServerHello',
    'S 23',
    'C 23',
    'S 23',
    'S FIN',
  ],
  'server-certificate-expired-tls13': [
    'C ClientHello',
    'S ServerHello',
    'S 23',
    'C Alert certificate_expired',
    'C FIN',
  ],
  'server-eku-missing-tls13': [
    'C ClientHello',
    'S ServerHello',
    'S 23',
    'C Alert unsupported_certificate',
    'C FIN',
  ],
  'server-certificate-refused-tls13': [
    'C ClientHello',
    'S ServerHello',
    'S 23',
    'C Alert bad_certificate',
    'C FIN',
  ],
  'tls10-mutual-ok': [
    'S CertificateRequest',
    'C Certificate',
    'C CertificateVerify',
    'C 22',
    'S 22',
    'C 23',
    'S 23',
  ],
  'tls11-backend-ok': ['S ServerHelloDone', 'C ClientKeyExchange', 'C 22', 'S 22', 'C 23', 'S 23'],
  'tls10-client-certificate-required': [
    'S CertificateRequest',
    'C Certificate',
    'S Alert handshake_failure',
    'S FIN',
  ],
  'tls11-client-ca-unknown': [
    'S CertificateRequest',
    'C Certificate',
    'C CertificateVerify',
    'S Alert unknown_ca',
    'S FIN',
  ],
  'tls10-client-refused': ['C ClientHello', 'S Alert protocol_version'],
  'tls11-client-refused': ['C ClientHello', 'S Alert handshake_failure'],
  'syn-unanswered-listener': UNANSWERED,
  'syn-unanswered-direct': UNANSWERED,
  'syn-unanswered-backend': UNANSWERED,
  'syn-answer-lost-direct': ['C SYN', 'S SYN-ACK', 'C Retransmission', 'S Retransmission'],
  'syn-lost-once-tls13': [
    'C SYN',
    'C Retransmission',
    'S SYN-ACK',
    'C ClientHello',
    'S ServerHello',
    'C FIN',
  ],
  'mtu-server-flight-tls12': ['C ClientHello', 'S Hole', 'S ServerHelloDone', 'C FIN'],
  'mtu-server-flight-tls13': ['C ClientHello', 'S Hole', 'C FIN'],
  'mtu-server-flight-at-server-tls12': [
    'C ClientHello',
    'S ServerHello',
    'S ServerHelloDone',
    'S Retransmission',
    'S Retransmission',
    'S Retransmission',
    'S Retransmission',
    'C FIN',
  ],
  'mtu-server-flight-at-server-tls13': [
    'C ClientHello',
    'S ServerHello',
    'S Retransmission',
    'S Retransmission',
    'C FIN',
  ],
  'mtu-client-flight-tls12': [
    'S ServerHelloDone',
    'C Certificate',
    'C CertificateVerify',
    'C Retransmission',
    'C Retransmission',
    'C Retransmission',
    'C Retransmission',
  ],
  'mtu-client-flight-tls13': ['S ServerHello', 'C Retransmission', 'C Retransmission', 'C Retransmission'],
  'mtu-client-flight-at-server-tls12': ['S CertificateRequest', 'C Hole', 'C ChangeCipherSpec', 'S FIN'],
  'mtu-client-flight-at-server-tls13': ['S ServerHello', 'C Hole', 'S FIN'],
  'mtu-client-hello-tls13': ['C ClientHello', 'C Retransmission', 'C Retransmission', 'C Retransmission'],
  'mtu-without-client-certificate-tls12': [
    'C ClientHello',
    'S ServerHelloDone',
    'C ApplicationData',
    'C FIN',
  ],
  'server-flight-lost-once-tls12': [
    'C ClientHello',
    'S ServerHello',
    'S ServerHelloDone',
    'C ApplicationData',
  ],
  'client-flight-lost-once-tls13': ['S ServerHello', 'C ApplicationData', 'S ApplicationData', 'C FIN'],
}

/** No TLS was spoken there. */
const NEVER_OPENED: ReadonlySet<string> = new Set([
  'tcp-refused',
  'syn-unanswered-listener',
  'syn-unanswered-direct',
  'syn-unanswered-backend',
  'syn-answer-lost-direct',
])

/** Rows of a recording whose packets were written by a path that loses some of them. */
async function rowsOf(record: LabRecord): Promise<string[]> {
  const rows: string[] = []
  await readConversations(synthesiseCapture([record]), ({ messages }) => {
    for (const { from, type } of messages) rows.push(`${from === 'client' ? 'C' : 'S'} ${type}`)
  })
  return rows
}

describe('the scenarios', () => {
  it('are at least twelve failures and two that work, each with an id of its own', () => {
    const scenarios = listScenarios()
    expect(new Set(scenarios.map(({ id }) => id)).size).toBe(scenarios.length)
    const working = scenarios.filter(({ expected }) => expected.stage === null)
    expect(working.length).toBeGreaterThanOrEqual(2)
    expect(scenarios.length - working.length).toBeGreaterThanOrEqual(12)
    expect(scenarios.map(({ id }) => id).sort()).toEqual(Object.keys(EXPECTED).sort())
  })

  it('expect findings that the taxonomy knows', () => {
    for (const { expected } of listScenarios()) {
      for (const id of [...expected.firstFinding, ...(expected.mustInclude ?? [])]) {
        expect(isFindingId(id), id).toBe(true)
      }
    }
  })

  it.each(listScenarios().map((scenario) => [scenario.id, scenario] as const))(
    '%s shows on the wire what its story says',
    async (id, scenario) => {
      const record = await scenario.run({ certificates, clientPort: 50_000 })
      const rows = record.frames === undefined ? ladder(record) : await rowsOf(record)
      expect(inOrder(rows, EXPECTED[id] ?? []), rows.join(', ')).toEqual(EXPECTED[id])
      expect(record.server.port).toBe(443)
      const times = (record.frames ?? record.exchanges).map(({ atMicros }) => atMicros)
      expect(times).toEqual([...times].sort((a, b) => a - b))
    },
  )
})

describe('the recording', () => {
  const tshark = spawnSync('tshark', ['--version']).status === 0
  if (!tshark) console.log('skipped: recordings beside tshark, which is not installed')

  it.runIf(tshark)('reads in tshark with every stream in its place and nothing malformed', async () => {
    const incident = await recordLab()
    const folder = mkdtempSync(join(tmpdir(), 'tlscope-lab-'))
    try {
      const file = join(folder, incident.name)
      writeFileSync(file, incident.pcapng)
      const fields = ['tcp.stream', 'tls.alert_message.desc', 'tls.handshake.type', '_ws.malformed']
      const lines = execFileSync(
        'tshark',
        ['-r', file, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])],
        { encoding: 'utf8' },
      )
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t'))
      expect(lines.filter(([, , , malformed]) => malformed)).toEqual([])
      expect(new Set(lines.map(([stream]) => Number(stream)))).toEqual(new Set(incident.scenarios.keys()))
      for (const [stream, scenario] of incident.scenarios.entries()) {
        const rows = EXPECTED[scenario.id] ?? []
        const own = lines.filter((line) => Number(line[0]) === stream)
        const alerts = own.flatMap((line) => (line[1] ? [line[1]] : []))
        // With the secrets in the recording tshark sees the alerts that the rows know as protected records only.
        const opened = own.some((line) => line[2]?.split(',').some((type) => type === '8' || type === '20'))
        if (!opened) expect(alerts.length > 0, scenario.id).toBe(rows.some((row) => row.includes('Alert')))
        const hellos = own.flatMap((line) => (line[2]?.split(',').includes('1') ? [line] : []))
        const said = rows.some((row) => row === 'C ClientHello') || !NEVER_OPENED.has(scenario.id)
        expect(hellos.length > 0, scenario.id).toBe(said)
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('of one scenario says that it is synthesised, and what it is', async () => {
    const { pcapng, scenario } = await runScenario('tcp-refused')
    const text = Buffer.from(pcapng).toString('latin1')
    expect(text).toContain('synthesised')
    expect(text).toContain(scenario.title)
  })

  it('of an unknown scenario is refused by name', async () => {
    expect(findScenario('nonsense')).toBeNull()
    await expect(runScenario('nonsense')).rejects.toThrow('nonsense')
  })
})

/** The expected rows that were found in order. */
function inOrder(rows: readonly string[], expected: readonly string[]): string[] {
  const found: string[] = []
  for (const row of rows) if (row === expected[found.length]) found.push(row)
  return found
}
