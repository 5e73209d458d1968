import type { CertificateRequest } from '../tls/message/handshake.ts'
import type { AcceptanceInput, AcceptanceRow, AcceptanceStatus } from './acceptance-row.ts'
import { acceptName, type NameAcceptance } from './ca-names.ts'
import { signatureRows } from './certificate-signatures.ts'
import { acceptKey, type SchemeAcceptance } from './key-acceptance.ts'

/** Whether a CertificateRequest accepts a certificate, by names and algorithms. Plain data. */
export interface Acceptance {
  readonly status: AcceptanceStatus
  /** One sentence a person can read out. */
  readonly verdict: string
  readonly names: NameAcceptance
  readonly signing: SchemeAcceptance
  readonly rows: readonly AcceptanceRow[]
}

/**
 * Judges by RFC 5246 7.4.4 and RFC 8446 4.3.2, 4.2.3 and 4.2.4. Linear in the request and the chain.
 * @returns `null` for an empty chain
 */
export function judgeAcceptance(input: AcceptanceInput): Acceptance | null {
  const [leaf] = input.chain
  if (leaf === undefined) return null
  const names = acceptName(input)
  const signing = acceptKey(input, leaf)
  const signatures = signatureRows(input)
  const filters = filterRows(input.request)
  const rows = [...names.rows, ...signing.rows, ...signatures, ...filters]
  const { status, verdict } = conclude(names.acceptance, signing.acceptance, signatures, filters)
  return { status, verdict, names: names.acceptance, signing: signing.acceptance, rows }
}

/** RFC 8446 4.2.5: what the certificate's extensions must hold. The filters are counted, not read. */
function filterRows({ extensions }: CertificateRequest): AcceptanceRow[] {
  const filter = extensions.find(({ data }) => data?.kind === 'oid_filters')
  if (filter?.data?.kind !== 'oid_filters' || filter.data.filters === 0) return []
  return [
    {
      kind: 'filter',
      asks: `${filter.data.filters} extension filters (oid_filters)`,
      has: 'not compared',
      match: 'unknown',
      note: 'The server accepts only certificates with certain extensions; which ones, the message shows.',
      span: filter.node.span,
    },
  ]
}

function conclude(
  names: NameAcceptance,
  signing: SchemeAcceptance,
  signatures: readonly AcceptanceRow[],
  filters: readonly AcceptanceRow[],
): { status: AcceptanceStatus; verdict: string } {
  if (signing.refusal !== null) return { status: 'refused', verdict: sentence(signing.refusal) }
  if (names.status === 'refused') return { status: 'refused', verdict: sentence(names.clause) }
  const misfit = signatures.find(({ match }) => match === 'no-match')
  if (names.status === 'unknown') return { status: 'unknown', verdict: sentence(names.clause) }
  if (names.status === 'doubtful') return { status: 'doubtful', verdict: sentence(names.clause) }
  if (misfit) {
    return {
      status: 'doubtful',
      verdict: sentence(`${names.clause}, but the server does not list the signature of ${misfit.has}`),
    }
  }
  if (filters.length > 0 || !signing.known) {
    return {
      status: 'unknown',
      verdict: sentence(`${names.clause}, but not all that it asks for could be read`),
    }
  }
  return { status: 'accepted', verdict: sentence(`${names.clause}, and it would sign by ${signing.text}`) }
}

function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`
}
