import { handshakeTypeName, isTls13 } from '../../../shared/tls/registry/index.ts'
import type { Ending, TlsClient, TlsEvent } from '../tls-client/index.ts'
import { done, failed, skipped, type Told } from './told.ts'
import { answerText, endingText } from './words.ts'

/**
 * What the server still asked for after the handshake: a renegotiation (RFC 5246 7.4.1.1) or post-handshake
 * authentication (RFC 8446 4.6.2). @param ending how the connection ended
 */
export function lateStage(client: TlsClient, ending: Ending | null): Told {
  const late = afterHandshake(client.record.events)
  const request = late.find(
    (event) => event.from === 'server' && isOneOf(event, 'HelloRequest', 'CertificateRequest'),
  )
  if (request === undefined) return skipped('The server asked for no certificate after the handshake.')
  const asked = client.authentications.filter(({ requested }) => requested !== 'initial')
  const last = asked.at(-1)
  const tls13 = isTls13(client.negotiated?.version ?? null)
  const how = tls13 ? 'by post-handshake authentication' : 'by renegotiation'
  const what =
    last !== undefined
      ? `The server asked for a client certificate after the handshake, ${how}, and ${answerText(last)}`
      : client.negotiated?.clientAuthentication.requested === 'no' && ending?.stage !== 'late-client-auth'
        ? 'The server renegotiated, and asked for no client certificate'
        : 'The server began a renegotiation'
  const startedMicros = request.atMicros
  const broken = ending !== null && ending.stage === 'late-client-auth' ? ending : null
  const endedMicros = broken?.atMicros ?? endOf(late, startedMicros)
  const millis = (endedMicros - startedMicros) / 1000
  const refused = broken !== null && broken.how !== 'close-notify'
  const told = refused ? failed(`${what}; then ${endingText(broken, millis)}.`) : done(`${what}.`)
  return { ...told, startedMicros, endedMicros }
}

/** Its answer behind the late handshake; where there is none, the last of the handshake. */
function endOf(late: readonly TlsEvent[], startedMicros: number): number {
  const after = late.filter(({ atMicros }) => atMicros >= startedMicros)
  const answer = after.find((event) => event.from === 'server' && event.kind === 'application-data')
  const last = after.filter((event) => event.kind === 'handshake').at(-1)
  return answer?.atMicros ?? last?.atMicros ?? startedMicros
}

/** What came behind the second Finished of the first handshake, by order: times may be those of one packet. */
function afterHandshake(events: readonly TlsEvent[]): readonly TlsEvent[] {
  const finished = events.flatMap((event, at) => (isOneOf(event, 'Finished') ? [at] : []))
  return events.slice((finished[1] ?? events.length) + 1)
}

function isOneOf(event: TlsEvent, ...names: readonly string[]): boolean {
  return event.kind === 'handshake' && names.includes(handshakeTypeName(event.raw[0] ?? -1))
}
