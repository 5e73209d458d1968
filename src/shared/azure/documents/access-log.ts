import type { DocumentKind } from './kind.ts'
import { resourceId } from './resource-id.ts'

/**
 * Rows of the gateway's access log: exported from Log Analytics (`AzureDiagnostics`, whose columns end in their
 * type, or `AGWAccessLogs`), or as a storage account keeps them (under `properties`). Sources: facts 2.11, 3.25 (MON).
 */
export const accessLogKind: DocumentKind = {
  id: 'access-log',
  title: 'access log of an application gateway',
  command: 'az monitor log-analytics query',
  types: [],
  looksLike: (entry) =>
    entry.has('error_info', 'error_info_s', 'ErrorInfo', 'sslClientVerify', 'sslClientVerify_s') ||
    (entry.has('httpStatus', 'httpStatus_d') &&
      entry.has('serverStatus', 'serverStatus_s', 'serverRouted_s')),
  read: (entry, parts) => {
    const id = entry.text('resourceId', '_ResourceId', 'ResourceId')
    parts.accessLog.push({
      at: entry.at,
      gateway: (id === null ? undefined : resourceId(id)?.names[0]) ?? entry.text('Resource'),
      time: entry.text('TimeGenerated', 'timeStamp', 'time'),
      clientIp: entry.text('clientIP', 'clientIP_s'),
      host: entry.text('originalHost', 'originalHost_s', 'host', 'host_s'),
      httpStatus: entry.number('httpStatus', 'httpStatus_d', 'httpStatus_s'),
      errorInfo: entry.text('error_info', 'error_info_s', 'ErrorInfo', 'error'),
      serverRouted: entry.text('serverRouted', 'serverRouted_s'),
      serverStatus: entry.text('serverStatus', 'serverStatus_s', 'serverStatus_d'),
      backendPool: entry.text('backendPoolName', 'backendPoolName_s'),
      backendSetting: entry.text('backendSettingName', 'backendSettingName_s'),
      sslClientVerify: entry.text('sslClientVerify', 'sslClientVerify_s', 'clientVerify'),
    })
  },
}
