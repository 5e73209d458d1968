import { cipherSuiteName, versionName } from '../../../shared/tls/registry/index.ts'
import type { ProbeRequest } from '../probe.ts'
import { nowMicros } from '../tls-client/clock.ts'
import { type ByteTransport, type Ending, type Negotiated, TlsClient } from '../tls-client/index.ts'
import { farewell } from './farewell.ts'
import { done, failed, span, stopped, type Told } from './told.ts'
import { answerText, certificateHint, endingText, insteadOfTls, momentText } from './words.ts'

export interface Shaken {
  readonly client: TlsClient
  /** `null`: both sides finished. */
  readonly ending: Ending | null
  readonly told: Told
}

/** Handshakes. That both sides finished is not yet the server's consent: that is for the next stage to learn. */
export async function tlsStage(
  transport: ByteTransport,
  request: ProbeRequest,
  connectedMicros: number,
  signal: AbortSignal | undefined,
): Promise<Shaken> {
  const { hello, credential, sendChain, timeoutMs } = request
  const startedMicros = nowMicros()
  const client = new TlsClient(transport, {
    hello,
    credential,
    sendChain,
    connectedMicros,
    ...(signal ? { signal } : {}),
  })
  const result = await client.handshake(timeoutMs)
  const millis = (nowMicros() - startedMicros) / 1000
  if (result.kind === 'established') {
    const { negotiated } = result
    const summary = `${agreedText(negotiated)} in ${span(millis)}; ${authenticationText(negotiated)}.`
    return { client, ending: null, told: done(summary) }
  }
  const { ending } = result
  const endedMicros = nowMicros()
  // What stands behind an alert, a reset or a mere FIN, is part of the story.
  await farewell(client, ending)
  return { client, ending, told: { ...broken(client, ending, millis), endedMicros } }
}

function agreedText({ version, cipherSuite, alpn }: Negotiated): string {
  const protocol = alpn === null ? '' : `, ALPN ${alpn}`
  return `${versionName(version)} with ${cipherSuiteName(cipherSuite)}${protocol}`
}

function authenticationText({ version, clientAuthentication }: Negotiated): string {
  if (clientAuthentication.requested === 'no') return 'the server asked for no client certificate'
  const judged = version >= TLS13 ? '; what it makes of that shows only later' : ''
  return `the server asked for a client certificate and ${answerText(clientAuthentication)}${judged}`
}

const TLS13 = 0x0304

function broken(client: TlsClient, ending: Ending, millis: number): Told {
  if (ending.how === 'aborted') return stopped()
  if (ending.by === 'client' && ending.how === 'alert' && ending.fault.kind === 'not-tls') {
    const said = insteadOfTls(client.record.exchanges)
    return failed(`This port does not speak TLS: it answered the ClientHello with ${said}.`)
  }
  if (ending.how === 'timeout' && isSilent(client)) {
    return failed(`The server took the ClientHello and said nothing within ${span(millis)}.`)
  }
  const hint = certificateHint(client, ending)
  return failed(`${momentText(ending)} ${endingText(ending, millis)}${hint}.`)
}

function isSilent({ record }: TlsClient): boolean {
  return !record.exchanges.some(({ from, kind }) => from === 'server' && kind === 'data')
}
