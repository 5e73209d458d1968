import { printable } from '../../../shared/bytes/text.ts'
import type { InspectDocument, RoleDocument } from '../../../shared/contract/certificate-document.ts'
import { spanText } from '../../../shared/diagnosis/support/clock.ts'
import { count } from '../../../shared/diagnosis/words.ts'
import { lineWidth, paint } from '../terminal.ts'
import { bulleted, judged, MARKS, sections, told } from './cert-parts.ts'
import { heading, markedLines } from './probe-certificates.ts'
import { wrap } from './wrap.ts'

/** Everything there is to say of certificate files: what is in them, whom they lead to, what they are good for. */
export function inspectText(document: InspectDocument): string {
  const { certificates, chains, at } = document
  return sections([
    filesLines(document),
    ...certificates.map((one) => certificateLines(one, Date.parse(at))),
    chains.length === 0 ? [] : [heading('Whom they lead to'), ...chains.flatMap(chainLines)],
    remarkLines(document),
  ])
}

function filesLines({ files }: InspectDocument): string[] {
  return files.flatMap(({ path, handshake, contents }) => {
    if (handshake !== null) {
      return [`${heading(path)}: what the ${handshake.side} sent in ${handshake.id} (${handshake.why})`]
    }
    const of = (wanted: string) => contents.filter(({ kind }) => kind === wanted)
    const keys = of('private-key').map(({ text, locked }) => `${text}${locked ? ', locked' : ''}`)
    const facts = [
      count(of('certificate').length, 'certificate'),
      keys.length === 0 ? 'no private key' : `${count(keys.length, 'private key')} (${keys.join('; ')})`,
      ...of('other').map(({ text }) => text),
    ]
    const [first = '', ...rest] = wrap(printable(`${path}: ${facts.join(', ')}`), 0, lineWidth())
    return [first.replace(printable(path), heading(path)), ...rest.map((line) => `  ${line}`)]
  })
}

type Row = InspectDocument['certificates'][number]

const KINDS: Readonly<Record<Row['kind'], string>> = {
  root: 'root CA',
  intermediate: 'intermediate CA',
  leaf: 'leaf',
  'self-signed': 'self-signed, no CA',
}

function certificateLines(row: Row, nowMillis: number): string[] {
  const { certificate, kind, hasKey, weakness, roles } = row
  const { subject, issuer, san, serial, key, eku, signatureAlgorithm, sha1, sha256 } = certificate
  const size = key.curve ?? (key.bits === null ? '' : `${key.bits} bits`)
  const facts: readonly (readonly [string, string])[] = [
    ['is', `${KINDS[kind]}${hasKey ? ', its private key is there' : ''}`],
    ...(kind === 'leaf' || kind === 'intermediate' ? ([['issuer', issuer]] as const) : []),
    ['valid', validityText(row, nowMillis)],
    ['key', `${key.type} ${size}`.trimEnd()],
    ['signed', `${signatureAlgorithm}${weakness === null ? '' : ` (weak: ${weakness})`}`],
    ...(eku.length === 0 ? [] : ([['purposes', eku.join(', ')]] as const)),
    ...(san.length === 0 ? [] : ([['names', san.slice(0, MOST_NAMES).join(', ')]] as const)),
    ['serial', serial],
    ['SHA-1', sha1],
    ['SHA-256', sha256],
  ]
  const suited = roles.filter(({ suits }) => suits !== 'no')
  const unsuited = roles.filter(({ suits }) => suits === 'no')
  return [
    heading(subject || '(no subject)'),
    ...facts.flatMap(([name, value]) => factLines(name, value)),
    ...[...suited, ...unsuited].flatMap(roleLines),
  ]
}

const MOST_NAMES = 20
const NAME_WIDTH = 10

function factLines(name: string, value: string): string[] {
  const [first = '', ...rest] = wrap(printable(value) || '(none)', NAME_WIDTH + 2, lineWidth())
  return [`  ${name.padEnd(NAME_WIDTH)}${first.trimStart()}`, ...rest]
}

function validityText({ certificate, validity }: Row, nowMillis: number): string {
  const { notBefore, notAfter } = certificate
  const dates = `${notBefore ?? '?'} to ${notAfter ?? '?'}`
  switch (validity) {
    case 'expired':
      return `${dates}: EXPIRED ${spanText(nowMillis - Date.parse(notAfter ?? ''))} ago`
    case 'not-yet-valid':
      return `${dates}: NOT YET VALID`
    case 'unreadable':
      return `${dates}: cannot be read`
    case 'valid':
      return `${dates}: ${spanText(Date.parse(notAfter ?? '') - nowMillis)} left`
  }
}

const ROLE_TEXT: Readonly<Record<RoleDocument['role'], string>> = {
  'listener-certificate': 'listener certificate of the gateway',
  'trusted-root-v2': 'trusted root of a backend setting (v2)',
  'authentication-certificate-v1': 'authentication certificate of a backend setting (v1)',
  'client-ca': 'client CA file of the listener',
  'client-certificate': 'client certificate',
  'apim-ca': 'CA certificate of API Management',
}

function roleLines({ role, suits, why }: RoleDocument): string[] {
  const reasons = why.join('; ')
  const between = reasons === '' ? '' : suits === 'if' ? ', if ' : suits === 'no' ? ': no, ' : ': '
  return markedLines(MARKS[suits], `${ROLE_TEXT[role]}${between}${reasons}`)
}

const AGAINST = { 'given-roots': 'the roots named', platform: 'the roots of this platform' } as const

function chainLines({ path, trust, host }: InspectDocument['chains'][number]): string[] {
  return [
    ...told(path.join(' < ')),
    ...trust.flatMap(({ against, trusted, sentence }) => judged(trusted, AGAINST[against], sentence)),
    ...(host === null ? [] : hostLines(host)),
  ]
}

function hostLines({
  name,
  matched,
  entries,
}: NonNullable<InspectDocument['chains'][number]['host']>): string[] {
  const names = entries.length === 0 ? 'it names no host at all' : entries.join(', ')
  return markedLines(
    MARKS[matched ? 'yes' : 'no'],
    matched ? `${name} is covered by ${names}` : `not for ${name}: ${names}`,
  )
}

const COLOURS = { error: 'red', warning: 'yellow', info: 'dim' } as const

function remarkLines({ remarks }: InspectDocument): string[] {
  if (remarks.length === 0) return []
  return [
    heading('To be known of the key and its certificate'),
    ...remarks.flatMap(({ severity, summary, explanation }) => {
      const [first = '', ...rest] = bulleted(`${severity}: ${summary}`)
      return [first.replace(severity, paint(COLOURS[severity], severity)), ...rest, ...told(explanation, 4)]
    }),
  ]
}
