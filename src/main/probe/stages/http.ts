import { printable } from '../../../shared/bytes/text.ts'
import { reasonPhrase, statusText } from '../../../shared/http/status.ts'
import type { HttpAnswer, HttpRequest, ProbeRequest } from '../probe.ts'
import { nowMicros } from '../tls-client/clock.ts'
import type { Ending, TlsClient } from '../tls-client/index.ts'
import type { AnswerReader } from './answer-reader.ts'
import { FAREWELL_MS, farewell } from './farewell.ts'
import { asciiName } from './host-name.ts'
import { Http1Answer } from './http1-answer.ts'
import { headerOf } from './http1-head.ts'
import { Http2Answer } from './http2-answer.ts'
import { authority, done, failed, skipped, span, stopped, type Told } from './told.ts'
import { certificateHint, endingText, momentText } from './words.ts'

export interface Asked {
  readonly http: HttpAnswer | null
  /** How the connection ended; `null`: it had not when we let go. */
  readonly ending: Ending | null
  readonly told: Told
}

/** How long a body may pause. */
const BODY_PAUSE_MS = 500
const HTTPS = 443

/** Asks once and waits for the truth: the first byte of an answer, or whatever else the server says. */
export async function httpStage(
  client: TlsClient,
  request: ProbeRequest,
  http: HttpRequest,
  signal: AbortSignal | undefined,
): Promise<Asked> {
  const startedMicros = nowMicros()
  const reader = readerFor(client, request, http)
  client.send(reader.request)
  const early = await converse(client, reader, request, startedMicros)
  const { answer } = reader
  const endedMicros = answer?.atMicros ?? nowMicros()
  // A server that still sends has nothing else to tell.
  const ending = early ?? (await client.close(reader.state === 'enough' ? 0 : FAREWELL_MS))
  if (early !== null) await farewell(client, early)
  const millis = (endedMicros - startedMicros) / 1000
  const told =
    answer !== null
      ? done(`${answerLine(answer)} after ${span(millis)}.`)
      : signal?.aborted
        ? stopped()
        : reader.refusal !== null
          ? failed(`The server ${reader.refusal}.`)
          : noAnswer(client, ending, millis, 'request')
  return { http: answer, ending, told: { ...told, startedMicros, endedMicros } }
}

/** Waits whether the server is content: nothing is asked, and nothing may come. */
export async function quietStage(
  client: TlsClient,
  { quietMs, timeoutMs }: ProbeRequest,
  signal: AbortSignal | undefined,
): Promise<Asked> {
  const startedMicros = nowMicros()
  const waited = await client.wait({ quietMs, timeoutMs: Math.max(timeoutMs, quietMs + FAREWELL_MS) })
  const endedMicros = nowMicros()
  const ending = waited.kind === 'ended' ? waited.ending : afterQuiet(await client.close(FAREWELL_MS))
  if (waited.kind === 'ended') await farewell(client, waited.ending)
  const millis = (endedMicros - startedMicros) / 1000
  const refused = waited.kind === 'ended' || ending?.how === 'alert'
  const told =
    refused || signal?.aborted
      ? noAnswer(client, ending, millis, 'handshake')
      : waited.kind === 'data'
        ? done(`The server spoke first, ${span(millis)} after the handshake: it accepts the connection.`)
        : skipped(
            `No request was asked for. ${span(millis)} of quiet after the handshake: the server is content.`,
          )
  return { http: null, ending, told: { ...told, startedMicros, endedMicros } }
}

/** Who closes when we do has no quarrel left with us; who alerts then was merely slow. */
function afterQuiet(ending: Ending | null): Ending | null {
  return ending === null || ending.how === 'alert' ? ending : { ...ending, stage: 'application' }
}

function readerFor(client: TlsClient, request: ProbeRequest, http: HttpRequest): AnswerReader {
  const host = hostField(request)
  return client.negotiated?.alpn === 'h2' ? new Http2Answer(http, host) : new Http1Answer(http, host)
}

/** Host and :authority: the name, with the port where it is not the usual one (RFC 9110 7.2). */
function hostField({ host, port }: ProbeRequest): string {
  const name = (asciiName(host) ?? host).replace(/%.*$/, '')
  const full = authority(name, port)
  return port === HTTPS ? full.slice(0, -`:${HTTPS}`.length) : full
}

/** @returns how the connection ended, if it did before the answer was whole */
async function converse(
  client: TlsClient,
  reader: AnswerReader,
  { timeoutMs, quietMs }: ProbeRequest,
  startedMicros: number,
): Promise<Ending | null> {
  const deadline = startedMicros + timeoutMs * 1000
  while (reader.state === 'open' && reader.refusal === null) {
    const left = (deadline - nowMicros()) / 1000
    // The head has told what matters; a body that pauses or takes too long is left at that.
    if (left <= 0 && reader.answered) return null
    const pause = !reader.answered ? {} : { quietMs: Math.max(quietMs, BODY_PAUSE_MS) }
    const said = await client.wait({ timeoutMs: Math.max(left, 0), ...pause })
    if (said.kind === 'quiet') return null
    if (said.kind === 'ended') {
      return said.ending.how === 'timeout' && reader.answered ? null : said.ending
    }
    if (left <= 0) return null
    reader.push(said.bytes, said.atMicros)
    const reply = reader.reply()
    if (reply.length > 0) client.send(reply)
  }
  return null
}

/** @param behind what was waited behind */
function noAnswer(
  client: TlsClient,
  ending: Ending | null,
  millis: number,
  behind: 'request' | 'handshake',
): Told {
  if (ending?.how === 'aborted') return stopped()
  const waited = span(millis)
  if (ending === null || ending.how === 'timeout') {
    return failed(
      behind === 'request'
        ? `The server finished the handshake and then did not answer the request within ${waited}.`
        : `After the handshake the server was not quiet for a moment in ${waited}, and had nothing to say.`,
    )
  }
  const moment =
    ending.stage !== 'application'
      ? momentText(ending)
      : behind === 'request'
        ? 'Instead of an answer'
        : 'Unasked'
  const hint = certificateHint(client, ending)
  return failed(`${moment}, ${waited} after the ${behind}, ${endingText(ending, millis)}${hint}.`)
}

function answerLine(answer: HttpAnswer): string {
  const reason = answer.reason === '' ? reasonPhrase(answer.status) : printable(answer.reason)
  const server = headerOf(answer, 'server')
  const from = server === null || server === '' ? '' : `, server ${printable(server.slice(0, 100))}`
  return `HTTP ${statusText(answer.status, reason.slice(0, 100))}${from}`
}
