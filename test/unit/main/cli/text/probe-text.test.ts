import { describe, expect, it } from 'vitest'
import { objectionsTo, probeText, verdictLines } from '../../../../../src/main/cli/text/probe-text.ts'
import type { HandshakeDocument, MessageDocument } from '../../../../../src/shared/contract/analysis.ts'
import type { ProbeDocument } from '../../../../../src/shared/contract/probe.ts'

const JUDGED = { atMillis: 0, given: false }

const PROBE: ProbeDocument = {
  host: 'apim.contoso.internal',
  port: 443,
  startedAt: '2026-11-22T00:00:00.000000Z',
  durationMicros: 1000,
  reached: 'http',
  cancelled: false,
  connect: null,
  proxy: null,
  stages: [],
  names: null,
  attempts: [],
  offered: { versions: ['TLS 1.3'], sni: 'apim.contoso.internal', alpn: [] },
  negotiated: null,
  ownEnd: null,
  request: { method: 'GET', path: '/' },
  http: null,
  trust: null,
  credential: null,
  acceptance: [],
  profile: null,
  gateway: null,
}

const HANDSHAKE: HandshakeDocument = {
  id: 'h0',
  source: 0,
  tcpStream: 0,
  leg: 'unknown',
  client: { address: '10.0.0.4', port: 50000 },
  server: { address: '10.0.1.5', port: 443 },
  startedAt: '2026-11-22T00:00:00.000000Z',
  durationMicros: 1000,
  signature: '',
  sni: null,
  alpn: { offered: [], chosen: null },
  version: null,
  cipherSuite: null,
  ja3: null,
  ja4: null,
  mutualTls: { requested: 'no', caNames: [], clientCertificate: 'none' },
  certificates: { server: [], client: [] },
  messages: [],
  outcome: 'completed',
  break: null,
  findings: [],
}

const row = (at: number): MessageDocument => ({
  atMicros: at,
  from: 'server',
  layer: 'tls',
  type: 'NewSessionTicket',
  length: 10,
  frames: [at + 1],
  encrypted: true,
  decrypted: true,
})

describe('the verdict of a probe', () => {
  it('is ok where nothing speaks against the server', () => {
    expect(verdictLines(HANDSHAKE, PROBE)).toEqual([
      'ok: The handshake finished, and nobody refused anything.',
    ])
    expect(objectionsTo(PROBE)).toEqual([])
  })

  it('says what failed behind a good handshake, and whom the server would not suit', () => {
    const probe: ProbeDocument = {
      ...PROBE,
      stages: [
        { stage: 'http', startedAt: '', durationMicros: 1, result: 'failed', summary: 'No HTTP came.' },
      ],
      profile: {
        id: 'java-17',
        title: 'Java 17',
        differences: [],
        unverified: [],
        reaction: { refuses: 'yes', sentence: 'Java 17 would refuse this server.' },
      },
    }
    expect(verdictLines(HANDSHAKE, probe)).toEqual([
      'COMPLETED, BUT: No HTTP came.',
      '  ✗ Java 17 would refuse this server.',
    ])
  })

  it('names the stage of a break, and leaves the rest for below', () => {
    const broken: HandshakeDocument = {
      ...HANDSHAKE,
      outcome: 'broken',
      break: {
        stage: 'tcp',
        endedBy: 'server',
        how: 'rst',
        detail: null,
        frame: null,
        lastCompleted: 'dns',
        summary: 'Nothing listens there.',
      },
    }
    const stages: ProbeDocument['stages'] = [
      { stage: 'tcp', startedAt: '', durationMicros: 1, result: 'failed', summary: 'Refused.' },
    ]
    expect(verdictLines(broken, { ...PROBE, stages })).toEqual(['BROKEN at tcp: Nothing listens there.'])
  })

  it('does not call a stage that was stopped on request an objection', () => {
    const stages: ProbeDocument['stages'] = [
      { stage: 'tls', startedAt: '', durationMicros: 1, result: 'failed', summary: 'Stopped.' },
    ]
    expect(objectionsTo({ ...PROBE, stages, cancelled: true })).toEqual([])
  })
})

describe('the ladder of a server that says thousands of things', () => {
  const messages = Array.from({ length: 5000 }, (_, at) => row(at))

  it('is shown from both its ends', () => {
    const text = probeText({ ...HANDSHAKE, messages }, PROBE, JUDGED)
    expect(text.split('\n').length).toBeLessThan(200)
    expect(text).toContain('#1 ')
    expect(text).toContain('#5000')
    expect(text).toMatch(/… \d{4} lines left out; --json has them all …/)
  })

  it('is shown around the break wherever that is', () => {
    const broke = {
      stage: 'application',
      endedBy: 'server',
      how: 'alert',
      detail: null,
      frame: 2500,
      lastCompleted: null,
      summary: 'It broke.',
    } as const
    const text = probeText({ ...HANDSHAKE, messages, outcome: 'broken', break: broke }, PROBE, JUDGED)
    expect(text.split('\n').length).toBeLessThan(220)
    expect(text).toMatch(/#2500 .*◀ BROKE HERE/)
  })
})
