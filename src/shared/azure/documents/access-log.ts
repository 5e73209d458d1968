import type { DocumentKind } from './kind.ts'
import {
  isOfCategory,
  portOfRow,
  resourceOfRow,
  tableOfRow,
  timeOfRow,
  wholeOfRow,
  wordOfRow,
} from './log-row.ts'

/**
 * Rows of the gateway's access log: exported from Log Analytics (`AzureDiagnostics`, whose columns end in their
 * type, or `AGWAccessLogs`), or as a storage account keeps them (under `properties`). Sources: facts 2.11, 3.25 (MON);
 * Azure Monitor table reference, AGWAccessLogs.
 */
export const accessLogKind: DocumentKind = {
  id: 'access-log',
  title: 'access log of an application gateway',
  command: 'az monitor log-analytics query',
  // The column `Type` of a whole row.
  types: ['agwaccesslogs'],
  looksLike: (entry) =>
    isOfCategory(entry, 'ApplicationGatewayAccessLog') ??
    (entry.has('error_info', 'error_info_s', 'ErrorInfo', 'sslClientVerify', 'sslClientVerify_s') ||
      entry.has('upstreamSourcePort', 'upstreamSourcePort_s') ||
      (entry.has('httpStatus', 'httpStatus_d') &&
        entry.has('serverStatus', 'serverStatus_s', 'serverRouted', 'serverRouted_s'))),
  read: (entry, parts) => {
    parts.accessLog.push({
      at: entry.at,
      gateway: resourceOfRow(entry),
      table: tableOfRow(entry),
      time: timeOfRow(entry),
      clientIp: entry.text('clientIP', 'clientIP_s'),
      host: entry.text('originalHost', 'originalHost_s', 'host', 'host_s'),
      httpStatus: wholeOfRow(entry, 'httpStatus', 'httpStatus_d', 'httpStatus_s'),
      errorInfo: entry.text('error_info', 'error_info_s', 'ErrorInfo', 'error'),
      serverRouted: wordOfRow(entry, 'serverRouted', 'serverRouted_s'),
      serverStatus: entry.text('serverStatus', 'serverStatus_s', 'serverStatus_d'),
      backendPool: entry.text('backendPoolName', 'backendPoolName_s'),
      backendSetting: entry.text('backendSettingName', 'backendSettingName_s'),
      sslClientVerify: wordOfRow(entry, 'sslClientVerify', 'sslClientVerify_s', 'clientVerify'),
      transactionId: wordOfRow(entry, 'transactionId', 'transactionId_g', 'transactionId_s'),
      clientPort: portOfRow(entry, 'clientPort', 'clientPort_d', 'clientPort_s'),
      upstreamSourcePort: portOfRow(
        entry,
        'upstreamSourcePort',
        'upstreamSourcePort_s',
        'upstreamSourcePort_d',
      ),
      listener: entry.text('listenerName', 'listenerName_s'),
      requestUri: entry.text('requestUri', 'requestUri_s'),
      clientCertificateFingerprint: wordOfRow(
        entry,
        'sslClientCertificateFingerprint',
        'sslClientCertificateFingerprint_s',
      ),
      clientCertificateIssuer: wordOfRow(
        entry,
        'sslClientCertificateIssuerName',
        'sslClientCertificateIssuerName_s',
      ),
    })
  },
}
