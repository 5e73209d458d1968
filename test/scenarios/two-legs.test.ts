import { describe, expect, it } from 'vitest'
import { synthesiseCapture } from '../../src/main/capture-file/synthesise.ts'
import { analyseToDocument } from '../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../src/main/engine/options.ts'
import { reportMarkdown } from '../../src/main/incident/report-markdown.ts'
import { LabCertificates } from '../../src/main/lab/certificates/lab-certificates.ts'
import { chainPem, keyPem } from '../../src/main/lab/certificates/profile.ts'
import { LAB_HOST, LAB_TOPOLOGY } from '../../src/main/lab/index.ts'
import { LAB_ADDRESSES } from '../../src/main/lab/scenario.ts'
import { listTwoLegs, recordTwoLegs, type TwoLegsScenario } from '../../src/main/lab/two-legs.ts'
import { type AnalysisDocument, analysisSchema } from '../../src/shared/contract/analysis.ts'
import { pathOfHandshake } from '../../src/shared/contract/paths.ts'
import { buildLibrary } from '../../src/shared/runbook/library.ts'
import { recordHandshake } from '../support/decrypt/loopback.ts'

async function analysed(scenario: TwoLegsScenario, sealed = false): Promise<AnalysisDocument> {
  const input = await recordTwoLegs(scenario, sealed)
  return analyseToDocument([{ path: `${scenario.id}.pcapng`, input }], {
    ...NO_OPTIONS,
    topology: LAB_TOPOLOGY,
    host: LAB_HOST,
  })
}

describe('a request through the gateway, both legs captured and read', () => {
  it.each(listTwoLegs().map((scenario) => [scenario.id, scenario] as const))('%s', async (_id, scenario) => {
    const document = await analysed(scenario)
    expect(analysisSchema.safeParse(document).error?.issues ?? []).toEqual([])
    const { handshakes, paths = [], findings } = document
    expect(
      handshakes.map(({ outcome, break: broke, findings: [first] }) => [
        outcome,
        broke?.stage ?? null,
        first?.id,
      ]),
    ).toEqual(
      scenario.expected.map(({ outcome, stage, firstFinding }) => [outcome[0], stage, firstFinding[0]]),
    )
    const { front, state, joinedBy, brokenLeg } = scenario.way
    expect(paths).toHaveLength(1)
    expect(paths[0]).toMatchObject({ front: `h${front}`, state, joinedBy, brokenLeg })
    expect(findings.map(({ id }) => id)).toEqual(scenario.way.findings)
    for (const finding of findings) {
      expect(finding.summary).toContain(`h${front}`)
      expect(finding.evidence.length).toBeGreaterThan(1)
    }
  })
})

describe('the same without their secrets', () => {
  it('are joined by time alone, and say that the backend leg broke', async () => {
    const { paths = [] } = await analysed(scenarioCalled('two-legs-backend-expired'), true)
    expect(paths).toMatchObject([
      { front: 'h0', back: ['h1'], joinedBy: 'time', confidence: 0.45, brokenLeg: 'gateway-apim' },
    ])
    expect(paths[0]?.sentence).toContain(
      'The listener leg is fine; the backend leg (h1, where the gateway is the client) broke at server-certificate',
    )
    expect(paths[0]?.sentence).toContain('what the client was answered could not be read')
  })
})

describe('the report of one of the two', () => {
  it('tells the whole way, from either leg', async () => {
    const { handshakes, sources, paths = [] } = await analysed(scenarioCalled('two-legs-backend-expired'))
    const library = buildLibrary([], [])
    for (const handshake of handshakes) {
      const way = pathOfHandshake(paths, handshake.id)
      const report = reportMarkdown(handshake, sources[0] ?? null, 'a.pcapng', library, way)
      expect(report).toContain('## The way through the gateway')
      expect(report).toContain('so the client saw HTTP 502 Bad Gateway')
      expect(report).toContain('Client to gateway: h0. Gateway to API Management: h1.')
    }
    const [alone] = handshakes
    if (alone === undefined) throw new Error('no handshake')
    expect(reportMarkdown(alone, null, 'a.pcapng', library)).not.toContain('The way through the gateway')
  })
})

describe('without being told who the gateway is', () => {
  it('no leg is inferred, and the machine between is pointed out', async () => {
    const input = await recordTwoLegs(scenarioCalled('two-legs-sound'))
    const { handshakes, sources, paths } = await analyseToDocument([{ path: 'a.pcapng', input }], NO_OPTIONS)
    expect(handshakes.map(({ leg }) => leg)).toEqual(['unknown', 'unknown'])
    expect(paths).toBeUndefined()
    expect(sources[0]?.gatewaySuggested).toEqual({ gateway: '10.20.1.10', apim: '10.20.2.5' })
    expect(sources[0]?.warnings.map(({ code }) => code)).toContain('gateway-suggested')
  })
})

describe('a gateway that is known by its name alone', () => {
  it('is pointed out by its address, which tells what it calls', async () => {
    const input = await recordTwoLegs(scenarioCalled('two-legs-sound'))
    const topology = { gateway: LAB_HOST, apim: null }
    const { sources, paths } = await analyseToDocument([{ path: 'a.pcapng', input }], {
      ...NO_OPTIONS,
      topology,
    })
    expect(paths).toBeUndefined()
    expect(sources[0]?.gatewaySuggested?.gateway).toBe('10.20.1.10')
  })
})

describe('both legs in captures of their own', () => {
  it('are joined by what the gateway writes down, and the machine between is pointed out', async () => {
    const records = await scenarioCalled('two-legs-sound').run({
      certificates: new LabCertificates(),
      clientPort: 53_000,
    })
    const inputs = records.map((record, at) => ({
      path: `${at}.pcapng`,
      input: synthesiseCapture([record], { keyLog: `${record.keyLog?.join('\n')}\n` }),
    }))
    const joined = await analyseToDocument(inputs, { ...NO_OPTIONS, topology: LAB_TOPOLOGY })
    expect(joined.paths).toMatchObject([
      { front: 'h0', back: ['s1h0'], joinedBy: 'forwarded-for', brokenLeg: 'none' },
    ])
    const { sources } = await analyseToDocument(inputs, NO_OPTIONS)
    expect(sources.map(({ gatewaySuggested }) => gatewaySuggested?.gateway)).toEqual([
      undefined,
      '10.20.1.10',
    ])
  })
})

describe('a jump box that calls straight and through the gateway', () => {
  it('sees from both calls that the certificate ends at the gateway', async () => {
    const client = await new LabCertificates().client()
    const call = (answer: string) =>
      recordHandshake({
        client: { cert: chainPem(client), key: keyPem(client.privateKey) },
        server: { requestCert: true, rejectUnauthorized: false },
        answer,
      })
    const straight = await call('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    const through = await call('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
    const from = (port: number) => ({ address: LAB_ADDRESSES.client, port })
    const to = (address: string) => ({ address, port: 443 })
    const records = [
      { ...straight.record, client: from(50_001), server: to(LAB_ADDRESSES.apim) },
      { ...through.record, client: from(50_002), server: to(LAB_ADDRESSES.gateway) },
    ]
    const input = synthesiseCapture(records, { keyLog: straight.keyLog + through.keyLog })
    const { findings, handshakes } = await analyseToDocument([{ path: 'a.pcapng', input }], {
      ...NO_OPTIONS,
      topology: LAB_TOPOLOGY,
    })
    expect(handshakes.map(({ leg }) => leg)).toEqual(['direct', 'client-gateway'])
    expect(findings.map(({ id }) => id)).toEqual(['client-certificate-not-forwarded'])
    expect(findings[0]?.summary).toContain('works (h0), through the gateway it gets HTTP 403 Forbidden (h1)')
  })
})

function scenarioCalled(id: string): TwoLegsScenario {
  const scenario = listTwoLegs().find((one) => one.id === id)
  if (scenario === undefined) throw new Error(`no scenario ${id}`)
  return scenario
}
