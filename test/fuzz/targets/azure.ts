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
    Uint8Array.from([
      0xff,
      0xfe,
      ...[...'{"address":"a","health":"Down"}'].flatMap((one) => [one.charCodeAt(0), 0]),
    ]),
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
