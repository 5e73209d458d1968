import type { LogTableKind } from '../../azure/model.ts'
import { kqlString } from './literal.ts'

/**
 * What the gateway's logs are called in a workspace. `AzureDiagnostics` holds all resources, with a property's type
 * behind its name; the resource-specific tables have columns of their own. Columns that a workspace has only once such
 * a row came, or only in newer ones, are asked for with `column_ifexists`.
 * Sources: facts 2.11 (MON); Azure Monitor table reference, AGWAccessLogs and AGWFirewallLogs.
 */

export type LogTable = 'AzureDiagnostics' | 'AGWAccessLogs' | 'AGWFirewallLogs'

interface Columns {
  readonly table: LogTable
  readonly transaction: string
  /** What makes a row one of this log; `null`: the table holds nothing else. */
  readonly fixed: string | null
  readonly ofGateway: (name: string) => string
  readonly client: string
  readonly hosts: readonly string[]
  /** Not there in every workspace. */
  readonly maybe: readonly string[]
  readonly shown: readonly string[]
}

interface AccessColumns extends Columns {
  readonly upstreamPort: string
  readonly routed: string
}

export interface LogShape {
  readonly kind: LogTableKind
  readonly access: AccessColumns
  readonly firewall: Columns
}

const ofResource = (name: string): string => `Resource =~ ${kqlString(name)}`
const ofResourceId = (name: string): string => `_ResourceId endswith ${kqlString(`/${name}`)}`

const everyResource: LogShape = {
  kind: 'all-resources',
  access: {
    table: 'AzureDiagnostics',
    fixed: 'ResourceType == "APPLICATIONGATEWAYS" and Category == "ApplicationGatewayAccessLog"',
    ofGateway: ofResource,
    client: 'clientIP_s',
    hosts: ['originalHost_s', 'host_s'],
    maybe: [
      'error_info_s',
      'sslClientVerify_s',
      'sslClientCertificateIssuerName_s',
      'sslClientCertificateFingerprint_s',
      'sslProtocol_s',
      'sslCipher_s',
      'upstreamSourcePort_s',
      'transactionId_g',
      'clientPort_d',
      'originalHost_s',
      'host_s',
    ],
    upstreamPort: 'upstreamSourcePort_s',
    routed: 'serverRouted_s',
    transaction: 'transactionId_g',
    shown: [
      'TimeGenerated',
      'Resource',
      'Category',
      'clientIP_s',
      'clientPort_d',
      'originalHost_s',
      'requestUri_s',
      'httpStatus_d',
      'error_info_s',
      'sslClientVerify_s',
      'sslClientCertificateIssuerName_s',
      'sslClientCertificateFingerprint_s',
      'sslProtocol_s',
      'sslCipher_s',
      'serverRouted_s',
      'serverStatus_s',
      'serverResponseLatency_s',
      'upstreamSourcePort_s',
      'transactionId_g',
    ],
  },
  firewall: {
    table: 'AzureDiagnostics',
    fixed: 'ResourceType == "APPLICATIONGATEWAYS" and Category == "ApplicationGatewayFirewallLog"',
    ofGateway: ofResource,
    client: 'clientIp_s',
    transaction: 'transactionId_g',
    hosts: ['hostname_s'],
    maybe: ['clientIp_s', 'hostname_s', 'Message', 'message_s', 'details_message_s', 'transactionId_g'],
    shown: [
      'TimeGenerated',
      'Resource',
      'Category',
      'clientIp_s',
      'hostname_s',
      'requestUri_s',
      'action_s',
      'ruleId_s',
      'Message',
      'message_s',
      'details_message_s',
      'transactionId_g',
    ],
  },
}

const ownTables: LogShape = {
  kind: 'own',
  access: {
    table: 'AGWAccessLogs',
    fixed: null,
    ofGateway: ofResourceId,
    client: 'ClientIp',
    hosts: ['OriginalHost', 'Host'],
    maybe: [
      'ErrorInfo',
      'SslClientVerify',
      'SslClientCertificateIssuerName',
      'SslClientCertificateFingerprint',
      'UpstreamSourcePort',
      'ClientPort',
    ],
    upstreamPort: 'UpstreamSourcePort',
    routed: 'ServerRouted',
    transaction: 'TransactionId',
    shown: [
      'TimeGenerated',
      '_ResourceId',
      'ClientIp',
      'ClientPort',
      'OriginalHost',
      'RequestUri',
      'HttpStatus',
      'ErrorInfo',
      'SslClientVerify',
      'SslClientCertificateIssuerName',
      'SslClientCertificateFingerprint',
      'SslProtocol',
      'SslCipher',
      'ServerRouted',
      'ServerStatus',
      'ServerResponseLatency',
      'UpstreamSourcePort',
      'TransactionId',
    ],
  },
  firewall: {
    table: 'AGWFirewallLogs',
    fixed: null,
    ofGateway: ofResourceId,
    client: 'ClientIp',
    transaction: 'TransactionId',
    hosts: ['Hostname'],
    maybe: ['TransactionId'],
    shown: [
      'TimeGenerated',
      '_ResourceId',
      'ClientIp',
      'Hostname',
      'RequestUri',
      'Action',
      'RuleId',
      'Message',
      'DetailedMessage',
      'TransactionId',
    ],
  },
}

export const LOG_SHAPES: readonly LogShape[] = [everyResource, ownTables]
