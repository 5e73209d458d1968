import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  requestsOfInterest,
  routedTo,
  rowMillis,
  upstreamPortsOf,
} from '../../../../../src/shared/azure/access-log.ts'
import { readAzureFile } from '../../../../../src/shared/azure/documents/read-file.ts'
import { factsOf } from '../../../../../src/shared/azure/facts.ts'
import { EMPTY_MODEL } from '../../../../../src/shared/azure/model.ts'
import { aLogEntry } from '../checks/samples.ts'

const FOLDER = new URL('../../../../azure/documents/', import.meta.url)
const read = (name: string) => readAzureFile(readFileSync(new URL(name, FOLDER)), name).parts
const rows = (value: unknown) => readAzureFile(Buffer.from(JSON.stringify(value)), 'log.json').parts

describe('a row of the access log', () => {
  it('tells its correlation keys out of AzureDiagnostics, whole', () => {
    expect(read('log-2.11-whole-row.json').accessLog).toMatchObject([
      {
        gateway: 'AGW-EDGE',
        time: '2026-11-22T01:43:16.123Z',
        clientIp: '203.0.113.9',
        httpStatus: 502,
        clientPort: 45057,
        upstreamSourcePort: 21564,
        transactionId: '592d1649-f75a-8d48-0a3c-4dc6a975309d',
        serverRouted: '10.0.2.5:443',
        sslClientVerify: 'SUCCESS',
        errorInfo: 'ERRORINFO_UPSTREAM_CLOSED_CONNECTION',
        listener: 'listener-api',
        clientCertificateIssuer: 'CN=Contoso Client Issuing CA,O=Contoso',
        clientCertificateFingerprint: '5a1f0c8e9b7d6f4a3c2b1e0d9f8a7b6c5d4e3f21',
      },
    ])
  })

  it('tells them out of AGWAccessLogs, and takes a hyphen and an empty text for nothing', () => {
    const [first, second] = read('log-2.11-own-table.json').accessLog
    expect(first).toMatchObject({
      gateway: 'agw-edge',
      clientPort: 45057,
      upstreamSourcePort: null,
      serverRouted: null,
      transactionId: '592d1649f75a8d480a3c4dc6a975309d',
      sslClientVerify: 'NONE',
      clientCertificateIssuer: null,
    })
    expect(second).toMatchObject({ upstreamSourcePort: 21570, serverRouted: '10.0.2.5:443' })
  })

  it('tells its time as the portal shows it, too', () => {
    const copied = { 'TimeGenerated [UTC]': '11/22/2026, 1:43:16.123 AM', ErrorInfo: 'x' }
    expect(rows(copied).accessLog).toMatchObject([{ time: '2026-11-22T01:43:16.123Z', table: 'own' }])
  })

  it('has no port that is none', () => {
    for (const port of ['0', '65536', 'x', '-1', '21564.5', '', '999999'])
      expect(
        rows([{ error_info: 'x', upstreamSourcePort: port }]).accessLog[0]?.upstreamSourcePort,
      ).toBeNull()
  })

  it('is none where its category is another log', () => {
    const told = rows([
      { Category: 'ApplicationGatewayPerformanceLog', httpStatus_d: 200, serverStatus_s: '200' },
    ])
    expect(told.accessLog).toEqual([])
  })
})

describe('a row of the firewall log', () => {
  it('tells its transaction, rule and action in every shape that keeps it', () => {
    expect(read('log-2.17-firewall.json').firewallLog).toMatchObject([
      {
        gateway: 'AGW-EDGE',
        action: 'Blocked',
        ruleId: '942430',
        clientIp: '203.0.113.9',
        clientPort: null,
        transactionId: '592d1649-f75a-8d48-0a3c-4dc6a975309d',
        message: expect.stringContaining('Restricted SQL Character'),
      },
    ])
    expect(read('log-2.17-firewall-own-table.json').firewallLog).toMatchObject([
      { gateway: 'agw-edge', action: 'Matched', transactionId: '592d1649f75a8d480a3c4dc6a975309d' },
    ])
    expect(read('log-2.17-firewall-storage.jsonl').firewallLog).toMatchObject([
      { ruleId: '920350', host: '20.110.30.194:80' },
      { ruleId: '920350' },
    ])
  })
})

describe('a row of API Management’s log', () => {
  it('tells what the caller got, and why, in either table', () => {
    expect(read('log-4.5.11-apim.json').apimLog).toMatchObject([
      { apim: 'apim-contoso', table: 'own', callerIp: '10.0.1.4', responseCode: 403, errorReason: null },
      { responseCode: 500, backendResponseCode: 0, errorReason: 'BackendConnectionFailure' },
    ])
    expect(read('log-4.5.11-apim-diagnostics.json').apimLog).toMatchObject([
      { apim: 'APIM-CONTOSO', table: 'all-resources', callerIp: '10.0.1.4', backendResponseCode: 502 },
    ])
  })

  it('keeps its reason under lastError in a storage account', () => {
    const row = {
      time: '2026-11-22T01:43:16Z',
      category: 'GatewayLogs',
      callerIpAddress: '10.0.1.4',
      properties: { responseCode: 500, lastError: { reason: 'BackendConnectionFailure' } },
    }
    expect(rows(row).apimLog).toMatchObject([{ table: null, errorReason: 'BackendConnectionFailure' }])
  })

  it('is counted among the facts by what was answered', () => {
    const { facts } = factsOf({
      ...EMPTY_MODEL,
      apimLog: [...read('log-4.5.11-apim.json').apimLog, ...read('log-4.5.11-apim-diagnostics.json').apimLog],
    })
    expect(facts).toMatchObject([
      {
        about: 'apim-log',
        name: '3 requests',
        of: 'apim-contoso',
        says: ['1 × HTTP 403, 1 × HTTP 500 (BackendConnectionFailure), 1 × HTTP 502 from the backend'],
      },
    ])
  })
})

describe('rows of the access log together', () => {
  const fine = aLogEntry({ httpStatus: 200, errorInfo: 'ERRORINFO_NO_ERROR', upstreamSourcePort: 100 })
  const failed = aLogEntry({ httpStatus: 502, errorInfo: 'X', clientPort: 7, upstreamSourcePort: 200 })

  it('are those that failed; all, where none did; never those of the gateway’s own watch', () => {
    expect(requestsOfInterest([fine, failed])).toEqual([failed])
    expect(requestsOfInterest([fine])).toEqual([fine])
    expect(requestsOfInterest([{ ...failed, clientIp: '127.0.0.1' }, fine])).toEqual([fine])
  })

  it('give the ports that join both legs, each once, those that failed first', () => {
    expect(upstreamPortsOf([fine, failed, failed])).toEqual([
      { client: 7, upstream: 200 },
      { client: null, upstream: 100 },
    ])
    const many = Array.from({ length: 3_000 }, (_, at) => aLogEntry({ upstreamSourcePort: at + 1 }))
    expect(upstreamPortsOf(many)).toHaveLength(1_000)
  })

  it('tell the machine that a request was routed to, and when', () => {
    expect(routedTo({ serverRouted: '10.0.2.5:443' })).toBe('10.0.2.5')
    expect(routedTo({ serverRouted: '[fd00::5]:443' })).toBe('fd00::5')
    expect(routedTo({ serverRouted: 'apim.contoso.internal' })).toBe('apim.contoso.internal')
    expect(routedTo({ serverRouted: null })).toBeNull()
    expect(rowMillis({ time: '2026-11-22T01:43:16+00:00' })).toBe(Date.UTC(2026, 10, 22, 1, 43, 16))
    expect(rowMillis({ time: 'yesterday' })).toBeNull()
  })
})
