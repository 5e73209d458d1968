import type { FieldNode, Span } from '../bytes/field.ts'
import type { ChainCertificate, Facts, Placed } from '../conversation/facts.ts'
import { alertText } from '../tls/registry/index.ts'
import type { Evidence } from './finding.ts'

/** A whole row of the ladder. */
export function rowEvidence(facts: Facts, row: number, field: string, value: string): Evidence {
  const message = facts.conversation.messages[row]
  return {
    kind: 'wire',
    message: row,
    frame: message?.frames.at(-1) ?? null,
    field,
    bytes: message?.raw ? [0, message.raw.length] : null,
    value,
  }
}

/** A field within a handshake message. */
export function fieldEvidence<B>(
  placed: Placed<B>,
  field: string,
  node: FieldNode | Span,
  value: string,
): Evidence {
  const span = 'span' in node ? node.span : node
  return {
    kind: 'wire',
    message: placed.index,
    frame: placed.message.frames.at(-1) ?? null,
    field,
    bytes: [span.start, span.end],
    value,
  }
}

/** A field within a certificate of a chain, its span moved into the Certificate message. */
export function certificateEvidence<B>(
  placed: Placed<B>,
  chain: readonly ChainCertificate[],
  certificate: ChainCertificate,
  field: string,
  node: FieldNode,
  value = node.text,
): Evidence {
  const at = chain.indexOf(certificate)
  return {
    kind: 'wire',
    message: placed.index,
    frame: placed.message.frames.at(-1) ?? null,
    field: `certificate_list[${at}].${field}`,
    bytes: [certificate.span.start + node.span.start, certificate.span.start + node.span.end],
    value,
  }
}

/** The row that ended it: the alert with its name, the reset, the close. Empty for silence. */
export function endingEvidence(facts: Facts, row: number | null): Evidence[] {
  if (row === null) return []
  const message = facts.conversation.messages[row]
  if (message === undefined) return []
  const description = message.alert?.description
  if (description !== undefined) {
    return [
      {
        kind: 'wire',
        message: row,
        frame: message.frames.at(-1) ?? null,
        field: 'alert.description',
        bytes: [description.span.start, description.span.end],
        value: alertText(description.value),
      },
    ]
  }
  if (message.layer === 'http') return [rowEvidence(facts, row, message.type, message.likely ?? 'HTTP')]
  const size = message.recordLengths.at(-1)
  const value =
    message.encrypted && !message.decrypted && size !== undefined
      ? `encrypted record of ${size} bytes`
      : message.type
  return [rowEvidence(facts, row, message.type, value)]
}
