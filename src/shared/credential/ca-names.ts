import type { Field } from '../bytes/field.ts'
import { hex, printable } from '../bytes/text.ts'
import type { X509Certificate } from '../x509/certificate.ts'
import { type DistinguishedName, nameKey, readName } from '../x509/name.ts'
import type { AcceptanceInput, AcceptanceRow, AcceptanceStatus, Match } from './acceptance-row.ts'

/** What the list of CA names says to the certificate. */
export interface NameAcceptance {
  /** `truncated`: cut by the capture, by Schannel's limit or by the message's own; `unread`: no telling. */
  readonly list: 'empty' | 'complete' | 'truncated' | 'unread'
  /** How many names could be read. */
  readonly count: number
  /** The best that any name came to. */
  readonly match: Match
  readonly status: AcceptanceStatus
  /** The same as a clause for a sentence. */
  readonly clause: string
}

/** Schannel cuts its list at 16,384 bytes (facts 5.1.18); a list's own length ends at 65,535 (RFC 5246 7.4.4). */
const LIMITS = [16_384, 65_535] as const
/** One more name of usual length would not have fitted. */
const NEAR = 300

/** One name that leads from the certificate to a CA. */
interface Link {
  /** `CN=Contoso Issuing CA`. */
  readonly name: string
  readonly key: string
  readonly sent: boolean
}

export function acceptName({ request, problems, chain, unsent = [] }: AcceptanceInput): {
  acceptance: NameAcceptance
  rows: AcceptanceRow[]
} {
  const names = request.certificateAuthorities
  const list = listState(names, request.certificateAuthoritiesLength, problems.length > 0)
  const links = new Links(chain, unsent)
  const met = names.map((name) => links.meet(name.value))
  const rows = names.map((name, at) => rowOf(name, met[at] ?? NO_MATCH, links))
  if (list !== 'complete') rows.push(listRow(list, names.length, request.certificateAuthoritiesLength, links))
  return { acceptance: { list, count: names.length, ...judge(list, met, links) }, rows }
}

/** How one name of the request meets the certificate. */
interface Meeting {
  readonly match: Match
  readonly link: Link | null
}

const NO_MATCH: Meeting = { match: 'no-match', link: null }

/** Issuers' names of the certificates, found by their bytes and by their key under RFC 5280 7.1. */
class Links {
  readonly issuer: string
  readonly subject: DistinguishedName | null
  readonly #byBytes = new Map<string, Link>()
  readonly #byKey = new Map<string, Link>()

  constructor(chain: readonly X509Certificate[], unsent: readonly X509Certificate[]) {
    this.issuer = nameOf(chain[0]?.issuer ?? null)
    this.subject = chain[0]?.subject ?? null
    for (const certificate of chain) this.#add(certificate.issuer, true)
    for (const certificate of unsent) this.#add(certificate.issuer, false)
  }

  /** How a name of the request meets the certificate, and by which link. */
  meet(der: Uint8Array): Meeting {
    const exact = this.#byBytes.get(hex(der))
    if (exact) return { match: 'exact', link: exact }
    const { body, problems } = readName(der)
    const equal = problems.length > 0 ? undefined : this.#byKey.get(nameKey(body))
    return equal ? { match: 'equal-after-normalisation', link: equal } : NO_MATCH
  }

  #add(name: DistinguishedName | null, sent: boolean): void {
    if (name === null) return
    const link = { name: nameOf(name), key: nameKey(name), sent }
    const bytes = hex(name.der)
    if (!this.#byBytes.has(bytes)) this.#byBytes.set(bytes, link)
    if (!this.#byKey.has(link.key)) this.#byKey.set(link.key, link)
  }
}

function rowOf(name: Field<Uint8Array>, { match, link }: Meeting, links: Links): AcceptanceRow {
  const own = link === null && links.subject !== null && hex(links.subject.der) === hex(name.value)
  const note = own
    ? 'This is the certificate’s own subject: the server lists it as if it were a CA.'
    : match === 'equal-after-normalisation'
      ? 'The same name in other bytes (string type, case or spaces): stacks that compare bytes do not take it.'
      : link !== null && !link.sent
        ? 'Only a certificate that would not be sent was issued by it: the server must hold the ones between.'
        : null
  return {
    kind: 'ca-name',
    asks: shown(name.text),
    has: link ? `issued by ${link.name}` : `issued by ${links.issuer}`,
    match,
    note,
    span: name.span,
  }
}

function listRow(
  list: Exclude<NameAcceptance['list'], 'complete'>,
  count: number,
  length: number | undefined,
  links: Links,
): AcceptanceRow {
  const has = `issued by ${links.issuer}`
  if (list === 'empty') {
    const note = 'Usual for Application Gateway in passthrough mode and for Windows servers.'
    return { kind: 'ca-list', asks: 'no CA in particular', has, match: 'anything', note, span: null }
  }
  const asks =
    list === 'unread'
      ? 'CA names that could not be read'
      : `more CA names than the ${count} that are here (${length ?? '?'} bytes)`
  const note =
    list === 'unread'
      ? null
      : 'The list was cut, by the capture or at a limit of the server (Schannel’s is 16,384 bytes): the right CA may be missing from it.'
  return { kind: 'ca-list', asks, has, match: 'unknown', note, span: null }
}

function listState(
  names: readonly Field<Uint8Array>[],
  announced: number | undefined,
  troubled: boolean,
): NameAcceptance['list'] {
  const read = names.reduce((sum, { value }) => sum + value.length + 2, 0)
  if (announced !== undefined && read < announced) return 'truncated'
  if (troubled && announced === undefined) return 'unread'
  if (names.length === 0) return 'empty'
  const near = LIMITS.some((limit) => read <= limit && read > limit - NEAR)
  return near ? 'truncated' : 'complete'
}

function judge(
  list: NameAcceptance['list'],
  met: readonly Meeting[],
  links: Links,
): Pick<NameAcceptance, 'match' | 'status' | 'clause'> {
  if (list === 'empty') {
    return {
      match: 'anything',
      status: 'accepted',
      clause: 'the server names no CA, so any certificate may be sent',
    }
  }
  const found = (match: Match, sent: boolean) =>
    met.find((one) => one.match === match && one.link?.sent === sent)?.link ?? null
  const among =
    met.length === 1
      ? 'the one CA that the server names'
      : `one of the ${met.length} CAs that the server names`
  const exact = found('exact', true)
  if (exact) return { match: 'exact', status: 'accepted', clause: `${exact.name} is ${among}` }
  const equal = found('equal-after-normalisation', true)
  if (equal) {
    const clause = `${equal.name} is ${among}, but in other bytes: stacks that compare names byte for byte send no certificate`
    return { match: 'equal-after-normalisation', status: 'doubtful', clause }
  }
  const unsent = found('exact', false) ?? found('equal-after-normalisation', false)
  if (unsent) {
    const clause = `${unsent.name} is ${among}, but the certificates that lead to it would not be sent`
    return { match: 'exact', status: 'doubtful', clause }
  }
  if (list !== 'complete') {
    const clause = `the server’s list of CA names is not whole, and ${links.issuer} is not in the part that is here`
    return { match: 'unknown', status: 'unknown', clause }
  }
  const clause = `the certificate’s issuer ${links.issuer} is not ${among}: Schannel, .NET and Java send no certificate then, OpenSSL sends it all the same`
  return { match: 'no-match', status: 'refused', clause }
}

function nameOf(name: DistinguishedName | null): string {
  return shown(name?.text ?? '')
}

/** Out of a message, so made safe; and of bearable length. */
function shown(text: string): string {
  const safe = printable(text)
  return safe === '' ? '(empty name)' : safe.length > 300 ? `${safe.slice(0, 300)}…` : safe
}
