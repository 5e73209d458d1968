import type { KeyObject } from 'node:crypto'
import { concat, equalBytes, fromHex, hex } from '../../../shared/bytes/text.ts'
import {
  encodeCertificate12,
  encodeCertificateVerify,
  encodeFinished,
} from '../../../shared/tls/encode/index.ts'
import { dissectHandshake } from '../../../shared/tls/message/dissect.ts'
import { extensionData } from '../../../shared/tls/message/extension.ts'
import type { CertificateRequest, ServerHello } from '../../../shared/tls/message/handshake.ts'
import {
  type CipherSuiteFacts,
  cipherSuiteFacts,
  cipherSuiteText,
  isTls13,
  VERSION,
} from '../../../shared/tls/registry/index.ts'
import {
  type ClientParameters,
  clientParameters,
  type ServerParameters,
  serverParameters,
} from '../../decrypt/hello-parameters.ts'
import { type Tls12Protection, tls12ProtectionOf } from '../../decrypt/tls12-cipher.ts'
import { masterSecret, verifyData, writeKeys } from '../../decrypt/tls12-keys.ts'
import { checkFinished } from './checks.ts'
import { type Answer, answerRequest, signWith } from './client-certificate.ts'
import { type ClientAuthentication, type Context, type Negotiated, NOT_REQUESTED } from './context.ts'
import { Faulty } from './ending.ts'
import {
  agreeOnPremaster,
  encryptPremaster,
  readServerExchange,
  requireKeyExchange,
  type ServerExchange,
} from './key-exchange12.ts'
import { protection12 } from './protection.ts'
import { publicKeyOf } from './signature.ts'
import type { Transcript } from './transcript.ts'

/** What a finished handshake below TLS 1.3 leaves for a renegotiation (RFC 5746 3.1). */
export interface Session12 {
  readonly version: number
  readonly clientVerifyData: Uint8Array
  readonly serverVerifyData: Uint8Array
}

/** What the hellos agreed on. */
interface Agreement {
  readonly suite: CipherSuiteFacts
  readonly client: ClientParameters
  readonly server: ServerParameters
  readonly protection: Tls12Protection
}

/** The server's flight. */
interface ServerFlight {
  readonly chain: readonly Uint8Array[]
  readonly key: KeyObject | null
  readonly exchange: ServerExchange | null
  readonly request: CertificateRequest | null
}

/** `DOWNGRD` and the version below (RFC 8446 4.1.3), the last bytes of the random. */
const DOWNGRADE = fromHex('444f574e475244') ?? new Uint8Array(0)

/** The rest of a handshake of TLS 1.0 to 1.2 from a ServerHello on (RFC 5246 7.3). */
export async function finishHandshake12(
  context: Context,
  transcript: Transcript,
  hello: ServerHello,
): Promise<{ negotiated: Negotiated; session: Session12 }> {
  const { inbox, outbox, recording } = context
  const agreement = agreeOnParameters(transcript, hello)
  const { suite, client, server, protection } = agreement
  const { version } = server
  const flight = await receiveFlight(context, transcript, agreement)
  const { authentication, answer } = answerTo(context, flight, version)
  if (answer !== null) transcript.send(encodeCertificate12(answer.chain))
  const exchanged =
    flight.exchange === null
      ? encryptPremaster(flight.key, offeredVersion(transcript))
      : agreeOnPremaster(flight.exchange)
  transcript.send(exchanged.clientKeyExchange)
  const master = masterSecret(exchanged.premaster, client, server, suite, transcript.messages)
  recording.keyLog.push(`CLIENT_RANDOM ${client.randomHex} ${hex(master)}`)
  if (answer !== null) await proveKey(answer, transcript, version)
  context.progress.reach(authentication.requested === 'no' ? 'finished' : 'client-certificate')

  outbox.changeCipherSpec()
  const own = writeKeys('client', master, client, server, suite, protection)
  outbox.protect(protection12(protection.cipher(own), version))
  const clientVerifyData = verifyData('client', master, version, suite, transcript.messages)
  transcript.send(encodeFinished(clientVerifyData))
  outbox.flush()

  // The ticket is promised in ServerHello, but servers change their minds; it comes ahead of ChangeCipherSpec.
  if (await transcript.comes('NewSessionTicket')) await transcript.receive('NewSessionTicket')
  await transcript.receiveChangeCipherSpec()
  const theirs = writeKeys('server', master, client, server, suite, protection)
  inbox.protect(protection12(protection.cipher(theirs), version))
  const serverVerifyData = verifyData('server', master, version, suite, transcript.messages)
  const finished = await transcript.receive('Finished')
  checkFinished(finished.raw, serverVerifyData)
  return {
    negotiated: {
      ...agreed(hello, agreement, flight),
      clientAuthentication: authentication,
    },
    session: { version, clientVerifyData, serverVerifyData },
  }
}

function agreeOnParameters(transcript: Transcript, hello: ServerHello): Agreement {
  const server = serverParameters(hello)
  const [ours] = transcript.messages
  const read = ours === undefined ? null : dissectHandshake(ours, transcript.agreed).body
  const client = read?.type === 'ClientHello' ? clientParameters(read) : null
  const suite = server === null ? null : cipherSuiteFacts(server.suite)
  if (server === null || client === null || suite === null || suite.tls13 || isTls13(server.version)) {
    throw new Faulty(
      {
        kind: 'unexpected',
        subject: 'ServerHello',
        expected: 'a cipher suite of its version',
        found: cipherSuiteText(hello.cipherSuite?.value ?? 0),
      },
      47,
    )
  }
  requireKeyExchange(suite)
  const protection = tls12ProtectionOf({
    version: server.version,
    suite,
    encryptThenMac: server.encryptThenMac,
    truncatedHmac: server.truncatedHmac,
  })
  if (protection === null || server.compressed) {
    throw new Faulty({
      kind: 'unsupported',
      subject: 'ServerHello',
      expected: 'records this client can read',
      found: server.compressed ? 'compression' : cipherSuiteText(suite.code),
    })
  }
  return { suite, client, server, protection }
}

async function receiveFlight(
  context: Context,
  transcript: Transcript,
  { suite, client, server }: Agreement,
): Promise<ServerFlight> {
  context.progress.reach('server-certificate')
  const anonymous = suite.authentication === 'anon'
  const chain = anonymous
    ? []
    : (await transcript.receive('Certificate')).body.entries.map(({ certificate }) => certificate.value)
  context.serverChain = chain
  if (await transcript.comes('CertificateStatus')) await transcript.receive('CertificateStatus')
  const [leaf] = chain
  const key = leaf === undefined ? null : publicKeyOf(leaf)
  let exchange: ServerExchange | null = null
  if (suite.keyExchange !== 'RSA') {
    const { raw } = await transcript.receive('ServerKeyExchange')
    const randoms = concat([client.random, server.random])
    exchange = readServerExchange(raw, suite, server.version, randoms, key)
  }
  const request = (await transcript.comes('CertificateRequest'))
    ? (await transcript.receive('CertificateRequest')).body
    : null
  await transcript.receive('ServerHelloDone')
  return { chain, key, exchange, request }
}

function answerTo(
  context: Context,
  { request }: ServerFlight,
  version: number,
): { authentication: ClientAuthentication; answer: Answer | null } {
  if (request === null) {
    return { authentication: NOT_REQUESTED, answer: null }
  }
  const answer = answerRequest(context, request, version)
  return { authentication: answer.authentication, answer }
}

/** CertificateVerify (RFC 5246 7.4.8), where a certificate with a key was sent. */
async function proveKey({ signer }: Answer, transcript: Transcript, version: number): Promise<void> {
  if (signer === null) return
  const signature = await signWith(signer, concat(transcript.messages))
  const algorithm = version >= VERSION.tls12 ? { algorithm: signer.scheme } : {}
  transcript.send(encodeCertificateVerify({ ...algorithm, signature }))
}

function offeredVersion(transcript: Transcript): number {
  const hello = transcript.messages[0]
  return ((hello?.[4] ?? 0) << 8) | (hello?.[5] ?? 0)
}

function agreed(
  hello: ServerHello,
  { suite, server }: Agreement,
  { chain, exchange }: ServerFlight,
): Omit<Negotiated, 'clientAuthentication'> {
  const { extensions } = hello
  return {
    version: server.version,
    cipherSuite: suite.code,
    group: exchange?.group ?? null,
    dhPrimeBits: exchange?.dhPrimeBits ?? null,
    helloRetryRequest: false,
    alpn: extensionData(extensions, 'application_layer_protocol_negotiation')?.protocols[0]?.value ?? null,
    extendedMasterSecret: server.extendedMasterSecret,
    encryptThenMac: server.encryptThenMac,
    secureRenegotiation: extensionData(extensions, 'renegotiation_info') !== null,
    serverChain: chain,
    serverScheme: exchange?.scheme ?? null,
    serverSignature: exchange?.signature ?? 'none',
    downgradeSignal: equalBytes(server.random.subarray(24, 31), DOWNGRADE),
  }
}
