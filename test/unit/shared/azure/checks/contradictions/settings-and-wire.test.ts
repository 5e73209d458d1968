import { describe, expect, it } from 'vitest'
import { CONTRADICTION } from '../../../../../../src/shared/azure/checks/contradictions/contradiction.ts'
import { rank } from '../../../../../../src/shared/diagnosis/rank.ts'
import {
  aGateway,
  anObservation,
  aPolicy,
  aSetting,
  contradicted,
  found,
  HOST,
  ids,
  only,
} from '../samples.ts'

const OLD = { wire: [anObservation({ leg: 'client-gateway', version: 'TLS 1.0' })] }

describe('a TLS policy', () => {
  it('is contradicted by packets in which an older version was agreed on', () => {
    const finding = only(found({}, OLD), CONTRADICTION)
    expect(finding).toMatchObject({
      severity: 'warning',
      confidence: 0.88,
      leg: 'client-gateway',
      summary:
        'The gateway’s TLS policy AppGwSslPolicy20220101 starts at TLS 1.2, and in h3 the server agreed to TLS 1.0.',
      evidence: [
        { kind: 'file', file: 'contoso.json', pointer: '/sslPolicy' },
        { kind: 'wire', frame: 6, field: 'h3: version', value: 'TLS 1.0' },
      ],
      fixes: ['settings-and-wire', 'tls-policy'],
    })
  })

  it('is not contradicted by another leg, by a version it allows, or where it is lax itself', () => {
    expect(contradicted({}, { wire: [anObservation({ leg: 'direct', version: 'TLS 1.0' })] })).toEqual([])
    expect(contradicted({}, { wire: [anObservation({ leg: 'client-gateway' })] })).toEqual([])
    expect(contradicted({ tlsPolicies: [aPolicy({ name: 'AppGwSslPolicy20150501' })] }, OLD)).toEqual([])
  })
})

describe('the server name on the gateway’s own leg', () => {
  const onBackend = (serverName: string | null) => ({
    wire: [anObservation({ leg: 'gateway-apim', serverName })],
  })

  it('contradicts the settings where none gives it, or where none was sent', () => {
    expect(contradicted({}, onBackend('old.contoso.com'))).toEqual([
      'The backend settings give the server name apim-contoso.azure-api.net, and in h3, on the gateway’s leg, the hello carried the server name old.contoso.com.',
    ])
    expect(contradicted({}, onBackend(null))).toEqual([
      expect.stringContaining('the hello carried no server name'),
    ])
  })

  it('contradicts nothing where a setting gives it, or where what a setting gives is not known', () => {
    expect(contradicted({}, onBackend('APIM-contoso.azure-api.net'))).toEqual([])
    expect(
      contradicted(
        { backendSettings: [aSetting({ hostName: null })], listeners: [], sslProfiles: [] },
        onBackend(HOST),
      ),
    ).toEqual([])
    expect(contradicted({ probes: [] }, onBackend(HOST))).toEqual([])
    expect(contradicted({}, { wire: [anObservation({ leg: 'direct', serverName: HOST })] })).toEqual([])
  })
})

describe('a contradiction', () => {
  it('says that a change is still being applied, or failed, and points at what says so', () => {
    const updating = { gateways: [aGateway({ provisioningState: 'Updating' })] }
    const finding = only(found(updating, OLD), CONTRADICTION)
    expect(finding.explanation).toContain('provisioningState of agw-contoso is Updating')
    expect(finding.explanation).toContain('still being applied')
    expect(finding.evidence.at(-1)).toEqual({ kind: 'file', file: 'contoso.json', pointer: '' })
    const failed = { gateways: [aGateway({ provisioningState: 'Failed' })] }
    expect(only(found(failed, OLD), CONTRADICTION).explanation).toContain('did not go through')
    const whole = only(found({}, OLD), CONTRADICTION)
    expect(whole.explanation).not.toContain('provisioningState')
    expect(whole.evidence).toHaveLength(2)
  })

  it('never stands first where anything names a cause, however sure it is', () => {
    const findings = found({ tlsPolicies: [aPolicy({ name: 'AppGwSslPolicy20220101' })] }, OLD)
    const contradiction = only(findings, CONTRADICTION)
    const warning = { ...contradiction, id: 'tls-policy-discontinued', confidence: 0.25 } as const
    const error = { ...warning, id: 'nsg-blocks', severity: 'error' } as const
    expect(ids(rank([contradiction, warning], null))).toEqual(['tls-policy-discontinued', CONTRADICTION])
    expect(ids(rank([contradiction, warning, error], null))).toEqual([
      'nsg-blocks',
      'tls-policy-discontinued',
      CONTRADICTION,
    ])
    expect(ids(rank([contradiction, error], 'server-hello'))).toEqual(['nsg-blocks', CONTRADICTION])
  })
})
