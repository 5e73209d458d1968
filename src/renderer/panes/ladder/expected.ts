import type { HandshakeDocument, MessageDocument } from '../../../shared/contract/analysis.ts'

/** A message that a normal handshake of this kind has, and who sends it. */
export interface Expected {
  readonly from: 'client' | 'server'
  readonly type: string
}

const client = (type: string): Expected => ({ from: 'client', type })
const server = (type: string): Expected => ({ from: 'server', type })

/**
 * What should have come after the break in a normal handshake of that version and never did: the ghost rows.
 * Empty unless the handshake broke; an incomplete capture cannot tell what did not come.
 *
 * Only the tail counts: what stands after the furthest step that was seen. Behind encryption a peer's whole
 * flight is taken as come when any record of it came, because its parts cannot be told apart.
 */
export function missingMessages(handshake: HandshakeDocument): Expected[] {
  const broken = handshake.break
  if (broken === null || handshake.outcome !== 'broken') return []
  const expected = expectedMessages(handshake)
  const came = new Came(handshake.messages, isTls13(handshake.version))
  let furthest = -1
  expected.forEach((step, index) => {
    if (came.take(step)) furthest = index
  })
  const tail = expected.slice(furthest + 1)
  // The break says that a request was due; the handshake may have gone on without it.
  const requestDue = broken.stage === 'certificate-request' && !tail.some(isRequest) && !came.request
  return requestDue ? [server('CertificateRequest'), ...tail] : tail
}

function isRequest(step: Expected): boolean {
  return step.type === 'CertificateRequest'
}

function isTls13(version: string | null): boolean {
  return version?.startsWith('TLS 1.3') ?? false
}

/** The whole of a normal handshake of this version, TCP included where its start was captured. */
export function expectedMessages(handshake: HandshakeDocument): Expected[] {
  const tcp = handshake.messages.some((message) => message.type === 'SYN')
    ? [client('SYN'), server('SYN-ACK')]
    : []
  return [...tcp, client('ClientHello'), ...afterClientHello(handshake), server('ApplicationData')]
}

function afterClientHello(handshake: HandshakeDocument): Expected[] {
  const { version, mutualTls } = handshake
  const requested = mutualTls.requested === 'initial' || handshake.break?.stage === 'certificate-request'
  // What both versions have in common, where the version was never agreed on.
  if (version === null) {
    return [server('ServerHello'), server('Certificate'), client('Finished'), server('Finished')]
  }
  if (isTls13(version)) {
    return [
      server('ServerHello'),
      server('EncryptedExtensions'),
      ...(requested ? [server('CertificateRequest')] : []),
      server('Certificate'),
      server('CertificateVerify'),
      server('Finished'),
      ...(requested ? [client('Certificate')] : []),
      ...(mutualTls.clientCertificate === 'sent' ? [client('CertificateVerify')] : []),
      client('Finished'),
    ]
  }
  if (isResumed(handshake.messages)) {
    return [
      server('ServerHello'),
      server('ChangeCipherSpec'),
      server('Finished'),
      client('ChangeCipherSpec'),
      client('Finished'),
    ]
  }
  const ephemeral = /_(EC)?DHE_/.test(handshake.cipherSuite?.name ?? '')
  return [
    server('ServerHello'),
    server('Certificate'),
    ...(ephemeral ? [server('ServerKeyExchange')] : []),
    ...(requested ? [server('CertificateRequest')] : []),
    server('ServerHelloDone'),
    ...(requested ? [client('Certificate')] : []),
    client('ClientKeyExchange'),
    ...(mutualTls.clientCertificate === 'sent' ? [client('CertificateVerify')] : []),
    client('ChangeCipherSpec'),
    client('Finished'),
    server('ChangeCipherSpec'),
    server('Finished'),
  ]
}

/** TLS 1.2 abbreviated handshake: the server changes cipher without a certificate (RFC 5246 7.3). */
function isResumed(messages: readonly MessageDocument[]): boolean {
  const change = messages.findIndex(
    (message) => message.from === 'server' && message.type === 'ChangeCipherSpec',
  )
  if (change === -1) return false
  return !messages.slice(0, change).some((message) => message.type === 'Certificate')
}

/** The messages that came, each used for one expected step. */
class Came {
  readonly request: boolean
  private readonly counts = new Map<string, number>()
  private readonly hidden = { client: false, server: false }
  private readonly tls13: boolean

  constructor(messages: readonly MessageDocument[], tls13: boolean) {
    this.tls13 = tls13
    this.request = messages.some((message) => message.type === 'CertificateRequest')
    for (const message of messages) {
      if (message.from === 'network') continue
      if (message.encrypted && !message.decrypted && message.type === 'EncryptedHandshake') {
        this.hidden[message.from] = true
      }
      // HTTP in the clear is what came instead of TLS, not what TLS was to carry.
      if (message.layer === 'http' && !message.encrypted && !message.decrypted) continue
      const key = `${message.from} ${message.layer === 'http' ? 'ApplicationData' : message.type}`
      this.counts.set(key, (this.counts.get(key) ?? 0) + 1)
    }
  }

  take(step: Expected): boolean {
    const key = `${step.from} ${step.type}`
    const left = this.counts.get(key) ?? 0
    if (left > 0) {
      this.counts.set(key, left - 1)
      return true
    }
    if (!this.hidden[step.from]) return false
    // TLS 1.2 encrypts nothing of a first handshake but Finished; TLS 1.3 all after the ServerHello.
    return this.tls13 ? !CLEAR_IN_TLS13.has(step.type) : step.type === 'Finished'
  }
}

const CLEAR_IN_TLS13: ReadonlySet<string> = new Set([
  'SYN',
  'SYN-ACK',
  'ClientHello',
  'ServerHello',
  'ApplicationData',
])
