import { LARGEST_FILE, readAzureFile } from '../../../src/shared/azure/documents/read-file.ts'
import { judgeDocuments } from '../../../src/shared/azure/opinion.ts'
import { utf8Bytes } from '../../../src/shared/bytes/text.ts'
import { azureDocument, azureSchema } from '../../../src/shared/contract/azure.ts'
import { PLACEHOLDERS, type PlaceholderName } from '../../../src/shared/runbook/placeholders.ts'
import { anObservation, HOST } from '../../unit/shared/azure/checks/samples.ts'
import { textElements } from '../grammar/text.ts'
import { AZURE_DOCUMENTS } from '../seeds/documents.ts'
import { must, type Target } from '../target.ts'

const GATEWAY = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/applicationGateways/agw'

const health = {
  backendAddressPools: [
    {
      backendAddressPool: { id: `${GATEWAY}/backendAddressPools/pool` },
      backendHttpSettingsCollection: [
        {
          backendHttpSettings: { id: `${GATEWAY}/backendHttpSettingsCollection/https` },
          servers: [
            { address: 'apim.contoso.internal', health: 'Unhealthy', healthProbeLog: 'error code {19}' },
            { address: '10.0.2.6', health: 'Unknown', healthProbeLog: null },
          ],
        },
      ],
    },
  ],
}
const gateway = {
  id: GATEWAY,
  type: 'Microsoft.Network/applicationGateways',
  properties: {
    sku: { name: 'WAF_v2' },
    frontendPorts: [{ name: 'port_443', properties: { port: 443 } }],
    httpListeners: [
      {
        name: 'l',
        properties: { protocol: 'Https', frontendPort: { id: `${GATEWAY}/frontendPorts/port_443` } },
      },
    ],
    backendHttpSettingsCollection: [
      { name: 's', properties: { port: 443, hostName: 'apim.contoso.internal' } },
    ],
    sslProfiles: [{ name: 'p', properties: { clientAuthConfiguration: { verifyClientCertIssuerDN: true } } }],
    rewriteRuleSets: [
      { name: 'r', properties: { rewriteRules: [{ actionSet: { requestHeaderConfigurations: [{}] } }] } },
    ],
  },
}
const apim = {
  gatewayUrl: 'https://apim.azure-api.net',
  sku: { name: 'Premium' },
  hostnameConfigurations: [
    { hostName: 'apim.contoso.internal', negotiateClientCertificate: false, type: 'Proxy' },
  ],
  certificates: [{ storeName: 'Root', certificate: { subject: 'CN=Root' } }],
}
const nsg = [{ access: 'Deny', direction: 'Inbound', priority: 100, name: 'x', destinationPortRange: '443' }]
const log = {
  tables: [
    { columns: [{ name: 'ErrorInfo' }, { name: 'HttpStatus' }], rows: [['ERRORINFO_UPSTREAM_NO_LIVE', 502]] },
  ],
}

/** Rows of a log as the portal exports them; more such are among the documents. */
const ROWS = [
  'sep=;\r\nTimeGenerated [UTC];ClientIp;HttpStatus;ErrorInfo;;\r\n22.11.2026 01:43:16;203.0.113.9;502,0;x;;\r\n',
  'TimeGenerated [Local Time],ruleId_s,action_s\n"11/22/2026, 1:43:16.123 AM",942430,"Blocked ""here""\n"\n',
  'TenantId,Type,TimeGenerated,Category\n1,ApiManagementGatewayLogs,3/4/2026 01:43,\n2,AppRequests,,',
  'Name;Port;Host\nhttps;443;"cut',
]
const utf16 = (text: string): Uint8Array =>
  Uint8Array.from([0xff, 0xfe, ...[...text].flatMap((one) => [one.charCodeAt(0), 0])])

/** What a capture of both legs may have shown. */
const WIRE = [
  anObservation(),
  anObservation({ handshake: 'h2', leg: 'client-gateway', requested: 'initial', clientCertificate: 'empty' }),
  anObservation({ handshake: 'h3', leg: 'gateway-apim', requested: 'no', droppedAfterClientHello: true }),
]

/** Saved `az` output, damaged. */
const azure: Target = {
  name: 'azure',
  seeds: () => [
    ...AZURE_DOCUMENTS,
    ...[health, gateway, apim, nsg, log].map((document) => utf8Bytes(JSON.stringify(document, null, 1))),
    utf8Bytes(`WARNING: preview\n${JSON.stringify(health)}\n${JSON.stringify(apim)}`),
    utf16('{"address":"a","health":"Down"}'),
    ...ROWS.map(utf8Bytes),
    utf16('TimeGenerated [UTC]\terror_info_s\r\n11/22/2026 1:43:16\tERRORINFO_UPSTREAM_NO_LIVE\r\n'),
    utf8Bytes(
      'Address    Health     Log\n---------  ---------  ----\n10.0.2.6   Unhealthy  Cannot connect to backend server.\n',
    ),
    utf8Bytes("ERROR: (AuthorizationFailed) does not have authorization to perform action 'x'"),
  ],
  grammar: textElements,
  run: (bytes, random) => {
    must(bytes.length <= LARGEST_FILE, () => 'a seed beyond the limit')
    const file = readAzureFile(bytes, 'saved.json')
    for (const problem of file.problems)
      must(/^saved\.json: \S.*\S$/s.test(problem), () => `no sentence: ${problem}`)
    const opinion = judgeDocuments([file, file], {
      nowMillis: 1_795_000_000_000,
      host: random.chance(0.5) ? HOST : null,
      topology: { gateway: null, apim: null },
      wire: random.chance(0.5) ? WIRE : [],
    })
    const document = azureDocument([file], opinion)
    const { error } = azureSchema.safeParse(document)
    must(error === undefined, () => `not of its schema: ${error?.message}`)
    for (const [name, value] of Object.entries(document.names)) {
      must(PLACEHOLDERS[name as PlaceholderName].pattern.test(value), () => `${value} was put for <${name}>`)
    }
    for (const { summary, evidence } of document.findings) {
      must(summary.length < 4_000, () => 'a sentence that nobody reads to its end')
      must(evidence.length <= 20, () => `${evidence.length} pieces of evidence`)
    }
  },
}

export const AZURE_TARGETS: readonly Target[] = [azure]
