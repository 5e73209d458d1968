import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import type { MatrixLearned } from '../../../shared/contract/matrix.ts'
import { capital, list } from '../../../shared/diagnosis/words.ts'
import type { MatrixPlan } from './plan.ts'
import { type AskedCell, handshakeOf, sideOf } from './run.ts'
import { type Place, separate } from './separation.ts'
import { conjunction, whereText } from './wording.ts'

/** A cell in which the server answered with a ServerHello at least. */
interface Met {
  readonly place: Place
  readonly handshake: HandshakeDocument
  readonly works: boolean
}

const [TLS, CERTIFICATE, SNI, ALPN] = [0, 1, 2, 3]

/**
 * What the grid shows of the server beside the fault.
 * @param requestSent whether anything was asked over HTTP: late requests for a certificate come only then
 */
export function learnedOf(
  plan: MatrixPlan,
  cells: readonly AskedCell[],
  requestSent: boolean,
): MatrixLearned[] {
  const met = cells.flatMap((cell, index): Met[] => {
    const handshake = handshakeOf(cell)
    if (handshake === null || handshake.version === null || cell.outcome.word === 'unsupported') return []
    return [{ place: plan.places[index] ?? [], handshake, works: sideOf(cell) === 'good' }]
  })
  const grid = new Grid(plan, cells, met)
  const topics: readonly [MatrixLearned['topic'], string | null][] = [
    ['versions', grid.versions()],
    ['client-certificate', grid.clientCertificate(requestSent)],
    ['ca-names', grid.caNames()],
    ['server-certificate', grid.serverCertificate()],
    ...plan.axes.alpn.map(({ protocols }, value): [MatrixLearned['topic'], string | null] => [
      'alpn',
      protocols.length === 0 ? null : grid.protocol(value, protocols),
    ]),
  ]
  return topics.flatMap(([topic, sentence]) => (sentence === null ? [] : [{ topic, sentence }]))
}

class Grid {
  readonly #plan: MatrixPlan
  readonly #cells: readonly AskedCell[]
  readonly #met: readonly Met[]
  readonly #sizes: number[]

  constructor(plan: MatrixPlan, cells: readonly AskedCell[], met: readonly Met[]) {
    this.#plan = plan
    this.#cells = cells
    this.#met = met
    const { tls, certificate, sni, alpn } = plan.axes
    this.#sizes = [tls, certificate, sni, alpn].map(({ length }) => length)
  }

  versions(): string | null {
    const { tls } = this.#plan.axes
    const spoken = new Set(this.#met.map(({ handshake }) => handshake.version ?? ''))
    if (spoken.size === 0) return null
    if (tls.length === 1) return `Speaks ${conjunction([...spoken].sort())}.`
    const refused = tls.filter((value, at) => !spoken.has(value.id) && this.#isRefused(at))
    const open = tls.filter((value) => !spoken.has(value.id) && !refused.includes(value))
    const parts = [
      `Speaks ${conjunction([...spoken].sort())}`,
      refused.length === 0
        ? null
        : `not ${conjunction(
            refused.map(({ id }) => id),
            'or',
          )}`,
      open.length === 0 ? null : `${conjunction(open.map(({ id }) => id))} never got a ServerHello`,
    ]
    return `${parts.filter((part) => part !== null).join('; ')}.`
  }

  clientCertificate(requestSent: boolean): string | null {
    const known = this.#met.filter(({ handshake }) => handshake.mutualTls.requested !== 'unknown')
    if (known.length === 0) return null
    const parts = this.#parts(known, ({ handshake }) => handshake.mutualTls.requested)
    const late = requestSent ? '' : '; no HTTP request was sent, so a later question cannot be excluded'
    const [only] = parts
    if (parts.length === 1 && only?.key === 'no') return `Never asks for a client certificate${late}.`
    const said = parts.map(({ key, where }) => `${REQUESTED[key]}${where === '' ? '' : ` ${where}`}`)
    const insists = this.#insists(known)
    return `Asks for a client certificate ${said.join('; ')}${insists}${parts.some(({ key }) => key === 'no') ? late : ''}.`
  }

  /** Where it asked and was content with none. */
  #insists(known: readonly Met[]): string {
    const { certificate } = this.#plan.axes
    const content = known.filter(
      ({ place, handshake, works }) =>
        works &&
        handshake.mutualTls.requested !== 'no' &&
        certificate[place[CERTIFICATE] ?? 0]?.credential === null,
    )
    return content.length === 0 ? '' : '; it is content with none'
  }

  caNames(): string | null {
    const asked = this.#met.filter(({ handshake: { mutualTls } }) =>
      ['initial', 'renegotiation', 'post-handshake'].includes(mutualTls.requested),
    )
    if (asked.length === 0) return null
    const parts = this.#parts(asked, ({ handshake }) => handshake.mutualTls.caNames.toSorted().join('\n'))
    const said = parts.map(({ key, where }) => {
      const names = key === '' ? [] : key.split('\n')
      const what =
        names.length === 0 ? 'names no CA (any certificate may be sent)' : `accepts CAs ${list(names)}`
      return where === '' ? what : `${what} ${where}`
    })
    return `${capital(said.join('; '))}.`
  }

  serverCertificate(): string | null {
    const shown = this.#met.filter(({ handshake }) => handshake.certificates.server.length > 0)
    if (shown.length === 0) return null
    const subjects = new Map(
      shown.map(({ handshake }) => [leafOf(handshake)?.sha256 ?? '', leafOf(handshake)?.subject ?? '']),
    )
    const named = (key: string): string => {
      const subject = subjects.get(key) || '(no subject)'
      const alike = [...subjects.values()].filter((other) => other === subjects.get(key)).length > 1
      return alike ? `${subject} (SHA-256 ${key.slice(0, 16)}…)` : subject
    }
    const parts = this.#parts(shown, ({ handshake }) => leafOf(handshake)?.sha256 ?? '')
    const [only] = parts
    if (parts.length === 1 && only !== undefined) {
      const sni = new Set(shown.map(({ place }) => place[SNI])).size > 1 ? ', with and without SNI' : ''
      return `Shows the certificate ${named(only.key)} every time${sni}.`
    }
    return `Shows ${conjunction(parts.map(({ key, where }) => `${named(key)} ${where}`))}.`
  }

  /** What became of one value of the ALPN axis. */
  protocol(value: number, protocols: readonly string[]): string | null {
    const offered = this.#met.filter(({ place, handshake }) => place[ALPN] === value && toldAlpn(handshake))
    if (offered.length === 0) return null
    const name = protocols.join(', ')
    const parts = this.#parts(offered, ({ handshake }) => handshake.alpn.chosen ?? '')
    const [only] = parts
    if (parts.length === 1 && only !== undefined) {
      if (only.key === '') return `${name} is never chosen: the server answers without ALPN.`
      return only.key === name
        ? `${name} is chosen whenever it is offered.`
        : `Of ${name}, ${only.key} is chosen.`
    }
    const said = parts.map(
      ({ key, where }) => `${key === '' ? 'nothing is chosen' : `${key} is chosen`} ${where}`,
    )
    return `Where ${name} is offered, ${conjunction(said)}.`
  }

  #isRefused(tls: number): boolean {
    const own = this.#cells.filter((_, index) => this.#plan.places[index]?.[TLS] === tls)
    return own.some(({ outcome }) => outcome.word === 'unsupported')
  }

  /** Groups of cells and where each lies; the largest first. Groups that no single condition holds are counted. */
  #parts(cells: readonly Met[], keyOf: (met: Met) => string): { key: string; where: string }[] {
    const groups = new Map<string, Met[]>()
    for (const cell of cells) groups.set(keyOf(cell), [...(groups.get(keyOf(cell)) ?? []), cell])
    const parts = [...groups].sort(([, a], [, b]) => b.length - a.length)
    return parts.map(([key, own]) => {
      const others = cells.filter((cell) => !own.includes(cell))
      const { cubes, occurring } = separate(
        this.#sizes,
        own.map(({ place }) => place),
        others.map(({ place }) => place),
      )
      const places = cubes.map((cube) => whereText(this.#plan.axes, cube, occurring))
      const where = places.length <= 2 ? places.join(', or ') : `in ${own.length} of ${cells.length} cases`
      return { key, where }
    })
  }
}

const REQUESTED: Readonly<Record<string, string>> = {
  no: 'not at all',
  initial: 'in the handshake',
  renegotiation: 'late, by renegotiation,',
  'post-handshake': 'late, by post-handshake authentication,',
}

function leafOf({
  certificates,
}: HandshakeDocument): HandshakeDocument['certificates']['server'][number] | undefined {
  return certificates.server[0]
}

/** ALPN is answered in the ServerHello, or in TLS 1.3 behind it. */
function toldAlpn({ version, messages }: HandshakeDocument): boolean {
  return version !== 'TLS 1.3' || messages.some(({ type }) => type === 'EncryptedExtensions')
}
