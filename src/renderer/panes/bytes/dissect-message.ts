import {
  type Dissection,
  describeProblem,
  type FieldNode,
  type Problem,
} from '../../../shared/bytes/field.ts'
import {
  dissectAlert,
  dissectChangeCipherSpec,
  dissectHandshake,
  dissectHeartbeat,
  dissectSslv2ClientHello,
} from '../../../shared/tls/message/dissect.ts'
import { readCertificate } from '../../../shared/x509/certificate.ts'

/** What the engine says about a message's bytes, as far as it steers the dissection. */
export interface MessageForm {
  readonly form: 'handshake' | 'sslv2-client-hello' | 'alert' | 'change-cipher-spec' | 'opaque'
  readonly cut: boolean
  readonly version: number | null
  readonly cipherSuite: number | null
  readonly shortened: boolean
}

export interface Fields {
  /** `null` where the bytes have no inner form that is known. */
  readonly tree: FieldNode | null
  readonly problems: readonly string[]
}

/**
 * Takes one message apart. Certificates in it get their own X.509 fields as children, with spans in the
 * message, so that one tree reaches from the handshake header to a subject's common name.
 */
export function dissectMessage(form: MessageForm, raw: Uint8Array, type: string): Fields {
  const dissection = dissectForm(form, raw, type)
  if (dissection === null) return { tree: null, problems: [] }
  const problems: Problem[] = [...dissection.problems]
  const tree = withCertificates(dissection.tree, raw, problems)
  // A message that is shown in part would report its own end as missing.
  const told = form.shortened ? problems.filter(({ kind }) => kind === 'malformed') : problems
  return { tree, problems: told.map(describeProblem) }
}

function dissectForm(form: MessageForm, raw: Uint8Array, type: string): Dissection<unknown> | null {
  const cut = form.cut || form.shortened
  switch (form.form) {
    case 'handshake':
      return dissectHandshake(raw, { version: form.version, cipherSuite: form.cipherSuite }, { cut })
    case 'sslv2-client-hello':
      return dissectSslv2ClientHello(raw)
    case 'alert':
      return dissectAlert(raw, { cut })
    case 'change-cipher-spec':
      return dissectChangeCipherSpec(raw, { cut })
    case 'opaque':
      return type === 'Heartbeat' ? dissectHeartbeat(raw, { cut }) : null
  }
}

/** The RFCs' names for a certificate's DER in a Certificate message (RFC 8446 4.4.2). */
const CERTIFICATE_FIELD = 'cert_data'

function withCertificates(node: FieldNode, raw: Uint8Array, problems: Problem[]): FieldNode {
  if (node.name === CERTIFICATE_FIELD && node.value instanceof Uint8Array && node.value.length > 0) {
    const range = { start: node.span.end - node.value.length, end: node.span.end }
    const certificate = readCertificate(raw, range)
    problems.push(...certificate.problems)
    const { name, value, span } = node
    return {
      name,
      value,
      span,
      text: certificate.tree.text || node.text,
      children: certificate.tree.children,
    }
  }
  if (node.children.length === 0) return node
  let changed = false
  const children = node.children.map((child) => {
    const next = withCertificates(child, raw, problems)
    if (next !== child) changed = true
    return next
  })
  // Fields work their text out when asked, so they are not to be spread.
  const { name, value, span, text } = node
  return changed ? { name, value, span, text, children } : node
}
