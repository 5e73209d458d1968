import { extensionData } from '../../../shared/tls/message/extension.ts'
import type { ServerHello } from '../../../shared/tls/message/handshake.ts'
import {
  cipherSuiteFacts,
  cipherSuiteText,
  groupText,
  isTls13,
  VERSION,
  versionText,
} from '../../../shared/tls/registry/index.ts'
import { tls13SuiteOf } from '../../decrypt/tls13-cipher.ts'
import { messageHash } from '../../decrypt/tls13-schedule.ts'
import { type Context, sendDummyChangeCipherSpec } from './context.ts'
import { Faulty } from './ending.ts'
import type { Message, Transcript } from './transcript.ts'

const KEY_SHARE = 51
const PROTOCOL_VERSION = 70

/**
 * The first hello and what it is answered with, asked again where the server wants another key share
 * (RFC 8446 4.1.4). The transcript then holds what the rest of the handshake goes on from.
 */
export async function exchangeHellos(
  context: Context,
  transcript: Transcript,
): Promise<{ hello: ServerHello; helloRetryRequest: boolean }> {
  const { outbox, maker } = context
  outbox.recordVersion = maker.plan.recordVersion ?? VERSION.tls10
  context.progress.reach('client-hello')
  transcript.send(maker.first())
  outbox.flush()
  const first = await transcript.receive('ServerHello', 'HelloRetryRequest')
  context.progress.reach('server-hello')
  agree(context, transcript, first.body)
  if (first.body.type === 'ServerHello') return { hello: first.body, helloRetryRequest: false }
  retry(context, transcript, first)
  const second = await transcript.receive('ServerHello')
  const { cipherSuite } = transcript.agreed
  agree(context, transcript, second.body)
  if (transcript.agreed.cipherSuite !== cipherSuite || !isTls13(transcript.agreed.version)) {
    throw new Faulty(
      {
        kind: 'unexpected',
        subject: 'ServerHello',
        expected: 'the version and cipher suite of the HelloRetryRequest',
        found: cipherSuiteText(transcript.agreed.cipherSuite ?? 0),
      },
      ILLEGAL_PARAMETER,
    )
  }
  return { hello: second.body, helloRetryRequest: true }
}

const ILLEGAL_PARAMETER = 47

/** Notes version and suite. @throws Faulty where they were not offered */
export function agree(context: Context, transcript: Transcript, hello: ServerHello): void {
  const { plan } = context.maker
  const chosen = extensionData(hello.extensions, 'supported_versions')?.versions[0] ?? hello.legacyVersion
  const version = chosen?.value ?? 0
  if (!plan.versions.includes(version)) {
    throw new Faulty(
      {
        kind: 'not-offered',
        subject: hello.type,
        offset: chosen?.span.start ?? 4,
        expected: plan.versions.map(versionText).join(', '),
        found: versionText(version),
      },
      PROTOCOL_VERSION,
    )
  }
  const code = hello.cipherSuite?.value ?? 0
  if (!plan.cipherSuites.includes(code)) {
    throw new Faulty({
      kind: 'not-offered',
      subject: hello.type,
      offset: hello.cipherSuite?.span.start ?? 4,
      expected: 'a cipher suite that was offered',
      found: cipherSuiteText(code),
    })
  }
  transcript.agreed.version = version
  context.inbox.tls13 = isTls13(version)
  // Whatever its version, TLS 1.3 says 1.2 from here on (RFC 8446 5.1).
  context.outbox.recordVersion = Math.min(version, VERSION.tls12)
  transcript.agreed.cipherSuite = code
}

function retry(
  context: Context,
  transcript: Transcript,
  { raw, body }: Message<'ServerHello' | 'HelloRetryRequest'>,
): void {
  const { version, cipherSuite } = transcript.agreed
  const facts = cipherSuite === null ? null : cipherSuiteFacts(cipherSuite)
  const suite = version === null || facts === null ? null : tls13SuiteOf(version, facts)
  const group = extensionData(body.extensions, 'key_share')?.groups[0]?.value ?? null
  const cookie = extensionData(body.extensions, 'cookie')?.cookie.value ?? null
  const hello = suite === null ? null : context.maker.again({ group, cookie })
  const [first] = transcript.messages
  if (suite === null || hello === null || first === undefined) {
    throw new Faulty({
      kind: 'unsupported',
      subject: 'HelloRetryRequest',
      expected: 'a group this client has',
      found: group === null ? 'none' : groupText(group),
    })
  }
  transcript.messages = [messageHash(suite, first), raw]
  sendDummyChangeCipherSpec(context)
  context.progress.reach('client-hello')
  transcript.send(hello)
  context.outbox.flush()
}

/** The server's key share (RFC 8446 4.2.8); `null` where there is none that can be read. */
export function serverKeyShare(hello: ServerHello): { group: number; keyExchange: Uint8Array } | null {
  const content = hello.extensions.find(({ type }) => type === KEY_SHARE)?.content.value
  const group = extensionData(hello.extensions, 'key_share')?.groups[0]?.value
  if (content === undefined || group === undefined) return null
  return { group, keyExchange: content.subarray(4) }
}
