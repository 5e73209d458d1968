import { concat } from '../../../shared/bytes/text.ts'
import { firstWords } from '../../../shared/tls/record/first-words.ts'
import { alertName, alertText, signatureSchemeText } from '../../../shared/tls/registry/index.ts'
import type { Exchange } from '../../capture-file/synthesise.ts'
import {
  type ClientAuthentication,
  describeFault,
  type Ending,
  type FaultKind,
  type TlsClient,
} from '../tls-client/index.ts'
import { span } from './told.ts'

/** How a connection ended, for the middle of a sentence. @param millis how long was waited, for a silence */
export function endingText(ending: Ending, millis: number): string {
  switch (ending.how) {
    case 'alert':
      if (ending.by === 'server') return `the server sent the alert ${alertText(ending.description)}`
      return `${FAULTS[ending.fault.kind]}: ${describeFault(ending.fault)}`
    case 'close-notify':
      return 'the server closed the connection in order (close_notify)'
    case 'fin':
      return `the server closed the connection (FIN)${ending.cut ? ' in the middle of a record' : ''}`
    case 'rst':
      return 'the server reset the connection (RST)'
    case 'none':
      return `the connection was lost (${ending.code})`
    case 'timeout':
      return `the server said nothing more within ${span(millis)}`
    case 'aborted':
      return 'it was stopped on request'
  }
}

const FAULTS: Readonly<Record<FaultKind, string>> = {
  'not-tls': 'the server sent bytes that are no TLS',
  malformed: 'the server sent what cannot be read',
  unexpected: 'the server sent something out of place',
  unsupported: 'the server chose what this program cannot do',
  'not-offered': 'the server chose what was not offered',
  'bad-signature': 'the server’s signature is wrong',
  'bad-finished': 'the server’s Finished is wrong',
  'bad-record': 'the server sent a record that does not open',
  'bad-key': 'the server sent a key that gives no secret',
  limit: 'the server sent more than this program reads',
  credential: 'our own client certificate or its key failed',
  internal: 'this program is at fault',
}

/** When, for the beginning of a sentence: what was under way as the connection ended. */
export function momentText({ stage }: Ending): string {
  switch (stage) {
    case 'server-certificate':
    case 'certificate-request':
      return 'After its ServerHello'
    case 'client-certificate':
      return 'After our answer to its CertificateRequest'
    case 'finished':
      return 'Before its Finished'
    case 'application':
      return 'After the handshake'
    case 'late-client-auth':
      return 'In the middle of the late client authentication'
    default:
      return 'In answer to the ClientHello'
  }
}

/** What our answer to a CertificateRequest was, for the end of a sentence. */
export function answerText({ answer, scheme }: ClientAuthentication): string {
  switch (answer) {
    case 'sent':
      return `was sent one${scheme === null ? '' : `, proved by ${signatureSchemeText(scheme)}`}`
    case 'no-common-scheme':
      return 'was sent none, because it accepts no signature that our key can make'
    case 'empty':
      return 'was sent none, because there is none to send'
    case 'none':
      return 'was sent none'
  }
}

/** What was last said about client certificates, where that may be why the server ended it; begins with `; `, or is empty. */
export function certificateHint({ authentications }: TlsClient, ending: Ending): string {
  const last = authentications.at(-1)
  if (last === undefined || ending.by !== 'server' || ending.stage !== 'client-certificate') return ''
  const isAbout = ending.how === 'alert' && /certificate|ca$/.test(alertName(ending.description))
  return isAbout || last.answer !== 'sent'
    ? `; it had asked for a client certificate and ${answerText(last)}`
    : ''
}

/** What a server says that speaks no TLS, by its first bytes. @param exchanges those of TLS alone */
export function insteadOfTls(exchanges: readonly Exchange[]): string {
  const pieces: Uint8Array[] = []
  for (const { from, bytes } of exchanges) {
    if (from === 'server' && bytes !== undefined && pieces.length < 8) pieces.push(bytes.subarray(0, 64))
  }
  return firstWords(concat(pieces))
}
