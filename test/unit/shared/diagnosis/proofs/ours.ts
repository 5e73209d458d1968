import { readFileSync } from 'node:fs'
import { readAzureFile } from '../../../../../src/shared/azure/documents/read-file.ts'
import type { WireVerdict } from '../../../../../src/shared/azure/health/wire-verdict.ts'
import type { AzureModel } from '../../../../../src/shared/azure/model.ts'
import { judgeDocuments } from '../../../../../src/shared/azure/opinion.ts'
import type { Finding } from '../../../../../src/shared/diagnosis/finding.ts'
import { AUTHORITY, base64OfPem, issue } from '../../azure/checks/certificates.ts'
import {
  aClientCa,
  aHealthFinding,
  aHostname,
  aListener,
  aLogEntry,
  anObservation,
  aPolicy,
  aSetting,
  BUILT_IN,
  found,
} from '../../azure/checks/samples.ts'

/** The id that is ours, beside the shared taxonomy: documents, health and packets that cannot all be right. */
export const OURS = 'configuration-contradiction'

type Judged = () => readonly Finding[]

export interface OwnProof {
  readonly proof: string
  readonly facts: readonly string[]
  readonly fires: readonly [Judged, ...Judged[]]
  readonly silent: readonly [Judged, ...Judged[]]
}

const FOLDER = new URL('../../../../azure/documents/', import.meta.url)

/** Saved documents of test/azure, held against one another and against what became of handshakes. */
const saved =
  (files: readonly string[], verdicts: readonly WireVerdict[] = []): Judged =>
  () =>
    judgeDocuments(
      files.map((name) => readAzureFile(readFileSync(new URL(name, FOLDER)), name)),
      {
        nowMillis: Date.UTC(2026, 10, 22),
        host: null,
        topology: { gateway: null, apim: null },
        wire: [],
      },
      verdicts,
    ).findings

const verdict = (more: Partial<WireVerdict>): WireVerdict => ({
  id: 'h3',
  leg: 'gateway-apim',
  sni: 'apim.contoso.internal',
  server: { address: '10.0.2.5' },
  outcome: 'completed',
  break: null,
  lastFrame: 20,
  httpStatus: null,
  findings: [],
  ...more,
})

const tls10 =
  (leg: 'client-gateway' | 'gateway-apim'): Judged =>
  () =>
    found({}, { wire: [anObservation({ leg, version: 'TLS 1.0' })] })
const asked =
  (switched: boolean): Judged =>
  () =>
    found(
      { apimHostnames: [aHostname(BUILT_IN, switched)] },
      { wire: [anObservation({ requested: 'initial' })] },
    )
const hello =
  (serverName: string): Judged =>
  () =>
    found({}, { wire: [anObservation({ leg: 'gateway-apim', serverName })] })

function rootsInHealth(parts: Partial<AzureModel>): Judged {
  const { server, finding } = aHealthFinding('backend-health-root-mismatch')
  return () => found({ backendHealth: [server], ...parts }, { health: [finding] })
}

const ROOT = await issue('Contoso Client Root', null, AUTHORITY)
const caNames =
  (...names: string[]): Judged =>
  () =>
    found(
      { trustedClientCertificates: [aClientCa({ data: base64OfPem(ROOT) })] },
      {
        wire: [
          anObservation({
            leg: 'client-gateway',
            serverName: 'api.contoso.com',
            requested: 'initial',
            caNames: names,
          }),
        ],
      },
    )

/** A row of a listener without a profile. */
const logged =
  (sslClientVerify: string): Judged =>
  () =>
    found({
      listeners: [aListener()],
      accessLog: [aLogEntry({ listener: 'listener-api', httpStatus: 200, sslClientVerify })],
    })

export const OWN_PROOF: OwnProof = {
  proof:
    'two of settings, backend health, the gateway’s log and packets say things of the same leg that cannot both be true; or two documents differ about one resource. Never an error, never before a finding that names a cause',
  facts: ['1.2.8', '2.4', '2.9', '2.11', '2.22', '3.13', '3.16', '4.1', '4.6.4'],
  fires: [
    saved(['config-contradiction-older-list.json']),
    saved(['config-contradiction-updating.json']),
    saved(['gateway-show.json', 'health-3.16-root-mismatch.json']),
    saved(
      ['health-healthy.json'],
      [verdict({ outcome: 'broken', break: { frame: 12, summary: 'It broke.' } })],
    ),
    saved(['health-healthy.json'], [verdict({ leg: 'client-gateway', httpStatus: 502 })]),
    saved(['health-3.04-cannot-connect-server.json'], [verdict({})]),
    tls10('client-gateway'),
    asked(false),
    hello('old.contoso.com'),
    rootsInHealth({ backendSettings: [aSetting()] }),
    caNames('CN=Fabrikam Root'),
    logged('SUCCESS'),
  ],
  silent: [
    saved(['config-healthy-same-list.json']),
    saved(['gateway-show.json', 'http-settings-list.json', 'health-healthy.json']),
    saved(['health-healthy.json'], [verdict({})]),
    saved(['health-healthy.json'], [verdict({ leg: 'direct', httpStatus: 502 })]),
    saved(['health-3.04-cannot-connect-server.json'], [verdict({ leg: 'direct' })]),
    saved(['health-3.05-status.json'], [verdict({})]),
    tls10('gateway-apim'),
    () =>
      found(
        { tlsPolicies: [aPolicy({ name: 'AppGwSslPolicy20150501' })] },
        { wire: [anObservation({ leg: 'client-gateway', version: 'TLS 1.0' })] },
      ),
    asked(true),
    hello(BUILT_IN),
    rootsInHealth({ backendSettings: [aSetting({ trustedRootCertificates: ['apim-root'] })] }),
    caNames('CN=Contoso Client Root,O=Contoso'),
    logged('NONE'),
  ],
}
