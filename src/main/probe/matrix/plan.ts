import { MATRIX_AXES, type MatrixAxis } from '../../../shared/contract/matrix.ts'
import { parseAddress } from '../../../shared/packet/address.ts'
import { isGrease, isTls13, versionName } from '../../../shared/tls/registry/index.ts'
import { limitVersions, RequestError } from '../request/index.ts'
import { EXTENSION, type HelloPlan } from '../tls-client/index.ts'
import type { MatrixQuestion } from './question.ts'
import type { Place } from './separation.ts'

export interface AxisValue {
  readonly id: string
  readonly name: string
}

export interface TlsValue extends AxisValue {
  /** The hello for this value, SNI and ALPN as the base has them. */
  readonly hello: HelloPlan
}

export interface CertificateValue extends AxisValue {
  /** Index in the question's credentials; `null`: an empty Certificate. */
  readonly credential: number | null
  readonly sent: 'nothing' | 'leaf' | 'full'
  readonly subject: string | null
}

export interface SniValue extends AxisValue {
  readonly serverName: string | null
}

export interface AlpnValue extends AxisValue {
  readonly protocols: readonly string[]
}

export interface MatrixAxes {
  readonly tls: readonly TlsValue[]
  readonly certificate: readonly CertificateValue[]
  readonly sni: readonly SniValue[]
  readonly alpn: readonly AlpnValue[]
}

/** What a cell's run is to be judged by beside its bytes. */
export interface CellFacts {
  /** Index in the question's credentials; `null`: this cell had none to send. */
  readonly credential: number | null
  /** Ids of its values, in the order of the axes. */
  readonly name: readonly string[]
  /** `false`: SNI was left out on purpose, so no certificate for the name can be expected. */
  readonly expectsName: boolean
}

/** The grid before anything is asked. */
export interface MatrixPlan {
  readonly axes: MatrixAxes
  /** Every combination, TLS version first, ALPN last. */
  readonly places: readonly Place[]
  /** Indices of `places` in the order of asking: the likeliest to work first, so that a cap takes the rarest. */
  readonly order: readonly number[]
  /** What was left out, and why, one sentence each. */
  readonly notes: readonly string[]
}

/**
 * The combinations worth asking. Two that would send the same bytes are one; what the profile's client never sends
 * is left out. Both are told in `notes`.
 */
export function planMatrix(question: MatrixQuestion): MatrixPlan {
  const notes = [...question.notes]
  const axes: MatrixAxes = {
    tls: tlsAxis(question, notes),
    certificate: certificateAxis(question, notes),
    sni: sniAxis(question, notes),
    alpn: alpnAxis(question, notes),
  }
  const places = MATRIX_AXES.reduce<number[][]>(
    (before, axis) => before.flatMap((place) => axes[axis].map((_, value) => [...place, value])),
    [[]],
  )
  const order = places.map((_, at) => at)
  order.sort((a, b) => rarity(axes, places[a]) - rarity(axes, places[b]) || a - b)
  return { axes, places, order, notes }
}

/** @param index in `places` */
export function cellFacts({ axes, places }: MatrixPlan, index: number): CellFacts {
  const place = places[index] ?? []
  const [, certificate = 0, sni = 0] = place
  return {
    name: MATRIX_AXES.flatMap((axis, at) => axes[axis][place[at] ?? 0]?.id ?? []),
    credential: axes.certificate[certificate]?.credential ?? null,
    expectsName: axes.sni.length === 1 || axes.sni[sni]?.serverName !== null,
  }
}

function varies({ only }: MatrixQuestion, axis: MatrixAxis): boolean {
  return only === null || only.includes(axis)
}

function tlsAxis(question: MatrixQuestion, notes: string[]): TlsValue[] {
  const { hello } = question.base
  const whose = question.profile === null ? 'tlscope' : `the profile ${question.profile.id}`
  const versions = hello.versions.filter((version) => !isGrease(version)).sort((a, b) => a - b)
  if (!varies(question, 'tls')) {
    const name = versions.map(versionName).join(', ')
    return [{ id: 'all', name, hello }]
  }
  const values: TlsValue[] = []
  for (const version of versions) {
    try {
      const { plan } = limitVersions(hello, { lowest: version, highest: version }, whose)
      values.push({ id: versionName(version), name: versionName(version), hello: plan })
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
      notes.push(`${versionName(version)} is left out: ${error.message}.`)
    }
  }
  return values
}

function certificateAxis(question: MatrixQuestion, notes: string[]): CertificateValue[] {
  const { credentials, sendChain } = question
  const none: CertificateValue = {
    id: 'none',
    name: 'no certificate',
    credential: null,
    sent: 'nothing',
    subject: null,
  }
  const values = credentials.flatMap(({ subject, chainLength }, credential): CertificateValue[] => {
    const number = credential === 0 ? '' : ` ${credential + 1}`
    const value = (sent: 'leaf' | 'full', id: string, name: string): CertificateValue => ({
      id: `${id}${number.replace(' ', '-')}`,
      name: `${name}${number}`,
      credential,
      sent,
      subject,
    })
    if (chainLength === 1) return [value('full', 'certificate', 'certificate')]
    const leaf = value('leaf', 'leaf', 'leaf only')
    const full = value('full', 'chain', 'full chain')
    if (sendChain !== null) return [sendChain === 'leaf' ? leaf : full]
    return credential === 0 ? [leaf, full] : [full]
  })
  const [first] = credentials
  if (first === undefined) {
    notes.push('No client certificate was given, so every combination is asked without one.')
  } else if (first.chainLength === 1) {
    notes.push('The client certificate comes without issuers: leaf only and full chain are the same.')
  }
  if (varies(question, 'certificate')) return [none, ...values]
  // What a probe would send.
  return [values.findLast(({ credential }) => credential === 0) ?? none]
}

function sniAxis(question: MatrixQuestion, notes: string[]): SniValue[] {
  const { hello, host } = question.base
  const without: SniValue = { id: 'no-sni', name: 'no SNI', serverName: null }
  if (hello.serverName === null || !sends(hello, EXTENSION.serverName)) {
    if (parseAddress(host) !== null) {
      notes.push(
        `${host} is an address and no name for SNI was given: every combination is asked without SNI.`,
      )
    } else if (varies(question, 'sni')) notes.push('Every combination is asked without SNI, as told.')
    return [without]
  }
  const given: SniValue = { id: 'sni', name: `SNI ${hello.serverName}`, serverName: hello.serverName }
  return varies(question, 'sni') ? [given, without] : [given]
}

function alpnAxis(question: MatrixQuestion, notes: string[]): AlpnValue[] {
  const { hello } = question.base
  if (!sends(hello, EXTENSION.alpn)) {
    notes.push('This client sends no ALPN, so that axis is left out.')
    return [{ id: 'no-alpn', name: 'no ALPN', protocols: [] }]
  }
  if (!varies(question, 'alpn')) {
    const { alpn } = hello
    return [
      alpn.length === 0
        ? { id: 'no-alpn', name: 'no ALPN', protocols: [] }
        : { id: alpn.join(','), name: `ALPN ${alpn.join(', ')}`, protocols: alpn },
    ]
  }
  const protocols = question.alpn ?? ['h2', 'http/1.1']
  if (protocols.length === 0) return [{ id: 'no-alpn', name: 'no ALPN', protocols: [] }]
  return protocols.map((protocol) => ({
    id: protocol,
    name: `ALPN ${protocol}`,
    protocols: [protocol],
  }))
}

function sends(hello: HelloPlan, extension: number): boolean {
  return hello.extensions.some((one) => (typeof one === 'number' ? one : one.type) === extension)
}

/** Old versions, no SNI and missing certificates are the rarer questions. */
function rarity(axes: MatrixAxes, place: Place | undefined): number {
  const [tls = 0, certificate = 0, sni = 0, alpn = 0] = place ?? []
  const versions = axes.tls[tls]?.hello.versions ?? []
  const old = versions.some((version) => isTls13(version)) ? 0 : axes.tls.length - 1 - tls
  return old * 8 + sni * 4 + (axes.certificate.length - 1 - certificate) * 2 + (axes.alpn.length - 1 - alpn)
}
