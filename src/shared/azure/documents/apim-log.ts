import type { DocumentKind } from './kind.ts'
import { isOfCategory, resourceOfRow, tableOfRow, timeOfRow, wholeOfRow, wordOfRow } from './log-row.ts'

/**
 * Rows of API Management's own log of requests, in the tables of the gateway's logs. URLs stay where they are: people
 * put subscription keys into them. Sources: API Management reference, GatewayLogs; Azure Monitor table reference,
 * ApiManagementGatewayLogs.
 */
export const apimLogKind: DocumentKind = {
  id: 'apim-log',
  title: 'log of an API Management service',
  command: 'az monitor log-analytics query',
  types: ['apimanagementgatewaylogs'],
  looksLike: (entry) =>
    isOfCategory(entry, 'GatewayLogs') ??
    (entry.has('LastErrorReason', 'lastError_reason_s') ||
      (entry.has('ResponseCode', 'responseCode_d') &&
        entry.has('BackendResponseCode', 'backendResponseCode_d', 'IsRequestSuccess', 'isRequestSuccess_b'))),
  read: (entry, parts) => {
    const last = entry.get('lastError')
    parts.apimLog.push({
      at: entry.at,
      apim: resourceOfRow(entry),
      table: tableOfRow(entry),
      time: timeOfRow(entry),
      callerIp: wordOfRow(entry, 'CallerIpAddress'),
      responseCode: wholeOfRow(entry, 'ResponseCode', 'responseCode_d'),
      backendResponseCode: wholeOfRow(entry, 'BackendResponseCode', 'backendResponseCode_d'),
      errorReason: wordOfRow(entry, 'LastErrorReason', 'lastError_reason_s') ?? last?.text('reason') ?? null,
    })
  },
}
