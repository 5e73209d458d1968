import type { Evidence, Finding } from '../../../diagnosis/finding.ts'
import type { FindingId } from '../../../diagnosis/taxonomy.ts'
import type { BackendServerHealth, BackendSetting } from '../../model.ts'
import type { CheckInput } from '../check.ts'
import { ofSameGateway, sameName } from './links.ts'

/** What the gateway itself says of the servers behind a setting: the first finding of these kinds. */
export function healthOf(
  { model, context }: CheckInput,
  setting: BackendSetting | null,
  ids: readonly FindingId[],
): Finding | null {
  const servers =
    setting === null ? model.backendHealth : model.backendHealth.filter((one) => isBehind(one, setting))
  return (
    context.health.find(
      ({ id, evidence }) =>
        ids.includes(id) && evidence.some((one) => servers.some((server) => isOf(one, server))),
    ) ?? null
  )
}

/** What the gateway says of one server. */
export function healthOfServer(
  { context }: CheckInput,
  server: BackendServerHealth,
  ids: readonly FindingId[],
): Finding | null {
  return (
    context.health.find(
      ({ id, evidence }) => ids.includes(id) && evidence.some((one) => isOf(one, server)),
    ) ?? null
  )
}

function isBehind(server: BackendServerHealth, setting: BackendSetting): boolean {
  return (
    ofSameGateway(server, setting) &&
    (server.backendSetting === null || sameName(server.backendSetting, setting.name))
  )
}

/** Evidence may point at the server or at a member of it. */
function isOf(evidence: Evidence, { at }: BackendServerHealth): boolean {
  return (
    evidence.kind === 'file' &&
    evidence.file === at.file &&
    (evidence.pointer === at.pointer || evidence.pointer.startsWith(`${at.pointer}/`))
  )
}
