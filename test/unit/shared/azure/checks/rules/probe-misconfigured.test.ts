import { describe, expect, it } from 'vitest'
import type { HealthProbe } from '../../../../../../src/shared/azure/model.ts'
import {
  aHealthFinding,
  aPool,
  aProbe,
  aSetting,
  BUILT_IN,
  found,
  ids,
  model,
  only,
  STATUS_PATH,
} from '../samples.ts'

const ID = 'probe-misconfigured'

function ofProbe(parts: Partial<HealthProbe>) {
  return found({ probes: [aProbe(parts)] })
}

describe('a probe of API Management', () => {
  it('is silent where it is as it should be', () => {
    expect(ids(found({}))).toEqual([])
    expect(ids(ofProbe({ host: null, pickHostNameFromBackendSettings: true }))).toEqual([])
    expect(ids(ofProbe({ path: '/internal-status-0123456789abcdef', port: 443 }))).toEqual([])
  })

  it.each([
    ['the root', '/', 'error', 0.88],
    ['a misspelt status path', '/status 0123456789abcdef', 'error', 0.88],
    ['an API', '/echo/resource', 'error', 0.7],
  ])('fires on the path of %s', (_what, path, severity, confidence) => {
    const finding = only(ofProbe({ path }), ID)
    expect(finding).toMatchObject({ severity, confidence, leg: 'gateway-apim', fixes: ['solution-d-probe'] })
    expect(finding.summary).toContain(`path is "${path}" and should be "${STATUS_PATH}"`)
    expect(finding.evidence[0]).toEqual({ kind: 'file', file: 'contoso.json', pointer: '/probes/0' })
  })

  it('only warns of a wrong path where refusals count as health', () => {
    expect(only(ofProbe({ path: '/', statusCodes: ['200-499'] }), ID).severity).toBe('warning')
  })

  it.each([
    ['127.0.0.1', 'an address never goes into server_name'],
    ['portal.contoso.com', 'API Management does not know that name'],
    ['apim-contoso.portal.azure-api.net', 'another endpoint'],
  ])('fires on the host %s', (host, why) => {
    expect(only(ofProbe({ host }), ID).explanation).toContain(why)
  })

  it('does not judge names of a service that the documents do not describe', () => {
    const other = 'apim-other.azure-api.net'
    const backendSettings = [aSetting({ hostName: other })]
    expect(
      ids(found({ backendSettings, backendPools: [aPool(other)], probes: [aProbe({ host: other })] })),
    ).toEqual([])
    const own = {
      backendSettings: [aSetting({ hostName: 'orders.contoso.com' })],
      probes: [aProbe({ host: 'orders.contoso.com' })],
    }
    expect(ids(found({ ...own, backendPools: [aPool('10.0.9.4')] }))).toEqual([])
    expect(ids(found({ ...own, backendPools: [aPool('10.0.2.5')] }))).toEqual([
      ID,
      'backend-setting-host-mismatch',
    ])
  })

  it('fires where it picks its host from a setting that names none', () => {
    const findings = found({
      probes: [aProbe({ host: null, pickHostNameFromBackendSettings: true })],
      backendSettings: [aSetting({ hostName: null })],
    })
    expect(only(findings, ID).explanation).toContain('the setting names no host to pick')
  })

  it('judges no host where no document lists the names of API Management', () => {
    const probes = [aProbe({ host: 'api.fabrikam.com' })]
    expect(
      ids(
        found({
          probes,
          backendSettings: [aSetting({ hostName: 'api.fabrikam.com' })],
          apims: [],
          apimHostnames: [],
        }),
      ),
    ).toEqual([])
  })

  it.each([
    [{ protocol: 'Http' }, 'protocol is "Http" and should be "Https"'],
    [{ port: 8443 }, 'port is 8443 and should be 443'],
    [{ statusCodes: ['401', '403'] }, 'should be "200-399"'],
  ])('fires on %j', (parts, text) => {
    const finding = only(ofProbe(parts), ID)
    expect(finding).toMatchObject({ severity: 'error', confidence: 0.88 })
    expect(finding.summary).toContain(text)
  })

  it('warns of codes that hide faults, and of a timeout above the interval', () => {
    expect(only(ofProbe({ statusCodes: ['200-499'] }), ID)).toMatchObject({ severity: 'warning' })
    expect(only(ofProbe({ timeoutSeconds: 120 }), ID)).toMatchObject({ severity: 'warning' })
    expect(only(ofProbe({ timeoutSeconds: 120 }), ID).summary).toContain('timeout is 120 s')
  })

  it('fires on a setting without a probe: the default one cannot succeed', () => {
    const finding = only(found({ probes: [], backendSettings: [aSetting({ probe: null })] }), ID)
    expect(finding.summary).toContain('probe is not set')
    expect(finding.evidence).toEqual([
      { kind: 'file', file: 'contoso.json', pointer: '/backendHttpSettingsCollection/0' },
    ])
  })

  it('says nothing of a missing probe where the document shows some properties only', () => {
    expect(
      ids(found({ probes: [], backendSettings: [{ ...aSetting({ probe: null }), partial: true }] })),
    ).toEqual([])
  })

  it('tells several faults in one finding, the gravest first', () => {
    const finding = only(ofProbe({ path: '/', host: '10.0.2.5', timeoutSeconds: 60 }), ID)
    expect(finding.summary).toContain(', and 2 more')
    expect(finding.explanation).toContain('timeout is 60 s')
  })

  it('is surer, and shows it, where backend health says so too', () => {
    const { server, finding: said } = aHealthFinding('backend-health-status-mismatch')
    const finding = only(
      found({ probes: [aProbe({ path: '/' })], backendHealth: [server] }, { health: [said] }),
      ID,
    )
    expect(finding.confidence).toBe(0.97)
    expect(finding.evidence).toContainEqual(said.evidence[0])
  })

  it('blames a short timeout only where backend health says that the answer takes longer', () => {
    expect(ids(ofProbe({ timeoutSeconds: 2 }))).toEqual([])
    const { server, finding: said } = aHealthFinding('backend-health-timeout')
    const findings = found(
      { probes: [aProbe({ timeoutSeconds: 2 })], backendHealth: [server] },
      { health: [said] },
    )
    expect(only(findings, ID).summary).toContain('timeout is 2 s and should be 30 s')
  })

  it('leaves the path and host of other backends alone', () => {
    const backend = {
      backendSettings: [aSetting({ hostName: 'shop.contoso.com' })],
      backendPools: [aPool('10.0.9.4')],
      probes: [aProbe({ path: '/health', host: 'shop.contoso.com' })],
    }
    expect(ids(found(backend))).toEqual([])
  })

  it('judges a list of probes without their settings', () => {
    const probes = [aProbe({ path: '/', host: BUILT_IN })]
    expect(ids(found({ ...model({ probes }) }))).toEqual([ID])
  })
})
