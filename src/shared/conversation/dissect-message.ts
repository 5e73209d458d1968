import { type Dissection, describeProblem, type FieldNode, type Problem, type Span } from '../bytes/field.ts'
import {
  dissectAlert,
  dissectChangeCipherSpec,
  dissectHandshake,
  dissectHeartbeat,
  dissectSslv2ClientHello,
} from '../tls/message/dissect.ts'
import { readCertificate } from '../x509/certificate.ts'
import { readName } from '../x509/name.ts'

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
 * Takes one message apart. Certificates and names in it get their own fields as children, with spans in the
 * message, so that one tree reaches from the handshake header to a subject's common name.
 */
export function dissectMessage(form: MessageForm, raw: Uint8Array, type: string): Fields {
  const dissection = dissectForm(form, raw, type)
  if (dissection === null) return { tree: null, problems: [] }
  const problems: Problem[] = [...dissection.problems]
  const tree = withDer(dissection.tree, raw, problems)
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

/** Fields of a message that hold DER, by the RFCs' names for them (RFC 8446 4.4.2 and 4.2.4). */
const DER_FIELDS: Readonly<Record<string, (raw: Uint8Array, range: Span) => Dissection<unknown>>> = {
  cert_data: readCertificate,
  distinguished_name: readName,
}

/** The tree with the DER in it taken apart; behind a length prefix it stands at the field's end. */
function withDer(node: FieldNode, raw: Uint8Array, problems: Problem[]): FieldNode {
  const read = DER_FIELDS[node.name]
  // Fields work their text out when asked, so they are not to be spread.
  const { name, value, span } = node
  if (read !== undefined && value instanceof Uint8Array && value.length > 0) {
    const der = read(raw, { start: span.end - value.length, end: span.end })
    problems.push(...der.problems)
    return { name, value, span, text: der.tree.text || node.text, children: der.tree.children }
  }
  if (node.children.length === 0) return node
  let changed = false
  const children = node.children.map((child) => {
    const next = withDer(child, raw, problems)
    if (next !== child) changed = true
    return next
  })
  return changed ? { name, value, span, text: node.text, children } : node
}
