import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CONTRADICTION } from '../../../../../../src/shared/azure/checks/contradictions/contradiction.ts'
import { checkConfiguration } from '../../../../../../src/shared/azure/checks/index.ts'
import { readAzureFile } from '../../../../../../src/shared/azure/documents/read-file.ts'
import type { AzureModel } from '../../../../../../src/shared/azure/model.ts'
import { judgeDocuments } from '../../../../../../src/shared/azure/opinion.ts'
import type { FindingId } from '../../../../../../src/shared/diagnosis/taxonomy.ts'
import { aGateway, aHealthFinding, aSetting, given, HEALTHY, NOW } from '../samples.ts'

const FOLDER = join(import.meta.dirname, '../../../../../azure/documents')

/** The contradictions about roots, where the server of the setting has this message. */
function notes(id: FindingId, parts: Partial<AzureModel>, behind: string | null = 'https-apim') {
  const { server, finding } = aHealthFinding(id)
  const backendHealth = [{ ...server, backendSetting: behind }]
  return checkConfiguration({ ...HEALTHY, backendHealth, ...parts }, given({ health: [finding] })).filter(
    ({ summary }) => summary.startsWith('Backend health speaks of'),
  )
}

const bare = { backendSettings: [aSetting()] }
const rooted = { backendSettings: [aSetting({ trustedRootCertificates: ['apim-root'] })] }

describe('backend health that speaks of roots', () => {
  it.each<FindingId>(['backend-health-root-mismatch', 'backend-health-intermediate-wrong-root'])(
    'contradicts a setting without any: %s',
    (id) => {
      expect(notes(id, bare)).toMatchObject([
        {
          id: CONTRADICTION,
          severity: 'warning',
          confidence: 0.7,
          leg: 'gateway-apim',
          summary:
            'Backend health speaks of a root attached to backend setting "https-apim" of agw-contoso, and the settings that were read have none attached.',
          evidence: [{ pointer: '/backendHttpSettingsCollection/0' }, { file: 'health.json' }],
        },
      ])
      expect(notes(id, rooted)).toEqual([])
    },
  )

  it.each<FindingId>(['backend-health-not-well-known-ca', 'backend-health-intermediate-not-well-known'])(
    'contradicts a setting with one where it speaks of well-known CAs: %s',
    (id) => {
      expect(notes(id, rooted).map(({ summary }) => summary)).toEqual([
        'Backend health speaks of well-known CAs for backend setting "https-apim" of agw-contoso, and the settings that were read have a root attached (apim-root).',
      ])
      expect(notes(id, bare)).toEqual([])
    },
  )

  it('contradicts nothing where it speaks of something else, of another setting, or of v1', () => {
    const id = 'backend-health-root-mismatch'
    expect(notes('backend-health-timeout', bare)).toEqual([])
    expect(notes(id, bare, 'https-shop')).toEqual([])
    expect(notes(id, { ...bare, gateways: [aGateway({ sku: 'v1' })] })).toEqual([])
    expect(notes(id, { backendSettings: [aSetting({ protocol: 'Http' })] })).toEqual([])
  })

  it('contradicts no query that may have left the roots out', () => {
    const partial = { backendSettings: [aSetting({ partial: true })] }
    expect(notes('backend-health-root-mismatch', partial)).toEqual([])
  })

  it('is about the only setting where it names none, and about no one of two', () => {
    const id = 'backend-health-root-mismatch'
    expect(notes(id, bare, null)).toHaveLength(1)
    const two = { backendSettings: [aSetting(), aSetting({ name: 'https-shop' })] }
    expect(notes(id, two, null)).toEqual([])
    expect(notes(id, two, 'https-shop').map(({ summary }) => summary)).toEqual([
      expect.stringContaining('"https-shop"'),
    ])
  })

  it('tells which to read again, with commands that hold only what is safe in them', () => {
    const [note] = notes('backend-health-root-mismatch', bare)
    expect(note?.explanation).toContain(
      'az network application-gateway http-settings show -g "rg-edge" --gateway-name "agw-contoso" -n "https-apim" -o json',
    )
    expect(note?.explanation).toContain('show-backend-health -g "rg-edge" -n "agw-contoso" -o json')
    const odd = 'x"; rm -rf $(pwd)'
    const [other] = notes('backend-health-root-mismatch', { backendSettings: [aSetting({ name: odd })] }, odd)
    expect(other?.explanation).toContain('-n "<http-settings>"')
    const layer4 = { backendSettings: [aSetting({ protocol: 'Tls' })] }
    expect(notes('backend-health-root-mismatch', layer4)[0]?.explanation).toContain(' settings show ')
  })

  it('is told of two saved documents that do not agree', () => {
    const files = ['health-3.16-root-mismatch.json', 'gateway-show.json'].map((name) =>
      readAzureFile(readFileSync(join(FOLDER, name)), name),
    )
    const topology = { gateway: null, apim: null }
    const { findings } = judgeDocuments(files, { nowMillis: NOW, host: null, topology, wire: [] })
    expect(findings.map(({ id }) => id)).toEqual(['backend-health-root-mismatch', CONTRADICTION])
    expect(findings.slice(1).map(({ id, evidence }) => [id, evidence])).toEqual([
      [
        CONTRADICTION,
        [
          { kind: 'file', file: 'gateway-show.json', pointer: '/backendHttpSettingsCollection/0' },
          expect.objectContaining({ file: 'health-3.16-root-mismatch.json' }),
        ],
      ],
    ])
  })
})
