import { printable } from '../../bytes/text.ts'
import type { HttpMessage } from '../../http/events.ts'
import { statusText } from '../../http/status.ts'
import { dissectMessage } from '../dissect-message.ts'
import { chainDifferences } from './certificates.ts'
import { type FieldDifference, fieldDifferences, valueDifference } from './field-differences.ts'
import { flatten } from './fields.ts'
import type { Step } from './shape.ts'

/** Longer messages are not taken apart for a comparison: no real one comes near. */
const LONGEST_MESSAGE = 1024 * 1024

/** What was found of two messages that stand for one another. */
export interface RowDifferences {
  readonly differences: readonly FieldDifference[]
  /** One of the two, or both, could not be opened. */
  readonly unseen: boolean
}

/** Every field in which two aligned messages differ. */
export function rowDifferences(a: Step, b: Step): RowDifferences {
  const [left, right] = [a.message, b.message]
  if (left.http !== undefined && right.http !== undefined) {
    return { differences: httpDifferences(left.http, right.http), unseen: false }
  }
  if (left.layer === 'http' && right.layer === 'http') {
    return { differences: textDifference('line', left.likely, right.likely), unseen: false }
  }
  if (left.layer === 'tcp') return { differences: [], unseen: false }
  // How much data went is no matter of the handshake; where one side was opened, the other may have said anything.
  if (isData(a) || isData(b)) return { differences: [], unseen: left.layer !== right.layer }
  if (left.raw !== null && right.raw !== null && isReadable(a) && isReadable(b)) {
    return { differences: messageDifferences(a, b), unseen: false }
  }
  return {
    differences: guessedDifferences(a, b),
    unseen: isHiddenContent(a) || isHiddenContent(b),
  }
}

function isData({ type }: Step): boolean {
  return type === 'ApplicationData' || type === 'Heartbeat'
}

function isReadable({ message }: Step): boolean {
  return message.form !== 'opaque' && (!message.encrypted || message.decrypted)
}

function isHiddenContent({ message }: Step): boolean {
  return message.encrypted && !message.decrypted
}

function messageDifferences(a: Step, b: Step): FieldDifference[] {
  const [left, right] = [a.message, b.message]
  if (left.raw === null || right.raw === null) return []
  if (Math.max(left.raw.length, right.raw.length) > LONGEST_MESSAGE) {
    return textDifference('length', `${left.length} bytes`, `${right.length} bytes`)
  }
  const [one, other] = [treeOf(a), treeOf(b)]
  if (one === null || other === null) return []
  const differences = fieldDifferences(flatten(one, left.type), flatten(other, right.type))
  if (left.handshake?.type !== 'Certificate' || right.handshake?.type !== 'Certificate') return differences
  const chains = chainDifferences(
    { body: left.handshake, atMillis: millisOf(left.atMicros) },
    { body: right.handshake, atMillis: millisOf(right.atMicros) },
  )
  return [...chains, ...differences]
}

/** A capture whose packets carry no time has none at which a certificate was valid. */
function millisOf(atMicros: number): number | null {
  return atMicros > 0 ? atMicros / 1000 : null
}

function treeOf({ message }: Step) {
  const { form, cut, version, cipherSuite, raw, type } = message
  if (raw === null) return null
  return dissectMessage({ form, cut, version, cipherSuite, shortened: false }, raw, type).tree
}

/** Guesses from sizes: an empty Certificate against one that holds some, and other sizes of what has one size. */
function guessedDifferences(a: Step, b: Step): FieldDifference[] {
  if (a.type === 'Certificate' && a.from === 'client') {
    const [one, other] = [isEmpty(a), isEmpty(b)]
    if (one !== other) {
      const said = (empty: boolean) => ({ text: empty ? 'empty' : 'a certificate', span: null })
      return [valueDifference('certificate_list', said(one), said(other))]
    }
  }
  const sized = a.guessed && b.guessed && a.alone && b.alone && ONE_SIZE.has(a.type)
  if (!sized || a.message.length === b.message.length) return []
  const size = (step: Step) => ({ text: `${step.message.length} encrypted bytes`, span: null })
  return [valueDifference('length', size(a), size(b))]
}

/** Messages that are as long again when they say the same: signatures and padding do not stand in them. */
const ONE_SIZE: ReadonlySet<string> = new Set(['Certificate', 'CertificateRequest', 'EncryptedExtensions'])

export function isEmpty({ guessed, empty, message }: Step): boolean {
  if (guessed) return empty
  return message.handshake?.type === 'Certificate' && message.handshake.entries.length === 0
}

function httpDifferences(a: HttpMessage, b: HttpMessage): FieldDifference[] {
  if (a.kind !== b.kind) return textDifference('kind', a.kind, b.kind)
  if (a.kind === 'request' && b.kind === 'request') {
    return [
      ...textDifference('method', a.method, b.method),
      ...textDifference('path', a.path, b.path),
      ...textDifference('host', a.host, b.host),
      ...textDifference('version', a.version, b.version),
    ]
  }
  if (a.kind === 'response' && b.kind === 'response') {
    return [
      ...textDifference('status', statusText(a.status, a.reason), statusText(b.status, b.reason)),
      ...textDifference('page', a.page, b.page),
      ...textDifference('server', a.server, b.server),
      ...textDifference('via', a.via, b.via),
      ...textDifference('version', a.version, b.version),
    ]
  }
  return a.kind === 'reset' && b.kind === 'reset' ? textDifference('error', a.name, b.name) : []
}

function textDifference(field: string, a: string | null, b: string | null): FieldDifference[] {
  if (a === b) return []
  const said = (text: string | null) => (text === null ? null : { text: printable(text), span: null })
  return [valueDifference(field, said(a), said(b))]
}
