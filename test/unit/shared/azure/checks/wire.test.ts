import { describe, expect, it } from 'vitest'
import {
  checkConfiguration,
  noteConfiguration,
  type ObservedHandshake,
  observe,
} from '../../../../../src/shared/azure/checks/index.ts'
import type { HandshakeDocument } from '../../../../../src/shared/contract/analysis.ts'
import { aProbe, aSetting, given, HEALTHY, model } from './samples.ts'

const HANDSHAKE: HandshakeDocument = {
  id: 'h3',
  source: 0,
  tcpStream: 3,
  leg: 'direct',
  client: { address: '10.0.3.4', port: 50123 },
  server: { address: '10.0.2.5', port: 443 },
  startedAt: '2026-11-22T01:43:16Z',
  durationMicros: 41_231,
  signature: 'csxrdhg',
  sni: 'api.contoso.com',
  alpn: { offered: [], chosen: null },
  version: 'TLS 1.2',
  cipherSuite: null,
  ja3: null,
  ja4: null,
  mutualTls: { requested: 'initial', caNames: ['CN=Contoso Client Root'], clientCertificate: 'empty' },
  certificates: { server: [], client: [] },
  messages: [
    row('client', 'tls', 'ClientHello', [4]),
    row('server', 'tls', 'ServerHello', [6]),
    row('server', 'tls', 'Certificate', [6, 7]),
    row('server', 'tls', 'CertificateRequest', [7]),
    row('client', 'tls', 'Certificate', [9]),
    { ...row('server', 'http', 'Response', [14]), detail: 'HTTP/1.1 403 Forbidden · Server Kestrel' },
  ],
  outcome: 'broken',
  break: {
    stage: 'application',
    endedBy: 'server',
    how: 'http-status',
    detail: '403',
    frame: 14,
    lastCompleted: 'finished',
    summary: '',
  },
  findings: [],
}

function row(
  from: 'client' | 'server',
  layer: 'tls' | 'http',
  type: string,
  frames: number[],
): HandshakeDocument['messages'][number] {
  return { atMicros: 0, from, layer, type, length: 1, frames, encrypted: false, decrypted: false }
}

describe('a handshake of the public document', () => {
  it('is observed with its names, its request, its status, and the packets that carry them', () => {
    expect(observe(HANDSHAKE)).toMatchObject({
      handshake: 'h3',
      leg: 'direct',
      serverName: 'api.contoso.com',
      clientPort: 50123,
      requested: 'initial',
      caNames: ['CN=Contoso Client Root'],
      clientCertificate: 'empty',
      httpStatus: 403,
      droppedAfterClientHello: false,
      frames: {
        clientHello: 4,
        serverHello: 6,
        serverCertificate: 7,
        clientCertificate: 9,
        certificateRequest: 7,
        httpResponse: 14,
        end: 14,
      },
    })
  })

  it('is observed where nothing but a hello and a reset is there', () => {
    const dropped: ObservedHandshake = {
      ...HANDSHAKE,
      client: null,
      version: null,
      messages: [row('client', 'tls', 'ClientHello', [4])],
      break: { stage: 'client-hello', how: 'rst', frame: 5 },
    }
    expect(observe(dropped)).toMatchObject({
      droppedAfterClientHello: true,
      httpStatus: null,
      clientAddress: null,
    })
    expect(
      observe({ ...dropped, break: { stage: 'client-hello', how: 'alert', frame: 5 } })
        .droppedAfterClientHello,
    ).toBe(false)
    expect(observe({ ...dropped, break: null }).droppedAfterClientHello).toBe(false)
  })
})

describe('documents larger than anything of Azure’s', () => {
  it('are checked in bounded time, and a note says what was left out', () => {
    const settings = Array.from({ length: 20_000 }, (_, at) =>
      aSetting({ name: `setting-${at}`, probe: `probe-${at}` }),
    )
    const probes = Array.from({ length: 20_000 }, (_, at) => aProbe({ name: `probe-${at}` }))
    const large = model({ ...HEALTHY, backendSettings: settings, probes })
    expect(checkConfiguration(large, given())).toEqual([])
    expect(noteConfiguration(large, given()).map(({ summary }) => summary)).toEqual([
      'The documents hold more backendSettings than Azure allows; only the first ones were checked.',
      'The documents hold more probes than Azure allows; only the first ones were checked.',
    ])
  })
})

describe('checks of settings', () => {
  it('find nothing and note nothing where nothing is said', () => {
    expect(checkConfiguration(model({}), given())).toEqual([])
    expect(noteConfiguration(model({}), given())).toEqual([])
    expect(noteConfiguration(HEALTHY, given())).toEqual([])
  })
})
