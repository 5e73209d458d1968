import { hex } from '../../../shared/bytes/text.ts'
import {
  encodeCertificate13,
  encodeCertificateVerify,
  encodeFinished,
} from '../../../shared/tls/encode/index.ts'
import { extensionData } from '../../../shared/tls/message/extension.ts'
import type {
  CertificateRequest,
  EncryptedExtensions,
  ServerHello,
} from '../../../shared/tls/message/handshake.ts'
import { cipherSuiteFacts, cipherSuiteText, groupText } from '../../../shared/tls/registry/index.ts'
import { type Tls13Suite, tls13Cipher, tls13SuiteOf } from '../../decrypt/tls13-cipher.ts'
import { finishedData, Tls13Schedule } from '../../decrypt/tls13-schedule.ts'
import { checkFinished, signedContent } from './checks.ts'
import { type Answer, answerRequest, signWith } from './client-certificate.ts'
import {
  type ClientAuthentication,
  type Context,
  type Negotiated,
  NOT_REQUESTED,
  sendDummyChangeCipherSpec,
} from './context.ts'
import { Faulty } from './ending.ts'
import { protection13 } from './protection.ts'
import { receiveServerCertificate } from './server-certificate13.ts'
import { serverKeyShare } from './server-hello.ts'
import type { Transcript } from './transcript.ts'

/** What a finished TLS 1.3 handshake leaves for what comes after it. */
export interface Session13 {
  readonly suite: Tls13Suite
  /** CLIENT_TRAFFIC_SECRET and SERVER_TRAFFIC_SECRET as they stand, moved on by KeyUpdate. */
  clientSecret: Uint8Array
  serverSecret: Uint8Array
  /** Messages up to the client's Finished: what post-handshake authentication signs behind (RFC 8446 4.4). */
  readonly transcript: readonly Uint8Array[]
}

/**
 * The rest of a TLS 1.3 handshake from a ServerHello on (RFC 8446 4). Returns once our Finished is sent, which says
 * nothing yet of what the server makes of our certificate.
 */
export async function finishHandshake13(
  context: Context,
  transcript: Transcript,
  hello: ServerHello,
  helloRetryRequest: boolean,
): Promise<{ negotiated: Negotiated; session: Session13 }> {
  const { inbox, outbox, maker, recording } = context
  const { version, code, suite, group, shared } = agreeOnKeys(context, transcript, hello)
  const schedule = new Tls13Schedule(suite, shared)
  const clientHandshake = schedule.handshakeSecret('client', transcript.messages)
  const serverHandshake = schedule.handshakeSecret('server', transcript.messages)
  const log = (label: string, secret: Uint8Array): void => {
    recording.keyLog.push(`${label} ${hex(maker.random)} ${hex(secret)}`)
  }
  log('CLIENT_HANDSHAKE_TRAFFIC_SECRET', clientHandshake)
  log('SERVER_HANDSHAKE_TRAFFIC_SECRET', serverHandshake)
  inbox.protect(protection13(tls13Cipher(suite, serverHandshake)))
  // From here on alerts of ours are protected too; nobody could read them otherwise.
  sendDummyChangeCipherSpec(context)
  outbox.protect(protection13(tls13Cipher(suite, clientHandshake)))

  context.progress.reach('server-certificate')
  const { body: encrypted } = await transcript.receive('EncryptedExtensions')
  obeyRecordSizeLimit(context, encrypted)
  const request = (await transcript.comes('CertificateRequest'))
    ? (await transcript.receive('CertificateRequest')).body
    : null
  const server = await receiveServerCertificate(context, transcript, suite)
  const expected = finishedData(suite, serverHandshake, transcript.messages)
  const finished = await transcript.receive('Finished')
  checkFinished(finished.raw, expected)

  const clientSecret = schedule.applicationSecret('client', transcript.messages)
  const serverSecret = schedule.applicationSecret('server', transcript.messages)
  log('CLIENT_TRAFFIC_SECRET_0', clientSecret)
  log('SERVER_TRAFFIC_SECRET_0', serverSecret)
  log('EXPORTER_SECRET', schedule.exporterSecret(transcript.messages))
  inbox.protect(protection13(tls13Cipher(suite, serverSecret)))

  context.progress.reach(request === null ? 'finished' : 'client-certificate')
  const clientAuthentication =
    request === null ? NOT_REQUESTED : await authenticate(context, suite, request, version, transcript)
  transcript.send(encodeFinished(finishedData(suite, clientHandshake, transcript.messages)))
  outbox.flush()
  outbox.protect(protection13(tls13Cipher(suite, clientSecret)))
  // A server that asked has yet to judge the answer; whatever it says next may be its verdict.
  if (request === null) context.progress.settle()
  return {
    negotiated: {
      version,
      cipherSuite: code,
      group,
      dhPrimeBits: null,
      helloRetryRequest,
      alpn:
        extensionData(encrypted.extensions, 'application_layer_protocol_negotiation')?.protocols[0]?.value ??
        null,
      extendedMasterSecret: false,
      encryptThenMac: false,
      secureRenegotiation: false,
      ...server,
      clientAuthentication,
      downgradeSignal: false,
    },
    session: { suite, clientSecret, serverSecret, transcript: transcript.messages },
  }
}

/** Certificate and CertificateVerify in answer to a request, in the handshake or after it (RFC 8446 4.4.2, 4.4.3). */
export async function authenticate(
  context: Context,
  suite: Tls13Suite,
  request: CertificateRequest,
  version: number,
  transcript: Transcript,
): Promise<ClientAuthentication> {
  const answer: Answer = answerRequest(context, request, version)
  const entries = answer.chain.map((certificate) => ({ certificate }))
  transcript.send(encodeCertificate13(entries, request.requestContext?.value))
  if (answer.signer !== null) {
    const content = signedContent('client', suite, transcript.messages)
    const signature = await signWith(answer.signer, content)
    transcript.send(encodeCertificateVerify({ algorithm: answer.signer.scheme, signature }))
  }
  return answer.authentication
}

function agreeOnKeys(context: Context, transcript: Transcript, hello: ServerHello) {
  const { version, cipherSuite: code } = transcript.agreed
  const facts = code === null ? null : cipherSuiteFacts(code)
  const suite = version === null || facts === null ? null : tls13SuiteOf(version, facts)
  if (version === null || code === null || facts?.tls13 !== true || suite === null) {
    throw new Faulty({
      kind: 'unsupported',
      subject: 'ServerHello',
      expected: 'a TLS 1.3 cipher suite this client can do',
      found: code === null ? 'none' : cipherSuiteText(code),
    })
  }
  const entry = serverKeyShare(hello)
  const share = entry === null ? null : context.maker.share(entry.group)
  if (entry === null || share === null) {
    throw new Faulty({
      kind: entry === null ? 'unsupported' : 'not-offered',
      subject: 'ServerHello',
      expected: 'a key share of a group this client sent one for',
      found: entry === null ? 'none' : groupText(entry.group),
    })
  }
  return { version, code, suite, group: entry.group, shared: share.agree(entry.keyExchange) }
}

/** RFC 8449 4: the limit counts the content type too. */
function obeyRecordSizeLimit({ outbox }: Context, { extensions }: EncryptedExtensions): void {
  const limit = extensionData(extensions, 'record_size_limit')?.limit.value
  if (limit !== undefined && limit >= 64) outbox.fragmentLength = Math.min(outbox.fragmentLength, limit - 1)
}
