import fc from 'fast-check'
import { handshakeId } from '../../../src/shared/contract/handshake-document.ts'
import { rfc3339 } from '../../../src/shared/contract/time.ts'
import { LEGS, OUTCOMES } from '../../../src/shared/conversation/vocabulary.ts'
import type { HandshakeRow } from '../../../src/shared/ipc/handshake-row.ts'
import { DECRYPTION_STATES } from '../../../src/shared/tls/record-opener.ts'

const endpoint = fc.option(
  fc.record({
    address: fc.constantFrom('10.0.0.4', '10.0.1.5', 'fd00::1', '2001:db8::44:3', 'bücher.example'),
    port: fc.integer({ min: 0, max: 65_535 }),
  }),
)
const time = fc.oneof(
  fc.integer({ min: 0, max: 4_000_000_000_000_000 }).map(rfc3339),
  // What no table of numbers can hold.
  fc.constantFrom(
    '',
    '+012026-11-22T01:43:16.123456Z',
    '2026-11-22T01:43:16Z',
    '2026-11-22T01:43:16.123456+01:00',
  ),
)

/** Any row, of one of few connections, so that some are told again. */
export const anyRow: fc.Arbitrary<HandshakeRow> = fc
  .record({
    source: fc.nat({ max: 3 }),
    tcpStream: fc.oneof(fc.nat({ max: 12 }), fc.constantFrom(443, 131_072, 4_000_000_000)),
    leg: fc.constantFrom(...LEGS),
    client: endpoint,
    server: endpoint,
    startedAt: time,
    sni: fc.option(fc.constantFrom('api.contoso.com', 'API.Contoso.com', 'xn--bcher-kva.example', '')),
    version: fc.option(fc.constantFrom('TLS 1.2', 'TLS 1.3', '0x7f1c')),
    outcome: fc.constantFrom(...OUTCOMES),
    decryption: fc.option(fc.constantFrom(...DECRYPTION_STATES)),
    summary: fc.constantFrom('The server refused the client certificate.', 'It completed: “fine”.', ''),
    words: fc.subarray(['unknown_ca (48)', 'client-certificate-untrusted', 'tcp-refused']),
    json: fc.option(fc.constantFrom('{}', '{"id":"h0"}')),
  })
  .map((row) => ({ ...row, id: handshakeId(row.source, row.tcpStream) }))
