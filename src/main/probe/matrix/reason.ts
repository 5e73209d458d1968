import { MATRIX_WORDS, type MatrixWord } from '../../../shared/contract/matrix.ts'
import type { FindingId } from '../../../shared/diagnosis/taxonomy.ts'
import type { Outcome } from './outcome.ts'
import type { MatrixAxes } from './plan.ts'
import { type Place, separate } from './separation.ts'
import { conjunction, whereText } from './wording.ts'

/** A cell that broke. */
export interface BrokenCell {
  readonly index: number
  readonly place: Place
  readonly outcome: Outcome
}

/** Cells that broke for one reason. Where no finding names it, how they ended stands for it. */
export function causeOf({ cause, word, stage, detail }: Outcome): string {
  return cause ?? `${word} ${stage} ${detail}`
}

/** What a cause means in a clause, where the grid says the rest. Findings that are not here speak for themselves. */
const CLAUSES: Partial<Readonly<Record<FindingId, string>>> = {
  'client-certificate-required-not-sent': 'the server requires one',
  'gateway-400-no-certificate': 'the gateway requires a client certificate',
  'apim-403-client-certificate':
    'the request is refused by HTTP, as policies do that check the client certificate',
  'client-certificate-untrusted': 'the server does not trust the client certificate’s issuer',
  'client-chain-incomplete': 'the server finds no way from the client certificate to a CA that it trusts',
  'client-certificate-expired': 'the client certificate has expired',
  'client-certificate-not-yet-valid': 'the client certificate is not valid yet',
  'client-certificate-revoked': 'the client certificate was revoked',
  'client-certificate-rejected': 'the server refuses the client certificate',
  'client-eku-missing': 'the client certificate is not made for client authentication',
  'gateway-400-certificate-error': 'the gateway does not accept the client certificate',
  'sni-rejected': 'the server does not know that name',
  'alpn-mismatch': 'the server speaks none of the protocols offered',
  'cipher-mismatch': 'the two have no cipher suite in common',
  'reset-after-client-hello': 'the connection is cut right after the ClientHello',
  'no-answer-to-client-hello': 'the ClientHello is never answered',
  'renegotiation-refused': 'the late request for a certificate comes to nothing',
  'gateway-502-backend': 'the gateway cannot reach its backend',
  'protocol-version-mismatch': 'the server does not speak that version',
}

/** Where nothing before it says what `one` is. */
const UNNAMED: Partial<Readonly<Record<FindingId, string>>> = {
  'client-certificate-required-not-sent': 'the server requires a client certificate',
}

/**
 * Why these cells broke, and how: `the server requires one (alert certificate_required (116))`.
 * @param named whether the sentence before it speaks of the client certificate
 */
export function reasonText(axes: MatrixAxes, cells: readonly BrokenCell[], named = true): string {
  const [first] = cells
  if (first === undefined) return 'nothing is known'
  const causes = new Set(cells.map(({ outcome }) => causeOf(outcome)))
  const ways = waysText(axes, cells)
  const { cause, sentence, word } = first.outcome
  const alike = cells.every(({ outcome }) => outcome.sentence === sentence)
  if (cause === null && alike && TELLS_LITTLE.has(word)) return withoutStop(sentence)
  if (causes.size > 1 || cause === null) return ways
  const clause = named ? CLAUSES[cause] : (UNNAMED[cause] ?? CLAUSES[cause])
  return clause === undefined ? withoutStop(sentence) : `${clause} (${ways})`
}

/** Words behind which there is more to say than how it ended. */
const TELLS_LITTLE: ReadonlySet<MatrixWord> = new Set(['not-tls', 'invalid', 'unreachable', 'proxy', '5xx'])

/** How they ended; where there are several ways, which of them where. */
export function waysText(axes: MatrixAxes, cells: readonly BrokenCell[]): string {
  const ways = new Map<string, BrokenCell[]>()
  for (const cell of cells) {
    const way = wayText(cell.outcome)
    ways.set(way, [...(ways.get(way) ?? []), cell])
  }
  if (ways.size === 1) return [...ways.keys()].join('')
  const sizes = [axes.tls, axes.certificate, axes.sni, axes.alpn].map(({ length }) => length)
  const parts = [...ways].map(([way, own]) => {
    const others = cells.filter((cell) => !own.includes(cell))
    const { cubes, occurring } = separate(
      sizes,
      own.map(({ place }) => place),
      others.map(({ place }) => place),
    )
    const [only] = cubes
    return cubes.length === 1 && only !== undefined
      ? `${way} ${whereText(axes, only, occurring)}`
      : `${way} (${own.length} of ${cells.length})`
  })
  return conjunction(parts)
}

function wayText({ word, detail, stage }: Outcome): string {
  if (word === 'alert') return `alert ${detail ?? 'of unknown kind'}`
  if (detail?.startsWith('HTTP ')) return detail
  const { means } = MATRIX_WORDS[word]
  return stage === null ? means : `${means}, stage ${stage}`
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '')
}
