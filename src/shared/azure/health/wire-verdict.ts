import type { Leg } from '../../conversation/vocabulary.ts'
import type { FindingId, Severity } from '../../diagnosis/taxonomy.ts'
import { httpStatusOf, type ObservedHandshake } from '../checks/wire.ts'

/** A handshake of the public document, as far as backend health is held against it. */
export interface WireVerdict {
  readonly id: string
  readonly leg: Leg
  readonly sni: string | null
  readonly server: { readonly address: string } | null
  readonly outcome: 'broken' | 'completed' | 'incomplete'
  readonly break: { readonly frame: number | null; readonly summary: string } | null
  /** Of the last packet that is told of it. */
  readonly lastFrame: number | null
  /** Of the first response that was read; `null`: none was. */
  readonly httpStatus: number | null
  readonly findings: readonly { readonly id: FindingId; readonly severity: Severity }[]
}

/** Without its ladder, which would be held for nothing. */
export function verdictOf(
  handshake: Omit<WireVerdict, 'lastFrame' | 'httpStatus'> & Pick<ObservedHandshake, 'messages'>,
): WireVerdict {
  const { id, leg, sni, server, outcome, break: broke, findings, messages } = handshake
  return {
    id,
    leg,
    sni,
    server,
    outcome,
    break: broke,
    lastFrame: messages.flatMap(({ frames }) => frames).at(-1) ?? null,
    httpStatus: httpStatusOf(handshake),
    findings: findings.map((finding) => ({ id: finding.id, severity: finding.severity })),
  }
}
