import type { DocumentKind } from './kind.ts'
import { isOfCategory, portOfRow, resourceOfRow, tableOfRow, timeOfRow, wordOfRow } from './log-row.ts'

/**
 * Rows of the web application firewall's log, in the tables of the access log. Sources: facts 2.17 (MON); Azure Monitor
 * table reference, AGWFirewallLogs.
 */
export const firewallLogKind: DocumentKind = {
  id: 'firewall-log',
  title: 'firewall log of an application gateway',
  command: 'az monitor log-analytics query',
  types: ['agwfirewalllogs'],
  looksLike: (entry) =>
    isOfCategory(entry, 'ApplicationGatewayFirewallLog') ??
    (entry.has('ruleId', 'ruleId_s') && entry.has('action', 'action_s')),
  read: (entry, parts) => {
    const details = entry.get('details')
    parts.firewallLog.push({
      at: entry.at,
      gateway: resourceOfRow(entry),
      table: tableOfRow(entry),
      time: timeOfRow(entry),
      clientIp: wordOfRow(entry, 'clientIp', 'clientIp_s'),
      clientPort: portOfRow(entry, 'clientPort', 'clientPort_d', 'clientPort_s'),
      host: entry.text('hostname', 'hostname_s'),
      requestUri: entry.text('requestUri', 'requestUri_s'),
      action: entry.text('action', 'action_s'),
      ruleId: entry.text('ruleId', 'ruleId_s'),
      message:
        entry.text('message', 'message_s', 'DetailedMessage', 'details_message_s') ??
        details?.text('message') ??
        null,
      transactionId: wordOfRow(entry, 'transactionId', 'transactionId_g', 'transactionId_s'),
    })
  },
}
