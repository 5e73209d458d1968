import { printable } from '../../../shared/bytes/text.ts'
import type { CertificateDocument } from '../../../shared/contract/analysis.ts'
import type { ProbeDocument } from '../../../shared/contract/probe.ts'
import { count } from '../../../shared/diagnosis/words.ts'
import type { CredentialDescription } from '../../probe/credentials/index.ts'
import { lineWidth, paint } from '../terminal.ts'
import { wrap } from './wrap.ts'

const TRUST = { yes: ['green', '✓'], no: ['red', '✗'], unknown: ['yellow', '?'] } as const
const SEVERITY = { error: ['red', 'ERROR'], warning: ['yellow', 'warning'], info: ['dim', 'info'] } as const

type Shown = Pick<CertificateDocument, 'subject' | 'key' | 'isCa' | 'notBefore' | 'notAfter'>

/** Chains of any sense are shorter. */
const MOST_SHOWN = 8

/** By whose clock validity is judged. */
export interface JudgedAt {
  readonly atMillis: number
  readonly given: boolean
}

/** The server's certificates in the order sent, one a line, and whether they lead to a trusted root. */
export function serverCertificateLines(
  certificates: readonly CertificateDocument[],
  trust: ProbeDocument['trust'],
  { atMillis, given }: JudgedAt,
): string[] {
  if (certificates.length === 0) return []
  const lines = certificates.slice(0, MOST_SHOWN).map((one, at) => certificateLine(one, `${at}  `, atMillis))
  if (certificates.length > MOST_SHOWN) lines.push(`  … and ${certificates.length - MOST_SHOWN} more`)
  const clock = given ? 'by the time given' : "by this machine's clock"
  return [
    `${heading("The server's certificates, as sent")}, validity ${clock}`,
    ...lines,
    ...trustLines(trust),
  ]
}

function trustLines(trust: ProbeDocument['trust']): string[] {
  return trust === null ? [] : markedLines(TRUST[trust.trusted], trust.sentence)
}

/** `✓ A sentence that goes on`, below itself where it is long. */
export function markedLines([colour, mark]: readonly [Colour, string], sentence: string): string[] {
  const [first = '', ...rest] = wrap(printable(sentence), 4, lineWidth())
  return [`  ${paint(colour, mark)} ${first.trimStart()}`, ...rest]
}

type Colour = 'green' | 'yellow' | 'red'

/** The client's certificate and what there is to say of it, before a packet is sent. */
export function credentialLines(
  { files, chain, findings, at }: CredentialDescription,
  sendChain: 'leaf' | 'full',
): string[] {
  const issuers = chain.length - 1
  const alone = sendChain === 'leaf' || issuers === 0
  const sent = alone ? 'sent alone' : `sent with ${count(issuers, 'issuer')}`
  const moment = Date.parse(at)
  const lines = wrap(`Client certificate from ${printable(files.join(', '))}, ${sent}`, 0, lineWidth())
  lines[0] = paint('bold', lines[0] ?? '')
  lines.push(...chain.slice(0, MOST_SHOWN).map((one, place) => certificateLine(one, `${place}  `, moment)))
  for (const { severity, summary } of findings) {
    const [colour, word] = SEVERITY[severity]
    const [first = '', ...rest] = wrap(`${word}: ${printable(summary)}`, 2, lineWidth())
    lines.push(first.replace(word, paint(colour, word)), ...rest.map((line) => `  ${line}`))
  }
  return lines
}

/** `0  CN=apim.contoso.internal  EC P-256  until 2027-03-01`. */
export function certificateLine(one: Shown, number: string, atMillis: number): string {
  const until = validity(one, atMillis)
  const facts = [keyText(one), one.isCa ? 'CA' : null].filter((fact) => fact !== null).join(', ')
  const room = lineWidth() - 2 - number.length - facts.length - until.text.length - 4
  const subject = clipped(printable(one.subject) || '(no subject)', Math.max(room, 16))
  return `  ${number}${subject}  ${paint('dim', facts)}  ${until.bad ? paint('red', until.text) : until.text}`
}

function keyText({ key }: Shown): string {
  return [key.type, key.curve ?? key.bits].filter((part) => part !== null).join(' ')
}

function validity({ notBefore, notAfter }: Shown, atMillis: number) {
  if (notAfter === null || notBefore === null) return { text: 'validity unreadable', bad: true }
  if (Date.parse(notBefore) > atMillis) return { text: `only from ${notBefore.slice(0, 10)}`, bad: true }
  const bad = Date.parse(notAfter) < atMillis
  return { text: `${bad ? 'EXPIRED' : 'until'} ${notAfter.slice(0, 10)}`, bad }
}

export function clipped(text: string, room: number): string {
  const letters = [...text]
  return letters.length <= room ? text : `${letters.slice(0, room - 1).join('')}…`
}

export function heading(text: string): string {
  return paint('bold', printable(text))
}
