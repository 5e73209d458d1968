import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readWire } from '../../src/main/azure/held-against.ts'
import { NO_OPTIONS } from '../../src/main/engine/options.ts'
import { readAzureFile } from '../../src/shared/azure/documents/read-file.ts'
import { judgeDocuments } from '../../src/shared/azure/opinion.ts'
import type { Leg } from '../../src/shared/conversation/vocabulary.ts'
import type { Finding } from '../../src/shared/diagnosis/finding.ts'
import type { FindingId } from '../../src/shared/diagnosis/taxonomy.ts'
import { sharedPath, tellWhyAbsent } from '../support/shared-folder.ts'

/** Saved documents beside labelled captures: what both say is surer, what they contradict is told. */

const FOLDER = join(import.meta.dirname, 'documents')

/** In the captures everybody is 127.0.0.1, so the leg is said here. */
async function judged(leg: Leg, capture: string | null, ...documents: string[]) {
  const path = capture === null ? null : sharedPath('scenarios', capture)
  const { observations } = await readWire(path === null ? [] : [path], NO_OPTIONS)
  const files = documents.map((name) => readAzureFile(readFileSync(join(FOLDER, name)), name))
  return judgeDocuments(files, {
    nowMillis: Date.UTC(2026, 10, 22),
    host: null,
    topology: { gateway: null, apim: null },
    wire: observations.map((one) => ({ ...one, leg })),
  })
}

function one(findings: readonly Finding[], id: FindingId): Finding | undefined {
  expect(findings.map((finding) => finding.id)).toContain(id)
  return findings.find((finding) => finding.id === id)
}

const onWire = ({ evidence }: Finding) => evidence.filter(({ kind }) => kind === 'wire')

describe.skipIf(tellWhyAbsent('scenarios') !== null)('saved settings beside a capture', () => {
  it('are surer of a switch that is off where nobody was asked', async () => {
    const { findings } = await judged('direct', 'a2_ok.pcap', 'config-negotiate-classic.json')
    const finding = one(findings, 'negotiate-client-certificate-off')
    expect(finding?.confidence).toBe(0.97)
    expect(finding && onWire(finding)).toHaveLength(1)
    // Only the name that packets were seen of: the other one's switch may be off for good reason.
    expect(finding?.summary).not.toContain('azure-api.net')
  })

  it('give way to packets that show a request, and tell the contradiction', async () => {
    const { findings, notes } = await judged('direct', 'b2_ok.pcap', 'config-negotiate-classic.json')
    expect(findings).toMatchObject([
      {
        id: 'configuration-contradiction',
        severity: 'warning',
        summary: expect.stringContaining('in h0 the server asked for a certificate all the same'),
        evidence: [
          { kind: 'file', file: 'config-negotiate-classic.json', pointer: '/hostnameConfigurations/1' },
          { kind: 'wire', frame: expect.any(Number), field: 'h0: CertificateRequest' },
        ],
        fixes: ['settings-and-wire', 'solution-e-negotiate'],
      },
    ])
    expect(notes).toEqual([])
  })

  it('are contradicted by a server that did not ask although the switch is on', async () => {
    const { findings } = await judged('direct', 'a2_ok.pcap', 'apim-show.json')
    expect(findings.map(({ id, severity, leg }) => [id, severity, leg])).toEqual([
      ['client-certificate-not-requested', 'warning', 'direct'],
    ])
  })

  it('are silent beside packets that agree', async () => {
    const { findings, notes } = await judged('direct', 'b2_ok.pcap', 'apim-show.json')
    expect([findings, notes]).toEqual([[], []])
  })

  it('are proven wrong by another root on the gateway’s own leg', async () => {
    const { findings } = await judged('gateway-apim', 'd2_untrusted.pcap', 'config-healthy-private-root.json')
    const finding = one(findings, 'trusted-root-mismatch')
    expect(finding).toMatchObject({ severity: 'error', leg: 'gateway-apim' })
    expect(finding?.confidence).toBeGreaterThanOrEqual(0.88)
    expect(finding && onWire(finding)).toEqual([expect.objectContaining({ field: 'h0: certificate_list' })])
  })

  it('are only hinted at by the chain that another client was shown', async () => {
    const { findings } = await judged('direct', 'a2_ok.pcap', 'config-healthy-private-root.json')
    expect(one(findings, 'trusted-root-mismatch')?.confidence).toBe(0.7)
  })

  it('say nothing of one leg from the packets of another', async () => {
    for (const leg of ['gateway-apim', 'client-gateway', 'unknown'] as const) {
      const { findings } = await judged(leg, 'a2_ok.pcap', 'config-negotiate-classic.json')
      expect(one(findings, 'negotiate-client-certificate-off')?.confidence).toBe(0.7)
    }
  })

  it('are surer of a profile that no listener has where the listener asked for nothing', async () => {
    const { findings } = await judged('client-gateway', 'a2_ok.pcap', 'config-profile-unbound.json')
    expect(one(findings, 'client-certificate-not-requested')?.confidence).toBe(0.97)
  })
})

describe('saved settings beside one another', () => {
  it('are judged by the names that API Management’s own document lists', async () => {
    const gateway = 'config-setting-differs-from-probe.json'
    const { findings } = await judged('unknown', null, gateway, 'apim-show.json')
    expect(one(findings, 'backend-setting-host-mismatch')).toMatchObject({
      severity: 'error',
      confidence: 0.88,
    })
  })

  it('are surer where backend health says the same of the same setting', async () => {
    const { findings } = await judged(
      'unknown',
      null,
      'config-root-private-for-built-in.json',
      'health-3.16-root-mismatch.json',
    )
    expect(one(findings, 'trusted-root-mismatch')?.confidence).toBe(0.88)
  })

  it('find nothing in a gateway, a service and security groups that are as they should be', async () => {
    const { findings, notes } = await judged(
      'unknown',
      null,
      'gateway-show.json',
      'apim-show.json',
      'nsg-rule-list-gateway.json',
      'nsg-rule-list-apim.json',
      'dns-a-list.json',
      'health-healthy.json',
    )
    expect(findings).toEqual([])
    expect(notes.map(({ summary }) => summary)).toEqual([])
  })
})
